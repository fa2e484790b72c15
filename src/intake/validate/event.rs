//! Events: everything of a report but its roles, details and what it says.

use std::collections::BTreeMap;

use super::super::draft::{Entry, Node, Sort, Table, Value};
use super::super::shape::{CITE, article, hints as hint_keys, keys, kinds, sureties};
use super::super::{MAX_HINTS, MAX_TEXT};
use super::checker::Checker;
use super::fields::Fields;
use super::{details, roles, says};
use crate::domain::{Citation, Detail, EventDate, Hint, Kind, Report, ReportId, Role, Slug};

/// A report.
pub(super) fn report(checker: &mut Checker<'_>, table: &Table) -> Option<Report> {
    let before = checker.faults();
    let mut fields = Fields::new(table, "an event");
    let id = fields.id(checker);
    let own = table.text("id").unwrap_or("");
    let kind = kind(checker, &mut fields);
    if let Some(kind) = kind {
        fields.what = article(kind.word());
    }
    let roles = roles::roles(checker, &mut fields, kind, own);
    let details = details::details(checker, &mut fields, kind);
    let date = match fields.take("date") {
        Some(entry) => checker.date(&entry.value),
        None => Some(EventDate::undated()),
    };
    let words = fields.text(checker, "words");
    let places = fields.references(checker, "place", Sort::Place);
    roles::bounded(checker, table, kind, &roles, places.len());
    let hints = hints(checker, &mut fields, own);
    let variant_of = match fields.take("variant-of") {
        Some(entry) => others(checker, entry, own),
        None => Vec::new(),
    };
    let surety = fields.surety(checker, &sureties());
    let contested = labels(checker, fields.node("contested"));
    let says = fields.node("says").map_or_else(Vec::new, |node| says::says(checker, node, own));
    let citation = citation(checker, &mut fields);
    let summary = fields.need_text(checker, "summary");
    let remarks = fields.node("remarks").map_or_else(BTreeMap::new, |node| remarks(checker, node));
    finish(checker, &fields, kind);
    let report = Report {
        id: id?,
        kind: kind?,
        roles,
        details,
        date: date?,
        words,
        places,
        hints,
        variant_of,
        surety,
        contested,
        says,
        citation: citation?,
        summary: summary?,
        remarks,
    };
    (checker.faults() == before).then_some(report)
}

fn kind(checker: &mut Checker<'_>, fields: &mut Fields<'_>) -> Option<Kind> {
    let node = fields.need(checker, "kind", "\"formation\"")?;
    let word = checker.word(node, "kind of event", &kinds())?;
    Kind::parse(word)
}

/// The order hints; what they name need not be there yet (rule R35).
fn hints(checker: &mut Checker<'_>, fields: &mut Fields<'_>, own: &str) -> Vec<Hint> {
    let mut hints = Vec::new();
    for (kind, word) in hint_keys() {
        let Some(entry) = fields.take(word) else { continue };
        let held = hints.len();
        hints.extend(others(checker, entry, own).into_iter().map(|other| Hint { kind, other }));
        if hints.len() > MAX_HINTS && held <= MAX_HINTS {
            let message = format!("over {MAX_HINTS} order hints on one event");
            checker.fault(&entry.at, message, "keep those that order it directly");
        }
    }
    hints
}

/// Other events, by id.
fn others(checker: &mut Checker<'_>, entry: &Entry, own: &str) -> Vec<ReportId> {
    let items = checker.items(&entry.value);
    if items.len() > MAX_HINTS {
        let message = format!("{} events in one list, over the limit of {MAX_HINTS}", items.len());
        checker.fault(&entry.at, message, "keep those that concern it directly");
        return Vec::new();
    }
    let mut others: Vec<Slug> = Vec::with_capacity(items.len());
    for item in items {
        let Some(other) = checker.slug(item) else { continue };
        if other.as_str() == own {
            checker.itself(&item.span, Sort::Event, &entry.key);
        } else {
            others.push(other);
        }
    }
    others
}

fn labels(checker: &mut Checker<'_>, node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = checker.items(node);
    items.iter().filter_map(|item| checker.text(item).map(str::to_owned)).collect()
}

fn citation(checker: &mut Checker<'_>, fields: &mut Fields<'_>) -> Option<Citation> {
    let sample = checker.table(&[("source", "\"some-source\""), ("paragraph", "3")]);
    let Some(node) = fields.node("cite") else {
        let help = format!("say where the source says it: add {}", checker.sample("cite", &sample));
        fields.missing(checker, "cite", help);
        return None;
    };
    cited(checker, node)
}

/// Where a source says something.
pub(super) fn cited(checker: &mut Checker<'_>, node: &Node) -> Option<Citation> {
    let sample = checker.table(&[("source", "\"some-source\""), ("paragraph", "3")]);
    let mut cite = Fields::of(checker, node, "a citation", &sample)?;
    let source =
        cite.need(checker, "source", "\"some-source\"").and_then(|n| checker.reference(Sort::Source, n));
    let through = cite.node("through");
    let paragraph = cite.node("paragraph").and_then(|n| checker.count(n));
    let page = cite.node("page").and_then(|n| checker.label(n)).map(str::to_owned);
    let archive = cite.text(checker, "archive");
    let retrieved = cite.day(checker, "retrieved");
    cite.finish(checker, CITE);
    let reader = through.and_then(|n| checker.reference(Sort::Source, n));
    if let (Some(node), true) = (through, reader.is_some() && reader == source) {
        let help = "leave it out where the source itself was read";
        checker.fault(&node.span, "\"through\" names the cited source itself", help);
    }
    Some(Citation { source: source?, through: reader, paragraph, page, archive, retrieved })
}

fn remarks(checker: &mut Checker<'_>, node: &Node) -> BTreeMap<String, String> {
    let mut remarks = BTreeMap::new();
    let Value::Table(table) = &node.value else {
        let help = format!("write free keys with text: {}", checker.table(&[("attendance", "\"700\"")]));
        checker.expected(node, "a table", help);
        return remarks;
    };
    for entry in &table.entries {
        let odd = entry.key.trim().is_empty() || entry.key.chars().any(char::is_control);
        if odd || entry.key.chars().count() > MAX_TEXT {
            checker.fault(&entry.at, "this is no key for a remark", "name the remark in a word or two");
            continue;
        }
        if let Some(text) = checker.text(&entry.value) {
            remarks.insert(entry.key.clone(), text.to_owned());
        }
    }
    remarks
}

/// Notes every key that is left over. Where the kind is not known, no role and no detail is held against it.
fn finish(checker: &mut Checker<'_>, fields: &Fields<'_>, kind: Option<Kind>) {
    let mut words: Vec<&str> = keys(Sort::Event).iter().map(|k| k.word).collect();
    match kind.map(Kind::grammar) {
        Some(grammar) => {
            words.extend(grammar.roles.iter().map(|u| u.role.word()));
            words.extend(grammar.details.iter().map(|u| u.detail.word()));
        }
        None => {
            words.extend(Role::ALL.iter().map(|r| r.word()));
            words.extend(Detail::ALL.iter().map(|d| d.word()));
        }
    }
    for entry in fields.rest() {
        let help = checker.one_of(&entry.key, &format!("{} takes", fields.what), &words);
        let stop = if help.ends_with('?') { "" } else { "." };
        let help = format!("{help}{stop} Anything else a source tells goes into `remarks`");
        checker.fault(&entry.at, "unknown key", help);
    }
}
