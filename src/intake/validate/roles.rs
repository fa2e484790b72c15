//! Roles: those the kind takes, filled with actors that are there.

use std::collections::{BTreeMap, HashSet};

use super::super::draft::{Node, Sort, Table, Value};
use super::super::shape::{FILLER, article, sureties};
use super::super::{MAX_FILLERS, MAX_PAIRS};
use super::checker::Checker;
use super::fields::Fields;
use crate::domain::{AgreementKind, Filler, Kind, Role, Slug, Surety};

/// Reads every role of an event.
pub(super) fn roles(
    checker: &mut Checker<'_>,
    fields: &mut Fields<'_>,
    kind: Option<Kind>,
    own: &str,
) -> BTreeMap<Role, Vec<Filler>> {
    let grammar = kind.map(Kind::grammar);
    let mut roles = BTreeMap::new();
    for role in Role::ALL.iter().copied() {
        let taken = grammar.as_ref().map(|g| g.role(role));
        match (fields.take(role.word()), taken, kind) {
            (Some(entry), Some(None), Some(kind)) => {
                let message = format!("{} takes no role {:?}", fields.what, role.word());
                checker.fault(&entry.at, message, takes(kind));
            }
            (Some(entry), ..) => {
                roles.insert(role, fillers(checker, role, &entry.value, own));
            }
            (None, Some(Some(usage)), _) if usage.required => {
                let help = format!(
                    "add {}, or {} where the source names nobody",
                    checker.sample(role.word(), "[\"some-actor\"]"),
                    checker.sample(role.word(), "[]"),
                );
                fields.missing(checker, role.word(), help);
            }
            (None, ..) => {}
        }
    }
    roles
}

/// Notes an event with more fillers, or with more pairs of them, than replay can keep apart in good time.
pub(super) fn bounded(
    checker: &mut Checker<'_>,
    table: &Table,
    kind: Option<Kind>,
    roles: &BTreeMap<Role, Vec<Filler>>,
    places: usize,
) {
    let Some((largest, fillers)) = roles.iter().max_by_key(|(_, fillers)| fillers.len()) else { return };
    let Some(entry) = table.entries.iter().find(|e| e.key == largest.word()) else { return };
    let all: usize = roles.values().map(Vec::len).sum();
    if all > MAX_FILLERS {
        let message = format!("the event names {all} fillers, over the limit of {MAX_FILLERS}");
        checker.fault(&entry.at, message, "break the record up");
        return;
    }
    let others = roles.iter().filter(|(role, _)| *role != largest).map(|(_, fillers)| fillers.len());
    let across = fillers.len() * others.chain([places]).max().unwrap_or(0);
    let pairs_up = matches!(
        kind,
        Some(Kind::Agreement(AgreementKind::Talks | AgreementKind::Alliance | AgreementKind::AllianceEnd))
    );
    let parties = roles.get(&Role::Party).filter(|_| pairs_up).map_or(0, Vec::len);
    let pairs = across.max(parties * parties.saturating_sub(1) / 2);
    if pairs > MAX_PAIRS {
        let message = format!("the event brings {pairs} pairs together, over the limit of {MAX_PAIRS}");
        let help = "name the body they form or belong to in their place, or break the record up";
        checker.fault(&entry.at, message, help);
    }
}

/// What a kind takes, in a sentence.
pub(super) fn takes(kind: Kind) -> String {
    let grammar = kind.grammar();
    let roles: Vec<&str> = grammar.roles.iter().map(|u| u.role.word()).collect();
    let details: Vec<&str> = grammar.details.iter().map(|u| u.detail.word()).collect();
    let details = if details.is_empty() { "none".to_owned() } else { details.join(", ") };
    let roles = roles.join(", ");
    format!(
        "{} takes the roles {roles}; the details: {details}; anything else told goes into `remarks`",
        article(kind.word())
    )
}

/// One filler or a list of them.
fn fillers(checker: &mut Checker<'_>, role: Role, node: &Node, own: &str) -> Vec<Filler> {
    let items = match &node.value {
        Value::Text(_) | Value::Table(_) | Value::List(_) => checker.items(node),
        _ => {
            checker.expected(
                node,
                "an actor or a list of actors",
                "write an id, or a list of ids, in quotes",
            );
            return Vec::new();
        }
    };
    let mut named: HashSet<Slug> = HashSet::with_capacity(items.len());
    let mut fillers = Vec::with_capacity(items.len());
    for item in items {
        let Some(filler) = filler(checker, role, item, own) else { continue };
        if named.insert(filler.actor.clone()) {
            fillers.push(filler);
        } else {
            let message = format!("{:?} names it twice", role.word());
            checker.fault(&item.span, message, "name each once");
        }
    }
    fillers
}

fn filler(checker: &mut Checker<'_>, role: Role, item: &Node, own: &str) -> Option<Filler> {
    match &item.value {
        Value::Text(_) => {
            let actor = who(checker, role, item, own)?;
            Some(Filler { actor, surety: Surety::Stated })
        }
        Value::Table(table) => {
            let mut fields = Fields::new(table, "a filler");
            let node = fields.need(checker, "actor", "\"some-actor\"");
            let actor = node.and_then(|node| who(checker, role, node, own));
            let surety = fields.surety(checker, &sureties());
            fields.finish(checker, FILLER);
            Some(Filler { actor: actor?, surety })
        }
        _ => {
            let table = checker.table(&[("actor", "\"some-actor\""), ("surety", "\"inferred\"")]);
            let help = format!("write an id in quotes, or {table}");
            checker.expected(item, "an actor", help);
            None
        }
    }
}

/// An actor that is there; of `about`, the slug of an actor, a treaty or another event.
fn who(checker: &mut Checker<'_>, role: Role, node: &Node, own: &str) -> Option<Slug> {
    if role != Role::About {
        return checker.reference(Sort::Actor, node);
    }
    // What is spoken of may be recorded later: as with hints, replay notes what is not there (rule R35).
    let slug = checker.slug(node)?;
    if slug.as_str() == own {
        checker.itself(&node.span, Sort::Event, role.word());
        return None;
    }
    Some(slug)
}
