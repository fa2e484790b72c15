//! Corrections: the keys of a record as they should read, laid over the record as it stands, and the whole checked like
//! any record. What is wrong with a key stands where the correction sets it; what does not go with the keys that stay,
//! at the correction.

use std::collections::HashSet;
use std::ops::Range;

use super::super::draft::{Entry, Node, Sort, Table, Value};
use super::super::present::Present;
use super::super::shape::{article, keys};
use super::super::write;
use super::checker::Checker;
use super::fields::Fields;
use super::{event, registers};
use crate::domain::{Body, Detail, Kind, Place, Role};

/// A record as it should read.
pub(super) struct Corrected {
    /// The keys that change, sorted.
    pub keys: Vec<String>,
    /// The record with them.
    pub becomes: Body,
}

/// The keys a correction sets and takes away.
pub(super) struct Wanted<'d> {
    set: Option<(&'d Node, &'d Table)>,
    unset: Vec<(&'d Node, &'d str)>,
    /// Whether all of it can be done.
    sound: bool,
}

/// Reads `set` and `unset`, of a record of this sort.
pub(super) fn wanted<'d>(
    checker: &mut Checker<'_>,
    fields: &mut Fields<'d>,
    sort: Option<Sort>,
) -> Option<Wanted<'d>> {
    let before = checker.faults();
    let (set, unset) = (fields.node("set"), fields.node("unset"));
    let sample = checker.table(&[("date", "\"2014-03-18\"")]);
    if set.is_none() && unset.is_none() {
        let help = format!(
            "say how it should read: add {}, or {}",
            checker.sample("set", &sample),
            checker.sample("unset", "[\"words\"]")
        );
        fields.missing(checker, "set", help);
    }
    let set = set.and_then(|node| match &node.value {
        Value::Table(table) if !table.entries.is_empty() => Some((node, table)),
        Value::Table(_) => {
            checker.fault(&node.span, "nothing is set", format!("write {}", checker.sample("set", &sample)));
            None
        }
        _ => {
            checker.expected(node, "a table", format!("write {}", checker.sample("set", &sample)));
            None
        }
    });
    let items = unset.map_or(&[][..], |node| checker.items(node));
    let mut wanted = Wanted { set, unset: Vec::with_capacity(items.len()), sound: true };
    let mut seen: HashSet<&str> = HashSet::new();
    for node in items {
        let Some(key) = checker.text(node) else { continue };
        if wanted.sets(key).is_some() {
            let help = "keep it in `set`, or in `unset`";
            checker.fault(&node.span, "the key is set, and taken away", help);
        } else if seen.insert(key) {
            wanted.unset.push((node, key));
        } else {
            checker.fault(&node.span, "the key is taken away twice", "name it once");
        }
    }
    if let (Some(node), true) = (unset, items.is_empty() && checker.faults() == before) {
        checker.fault(&node.span, "nothing is taken away", "name keys, or leave `unset` out");
    }
    wanted.no_id(checker);
    if let Some(sort) = sort {
        wanted.known(checker, sort);
    }
    wanted.sound = checker.faults() == before;
    (wanted.set.is_some() || !wanted.unset.is_empty()).then_some(wanted)
}

/// A key that the kinds of events share out among them.
fn of_grammar(key: &str) -> bool {
    Role::parse(key).is_some() || Detail::parse(key).is_some()
}

/// Whether a kind of event takes a key of the grammar, and whether it needs it.
fn taken(kind: Kind, key: &str) -> Option<bool> {
    let grammar = kind.grammar();
    let role = Role::parse(key).and_then(|role| grammar.role(role)).map(|usage| usage.required);
    role.or_else(|| Detail::parse(key).and_then(|detail| grammar.detail(detail)).map(|usage| usage.required))
}

impl Wanted<'_> {
    fn sets(&self, key: &str) -> Option<&Entry> {
        self.set.and_then(|(_, table)| table.entries.iter().find(|entry| entry.key == key))
    }

    fn no_id(&mut self, checker: &mut Checker<'_>) {
        let set = self.sets("id").map(|entry| &entry.at);
        let unset = self.unset.iter().find(|(_, key)| *key == "id").map(|(node, _)| &node.span);
        for span in set.into_iter().chain(unset) {
            let help = "what is recorded keeps its id: record it anew under another one";
            checker.fault(span, "an id cannot be corrected", help);
        }
        self.unset.retain(|(_, key)| *key != "id");
    }

    /// Notes what is taken away and is no key of this sort, or one that it needs, and leaves it where it is.
    fn known(&mut self, checker: &mut Checker<'_>, sort: Sort) {
        let what = article(sort.word());
        let mut words: Vec<&str> = keys(sort).iter().map(|k| k.word).collect();
        if sort == Sort::Event {
            words.extend(Role::ALL.iter().map(|r| r.word()));
            words.extend(Detail::ALL.iter().map(|d| d.word()));
        }
        self.unset.retain(|(node, key)| {
            if keys(sort).iter().any(|k| k.word == *key && k.required) {
                needed(checker, node, &what, key);
                return false;
            }
            if !words.contains(key) {
                let help = checker.one_of(key, &format!("{what} takes"), &words);
                checker.fault(&node.span, "unknown key", help);
                return false;
            }
            true
        });
    }

    /// Where to point at when the keys that stay do not go with those that change.
    fn place(&self) -> Range<usize> {
        let kind = self.sets("kind").map(|entry| &entry.value.span);
        let all =
            self.set.iter().map(|(node, _)| &node.span).chain(self.unset.iter().map(|(node, _)| &node.span));
        let start = kind.into_iter().chain(all).map(|span| span.start).next().unwrap_or(0);
        start..start
    }

    /// The record with the keys changed, checked like any; `again` where it was so corrected already.
    pub fn lay_over(
        self,
        checker: &mut Checker<'_>,
        base: &Body,
        again: bool,
        present: &Present<'_>,
    ) -> Option<Corrected> {
        let before = checker.faults();
        let table = self.table(checker, base);
        let becomes = match Sort::of(base) {
            Sort::Source => registers::source(checker, &table).map(Body::Source),
            Sort::Actor => registers::actor(checker, &table).map(Body::Actor),
            Sort::Place => registers::place(checker, &table).map(Body::Place),
            Sort::Event => event::report(checker, &table).map(Body::from),
            Sort::Amendment => None,
        }?;
        if let (Body::Place(place), Some(entry)) = (&becomes, self.sets("within")) {
            not_within_itself(checker, place, &entry.value, present);
        }
        if becomes == *base && !again && self.sound && checker.faults() == before {
            let span = self.set.map(|(node, _)| node).or(self.unset.first().map(|(node, _)| *node));
            let span = span.map_or_else(|| self.place(), |node| node.span.clone());
            let help = "leave it out, or set what should read otherwise";
            checker.fault(&span, "the correction changes nothing: it reads so already", help);
        }
        let set = self.set.iter().flat_map(|(_, table)| table.entries.iter().map(|e| e.key.as_str()));
        let mut keys: Vec<String> =
            set.chain(self.unset.iter().map(|(_, key)| *key)).map(str::to_owned).collect();
        keys.sort();
        (checker.faults() == before).then_some(Corrected { keys, becomes })
    }

    /// The keys of the record as it stands, those set and taken away apart, and those set.
    fn table(&self, checker: &mut Checker<'_>, base: &Body) -> Table {
        let place = self.place();
        let kind = match (self.sets("kind").map(|entry| &entry.value), base) {
            (Some(Node { value: Value::Text(word), .. }), Body::Report(_)) => Kind::parse(word),
            (None, Body::Report(report)) => Some(report.kind),
            _ => None,
        };
        let what = kind.map(|kind| article(kind.word())).unwrap_or_default();
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in write::fields(base) {
            let unset = self.unset.iter().find(|(_, gone)| *gone == key).map(|(node, _)| *node);
            let use_of_it = kind.filter(|_| of_grammar(&key)).map(|kind| taken(kind, &key));
            match (unset, use_of_it) {
                _ if self.sets(&key).is_some() && key != "id" => continue,
                // Kept, so that its want is said once, and here.
                (Some(node), Some(Some(true))) => needed(checker, node, &what, &key),
                (Some(_), _) => continue,
                (None, Some(None)) => {
                    let span = self.sets("kind").map_or(&place, |entry| &entry.value.span);
                    let help =
                        format!("take it away as well: {}", checker.sample("unset", &format!("[{key:?}]")));
                    checker.fault(span, format!("{what} takes no {key:?}, and the event has one"), help);
                    continue;
                }
                (None, _) => {}
            }
            entries.push(Entry { key, at: place.clone(), value: node(&value, &place) });
        }
        let set = self.set.iter().flat_map(|(_, table)| &table.entries);
        entries.extend(set.filter(|entry| entry.key != "id").cloned());
        Table { span: place, entries }
    }
}

fn needed(checker: &mut Checker<'_>, node: &Node, what: &str, key: &str) {
    let help = "set it as it should read instead";
    checker.fault(&node.span, format!("{what} needs {key:?}, so it cannot be taken away"), help);
}

/// A value of a record as it stands, at the place of what corrects it.
fn node(value: &serde_json::Value, place: &Range<usize>) -> Node {
    let value = match value {
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Number(number) => Value::Integer(number.to_string()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(|item| node(item, place)).collect()),
        serde_json::Value::Object(fields) => {
            let entry = |(key, value): (&String, &serde_json::Value)| Entry {
                key: key.clone(),
                at: place.clone(),
                value: node(value, place),
            };
            Value::Table(Table { span: place.clone(), entries: fields.iter().map(entry).collect() })
        }
        serde_json::Value::Bool(_) => Value::Other("a boolean"),
        serde_json::Value::Null => Value::Other("null"),
    };
    Node { span: place.clone(), value }
}

/// Notes a place that would lie, over any number of others, within itself.
fn not_within_itself(checker: &mut Checker<'_>, place: &Place, at: &Node, present: &Present<'_>) {
    let mut path = vec![place.id.clone()];
    let mut around = place.within.clone();
    while let Some(outer) = around {
        let circle = outer == place.id;
        if !circle && path.contains(&outer) {
            return;
        }
        path.push(outer.clone());
        if circle {
            let path: Vec<&str> = path.iter().map(|id| id.as_str()).collect();
            let help = format!("a place cannot lie within itself: {}", path.join(" within "));
            checker.fault(&at.span, "places within each other in a circle", help);
            return;
        }
        around = match present.body(Sort::Place, outer.as_str()) {
            Some(Body::Place(place)) => place.within,
            _ => None,
        };
    }
}
