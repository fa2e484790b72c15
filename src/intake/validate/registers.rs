//! Sources, actors and places.

use super::super::draft::{Sort, Table, Value};
use super::super::shape::{ALIAS, actor_kinds, keys, reliabilities};
use super::checker::Checker;
use super::fields::Fields;
use crate::domain::{Actor, ActorKind, Name, Place, Source};

/// A source.
pub(super) fn source(checker: &mut Checker<'_>, table: &Table) -> Option<Source> {
    let before = checker.faults();
    let mut fields = Fields::new(table, "a source");
    let id = fields.id(checker);
    let title = fields.need_text(checker, "title");
    let date = fields.need(checker, "date", "\"2014-03-18\"").and_then(|node| checker.date(node));
    let author = fields.text(checker, "author");
    let publisher = fields.text(checker, "publisher");
    let retrieved = fields.day(checker, "retrieved");
    let cited_by = fields.reference(checker, "cited-by", Sort::Source);
    if let (Some(node), true) = (table.get("cited-by"), cited_by.is_some() && cited_by == id) {
        checker.itself(&node.span, Sort::Source, "cited-by");
    }
    let locator = fields.text(checker, "locator");
    let party = fields.reference(checker, "party", Sort::Actor);
    let letter = fields.node("reliability");
    let reliability = letter.and_then(|node| checker.word(node, "reliability", &reliabilities()));
    let reliability = reliability.map(str::to_owned);
    let note = fields.text(checker, "note");
    fields.finish(checker, keys(Sort::Source));
    let (id, title, date) = (id?, title?, date?);
    let source =
        Source { id, title, author, publisher, date, retrieved, cited_by, locator, party, reliability, note };
    (checker.faults() == before).then_some(source)
}

/// An actor.
pub(super) fn actor(checker: &mut Checker<'_>, table: &Table) -> Option<Actor> {
    let before = checker.faults();
    let mut fields = Fields::new(table, "an actor");
    let id = fields.id(checker);
    let kind = fields
        .need(checker, "kind", "\"faction\"")
        .and_then(|node| checker.word(node, "kind of actor", &actor_kinds()))
        .and_then(ActorKind::parse);
    let names = names(checker, &mut fields);
    let note = fields.text(checker, "note");
    fields.finish(checker, keys(Sort::Actor));
    let actor = Actor { id: id?, kind: kind?, names, note };
    (checker.faults() == before).then_some(actor)
}

/// A place.
pub(super) fn place(checker: &mut Checker<'_>, table: &Table) -> Option<Place> {
    let before = checker.faults();
    let mut fields = Fields::new(table, "a place");
    let id = fields.id(checker);
    let names = names(checker, &mut fields);
    let within = fields.reference(checker, "within", Sort::Place);
    let note = fields.text(checker, "note");
    fields.finish(checker, keys(Sort::Place));
    let place = Place { id: id?, names, within, note };
    (checker.faults() == before).then_some(place)
}

/// `name` with its `sources`, then the aliases.
fn names(checker: &mut Checker<'_>, fields: &mut Fields<'_>) -> Vec<Name> {
    let usual = fields.need_text(checker, "name");
    let sources = fields.references(checker, "sources", Sort::Source);
    let mut names: Vec<Name> = usual.map(|text| Name { text, sources }).into_iter().collect();
    if let Some(node) = fields.node("aliases") {
        for item in checker.items(node) {
            let Value::Table(table) = &item.value else {
                let text = checker.text(item).map(str::to_owned);
                names.extend(text.map(|text| Name { text, sources: Vec::new() }));
                continue;
            };
            let mut fields = Fields::new(table, "an alias");
            let text = fields.need_text(checker, "name");
            let sources = fields.references(checker, "sources", Sort::Source);
            fields.finish(checker, ALIAS);
            names.extend(text.map(|text| Name { text, sources }));
        }
    }
    names
}
