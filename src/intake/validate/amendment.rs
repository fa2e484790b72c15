//! Amendments: what they do to what, who makes them, and what they need (rules R3, R5, R6).

use super::super::draft::{Node, Sort, Table, Value};
use super::super::present::Present;
use super::super::shape::{acts, keys, reasons, takes, targets};
use super::super::write::FACT;
use super::checker::{Checker, folded};
use super::correction::{self, Corrected};
use super::event;
use super::fields::Fields;
use crate::domain::{Amendment, Amends, Because, Body, Citation, EventDate, Holder, Slug};

/// An amendment; a correction is checked against what it corrects as it stands at present.
pub(super) fn amendment(
    checker: &mut Checker<'_>,
    table: &Table,
    present: &Present<'_>,
) -> Option<Amendment> {
    let before = checker.faults();
    let mut fields = Fields::new(table, "an amendment");
    let id = fields.id(checker);
    let kind = fields.need(checker, "kind", "\"correct\"");
    let kind = kind.and_then(|node| act_word(checker, node));
    fields.what = kind.map_or("an amendment", noun).to_owned();
    let by = fields.need(checker, "by", "\"...\"");
    let by = by.and_then(|node| holder(checker, node, kind?).map(|holder| (holder, node)));
    let own = Own { id: table.text("id").unwrap_or(""), present };
    let act = kind.and_then(|kind| own.act(checker, &mut fields, kind));
    let date = match fields.take("date") {
        Some(entry) => checker.date(&entry.value),
        None => Some(EventDate::undated()),
    };
    let cite = fields.node("cite");
    let citation = cite.map(|node| event::cited(checker, node));
    let note = fields.text(checker, "note");
    if let Some((holder, node)) = &by {
        speaks(checker, holder, node, cite, citation.as_ref().and_then(Option::as_ref));
    }
    finish(checker, &fields, kind);
    let citation = citation.map_or(Some(None), |cited| cited.map(Some));
    let amendment = Amendment { id: id?, by: by?.0, act: act?, date: date?, citation: citation?, note };
    (checker.faults() == before).then_some(amendment)
}

/// What it does. A redaction takes a body away with being recorded, and no file can do that.
fn act_word<'n>(checker: &mut Checker<'_>, node: &'n Node) -> Option<&'n str> {
    if matches!(&node.value, Value::Text(text) if text == Amends::REDACT) {
        let help = "leave it out: a body is taken away by `annals redact ID` alone";
        checker.fault(&node.span, "a redaction is read from no file", help);
        return None;
    }
    checker.word(node, "kind of amendment", &acts())
}

/// What an amendment that does this is called, with its article.
fn noun(act: &str) -> &'static str {
    match act {
        "confirm" => "a confirmation",
        "dispute" => "a dispute",
        "deny" => "a denial",
        "correct" => "a correction",
        "retract" => "a retraction",
        "same-as" => "a same-as",
        _ => "an amendment",
    }
}

/// Who makes it: of a confirmation, a dispute or a denial somebody registered, an actor before a source; of the rest
/// whoever keeps the chronology.
fn holder(checker: &mut Checker<'_>, node: &Node, act: &str) -> Option<Holder> {
    let text = checker.text(node)?;
    if !matches!(act, "confirm" | "dispute" | "deny") {
        return Some(Holder::Keeper(text.to_owned()));
    }
    let slug = Slug::new(text);
    match slug {
        Ok(slug) if checker.index.has(Sort::Actor, text) => Some(Holder::Actor(slug)),
        Ok(slug) if checker.index.has(Sort::Source, text) => Some(Holder::Source(slug)),
        slug => {
            let sorts = [Sort::Actor, Sort::Source].map(|sort| checker.remedy(sort, text));
            let help = sorts.iter().find(|help| help.starts_with("did you mean")).or(sorts.first());
            let help = help.cloned().unwrap_or_default();
            let message = slug.map_or_else(|e| e.to_string(), |_| "unknown actor or source".to_owned());
            checker.fault(&node.span, message, help);
            None
        }
    }
}

/// What an actor says needs a source that tells it, and what a source says stands in itself.
fn speaks(
    checker: &mut Checker<'_>,
    holder: &Holder,
    by: &Node,
    cite: Option<&Node>,
    citation: Option<&Citation>,
) {
    match holder {
        Holder::Actor(_) if cite.is_none() => {
            let help = "name the source that tells it, and where it does: add `cite`";
            checker.fault(&by.span, "an actor speaks through a source, and none is cited", help);
        }
        Holder::Source(id) if citation.is_some_and(|cited| cited.source != *id) => {
            let node = cite.and_then(|node| match &node.value {
                Value::Table(table) => table.get("source"),
                _ => None,
            });
            let help = format!(
                "{:?} says it, so `source` is {0:?}; where it was read in another, that one is `through`",
                id.as_str()
            );
            checker.fault(&node.unwrap_or(by).span, "this is not the source that says it", help);
        }
        _ => {}
    }
}

/// The amendment being read, and what stands at present.
struct Own<'a> {
    id: &'a str,
    present: &'a Present<'a>,
}

impl Own<'_> {
    fn act(&self, checker: &mut Checker<'_>, fields: &mut Fields<'_>, kind: &str) -> Option<Amends> {
        if kind == "same-as" {
            return self.same(checker, fields);
        }
        let target = target(checker, fields, kind);
        match kind {
            "correct" => {
                let because = because(checker, fields);
                let at = target.and_then(|(sort, node)| Some((sort, checker.reference(sort, node)?)));
                let Corrected { keys, becomes } = self.correct(checker, fields, at)?;
                Some(Amends::Correct { because: because?, keys, becomes: Box::new(becomes) })
            }
            "retract" => {
                let because = because(checker, fields);
                let (sort, node) = target?;
                let target = checker.slug(node)?;
                if self.is_it(checker, &target) {
                    checker.itself(&node.span, Sort::Amendment, sort.word());
                }
                if self.present.amendment(target.as_str()).is_some_and(|a| matches!(a.act, Amends::Redact(_)))
                {
                    let help = "leave it out: the body it took away is nowhere in this chronology";
                    checker.fault(&node.span, "a redaction cannot be taken back", help);
                }
                Some(Amends::Retract { target, because: because? })
            }
            _ => {
                let aspect = match fields.node("aspect") {
                    Some(node) if kind != "confirm" => aspect(checker, node),
                    _ => Some(FACT.to_owned()),
                };
                let event = self.event(checker, target?.1)?;
                match kind {
                    "confirm" => Some(Amends::Confirm { event }),
                    "dispute" => Some(Amends::Dispute { event, aspect: aspect? }),
                    _ => Some(Amends::Deny { event, aspect: aspect? }),
                }
            }
        }
    }

    /// An event, which may be recorded later: as with hints, replay notes what is not there (rule R35). What is known
    /// to be no event never will be one.
    fn event(&self, checker: &mut Checker<'_>, node: &Node) -> Option<Slug> {
        let event = checker.slug(node)?;
        let id = event.as_str();
        if self.is_it(checker, &event) {
            checker.itself(&node.span, Sort::Amendment, "event");
            return None;
        }
        if checker.index.has(Sort::Amendment, id) && !checker.index.has(Sort::Event, id) {
            let help = "name the event; an amendment that is wrong is retracted";
            checker.fault(&node.span, "this is an amendment, and an event is due here", help);
            return None;
        }
        Some(event)
    }

    /// Whether an id is its own. Where an event bears it too, that is the fault, and is told of the whole batch.
    fn is_it(&self, checker: &Checker<'_>, id: &Slug) -> bool {
        id.as_str() == self.id && !checker.index.has(Sort::Event, self.id)
    }

    fn correct(
        &self,
        checker: &mut Checker<'_>,
        fields: &mut Fields<'_>,
        at: Option<(Sort, Slug)>,
    ) -> Option<Corrected> {
        let wanted = correction::wanted(checker, fields, at.as_ref().map(|(sort, _)| *sort));
        let (sort, id) = at?;
        // It would hold the body that was taken away; one that is itself redacted may be what stood there.
        if self.present.is_redacted(sort, id.as_str()) && !self.present.is_redacted(Sort::Amendment, self.id)
        {
            let span = fields.node(sort.word()).map_or(0..0, |node| node.span.clone());
            let help = "leave it out: of a redacted record nothing is left to correct";
            checker.fault(&span, format!("this {} was redacted", sort.word()), help);
            return None;
        }
        // Recorded already under this id: then it is held against what it was made of, not against what it made.
        let earlier = self.present.amendment(self.id).and_then(|earlier| match &earlier.act {
            Amends::Correct { becomes, .. } if Sort::of(becomes) == sort && *becomes.id() == id => {
                Some(becomes.as_ref().clone())
            }
            _ => None,
        });
        let again = earlier.is_some();
        // What is named and not there stands in a part that could not be read, or has faults of its own.
        let base = earlier.or_else(|| self.present.body(sort, id.as_str()))?;
        wanted?.lay_over(checker, &base, again, self.present)
    }

    fn same(&self, checker: &mut Checker<'_>, fields: &mut Fields<'_>) -> Option<Amends> {
        let actor = fields.need(checker, "actor", "\"second-id\"");
        let stays = fields.need(checker, "same-as", "\"id-that-stays\"");
        let actor = actor.and_then(|node| checker.reference(Sort::Actor, node));
        let stays = stays.and_then(|node| Some((node, checker.reference(Sort::Actor, node)?)));
        let (actor, (node, stays)) = (actor?, stays?);
        if actor == stays {
            let help = "name the id that stays, other than the second one";
            checker.fault(&node.span, "an actor is itself already", help);
            return None;
        }
        let person = |id: &Slug| match self.present.body(Sort::Actor, id.as_str()) {
            Some(Body::Actor(actor)) => Some(actor.kind == crate::domain::ActorKind::Person),
            _ => None,
        };
        if let (Some(a), Some(b)) = (person(&actor), person(&stays))
            && a != b
        {
            let who = if a { &actor } else { &stays };
            let help = format!("{:?} is a person: correct its `kind` first, if that is wrong", who.as_str());
            checker.fault(&node.span, "a person is no body of people, and no body a person", help);
        }
        Some(Amends::SameAs { actor, stays })
    }
}

/// The one key that names what is amended.
fn target<'d>(checker: &mut Checker<'_>, fields: &mut Fields<'d>, kind: &str) -> Option<(Sort, &'d Node)> {
    let sorts = targets(kind);
    let found: Vec<_> =
        sorts.iter().filter_map(|sort| fields.take(sort.word()).map(|entry| (*sort, entry))).collect();
    let words: Vec<&str> = sorts.iter().map(|sort| sort.word()).collect();
    match found.as_slice() {
        [(sort, entry)] => Some((*sort, &entry.value)),
        [] => {
            let more = match words.split_first() {
                Some((_, rest @ [_, ..])) => format!(" (or {})", rest.join(", ")),
                _ => String::new(),
            };
            let help =
                format!("name what it amends: add {}{more}", checker.sample("event", "\"some-event\""));
            fields.missing(checker, "event", help);
            None
        }
        [_, rest @ ..] => {
            for (_, entry) in rest {
                let help = format!("keep one of {}; amend the rest apart", words.join(", "));
                checker.fault(&entry.at, format!("{} amends one record", fields.what), help);
            }
            None
        }
    }
}

/// Whose slip it was; where the world learned better, when it could.
fn because(checker: &mut Checker<'_>, fields: &mut Fields<'_>) -> Option<Because> {
    let Some(node) = fields.node("because") else {
        let help = format!(
            "add {} (our own slip) or {} (the world learned better)",
            checker.sample("because", "\"transcription\""),
            checker.sample("because", "\"source\""),
        );
        fields.missing(checker, "because", help);
        return None;
    };
    let because = Because::parse(checker.word(node, "reason", &reasons())?)?;
    if because == Because::Source && fields.node("date").is_none() && fields.node("cite").is_none() {
        let help = "say when the world could read it (`date`), or where (`cite`)";
        checker.fault(&node.span, "it is not said when the world learned better", help);
    }
    Some(because)
}

fn aspect(checker: &mut Checker<'_>, node: &Node) -> Option<String> {
    let text = checker.text(node)?;
    if let Err(error) = Slug::new(text) {
        let help = format!("an aspect is one lower-case word: fact, date, author, mode; {}", folded(text));
        checker.fault(&node.span, error.to_string(), help);
        return None;
    }
    Some(text.to_owned())
}

/// Notes every key that is left over.
fn finish(checker: &mut Checker<'_>, fields: &Fields<'_>, kind: Option<&str>) {
    let all: Vec<&str> = keys(Sort::Amendment).iter().map(|k| k.word).collect();
    let taken = kind.map(takes).unwrap_or_default();
    let words: Vec<&str> = taken.iter().map(|k| k.word).collect();
    for entry in fields.rest() {
        let known = all.contains(&entry.key.as_str());
        if kind.is_none() && known {
            continue;
        }
        if known {
            let message = format!("{} takes no {:?}", fields.what, entry.key);
            checker.fault(&entry.at, message, format!("it takes {}", words.join(", ")));
        } else {
            let words = if words.is_empty() { &all } else { &words };
            let help = checker.one_of(&entry.key, &format!("{} takes", fields.what), words);
            checker.fault(&entry.at, "unknown key", help);
        }
    }
}
