//! Every id a reference may name: those of the log and those of the batch; and what a wrong one may have
//! meant.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::draft::{Draft, Sort, Table, Value};
use super::known::Known;
use super::shape::article;
use crate::domain::names::{fold, nearest};
use crate::domain::{Body, Name};

/// How many unknown ids are compared with all known ones; past that the remedy is general.
pub(super) const SEARCHES: u32 = 200;

/// What a part of an input may lean on that stands in parts before it.
pub(super) trait Before {
    /// Whether there is a record of this sort and id.
    fn has(&self, sort: Sort, id: &str) -> bool;

    /// The first record of this sort and id, and where its id stands, as `file:line:column`.
    fn first(&self, sort: Sort, id: &str) -> Option<(Body, String)>;
}

/// The ids of the log and of the batch.
pub(super) struct Index<'a> {
    pub known: &'a dyn Known,
    drafts: &'a [Draft],
    batch: HashMap<Sort, HashSet<&'a str>>,
    /// Ids in parts of the batch that could not be read.
    lost: HashSet<String>,
    /// Whether whole files could not be read, so that no id can be called unknown.
    blind: bool,
    /// What the same input held before, where it is read in parts.
    before: Option<&'a dyn Before>,
    searches: Cell<u32>,
    remedies: RefCell<HashMap<(Sort, String), String>>,
}

impl<'a> Index<'a> {
    /// Gathers the ids of a batch.
    pub fn new(known: &'a dyn Known, drafts: &'a [Draft], lost: Vec<String>, blind: bool) -> Index<'a> {
        let mut batch: HashMap<Sort, HashSet<&'a str>> = HashMap::new();
        for draft in drafts {
            batch.entry(draft.sort).or_default().extend(draft.table.text("id"));
        }
        let lost = lost.into_iter().collect();
        let (searches, remedies) = (Cell::new(SEARCHES), RefCell::new(HashMap::new()));
        Index { known, drafts, batch, lost, blind, before: None, searches, remedies }
    }

    /// With what stands before this part of an input, and with so many searches for remedies.
    pub fn after(self, before: Option<&'a dyn Before>, searches: u32) -> Index<'a> {
        Index { before, searches: Cell::new(searches), ..self }
    }

    /// How many searches for remedies are left.
    pub fn searches(&self) -> u32 {
        self.searches.get()
    }

    /// What stands before this part of the input under an id, and where.
    pub fn earlier(&self, sort: Sort, id: &str) -> Option<(Body, String)> {
        self.before.and_then(|before| before.first(sort, id))
    }

    /// Whether a reference may name this id.
    pub fn has(&self, sort: Sort, id: &str) -> bool {
        self.is_there(sort, id) || self.blind || self.lost.contains(id)
    }

    fn is_there(&self, sort: Sort, id: &str) -> bool {
        self.batch.get(&sort).is_some_and(|ids| ids.contains(id))
            || self.known.has(sort, id)
            || self.before.is_some_and(|before| before.has(sort, id))
    }

    /// What to do about an id that is not there.
    pub fn remedy(&self, sort: Sort, word: &str) -> String {
        let key = (sort, word.to_owned());
        if let Some(said) = self.remedies.borrow().get(&key) {
            return said.clone();
        }
        let said = self.search(sort, word);
        self.remedies.borrow_mut().insert(key, said.clone());
        said
    }

    fn search(&self, sort: Sort, word: &str) -> String {
        if let Some(other) = Sort::ALL.into_iter().find(|s| *s != sort && self.is_there(*s, word)) {
            return format!("{word:?} is {}; {} is due here", article(other.word()), article(sort.word()));
        }
        let general = format!("register it: {} record with an id of its own", article(sort.word()));
        if self.searches.get() == 0 {
            return general;
        }
        self.searches.set(self.searches.get() - 1);
        if let Some(id) = self.named(sort, word) {
            return format!("did you mean {id:?}?");
        }
        let batch = self.batch.get(&sort).into_iter().flatten().copied();
        match nearest(word, batch.chain(self.known.ids(sort)), 2).as_slice() {
            [] => general,
            [one] => format!("did you mean {one:?}? If not, {general}"),
            [one, two, ..] => format!("did you mean {one:?} or {two:?}? If not, {general}"),
        }
    }

    /// The id of the record that bears this name.
    fn named(&self, sort: Sort, word: &str) -> Option<String> {
        let wanted = fold(word);
        if wanted.is_empty() || !matches!(sort, Sort::Actor | Sort::Place) {
            return None;
        }
        let is_it = |name: &str| fold(name) == wanted;
        let draft = self.drafts.iter().filter(|d| d.sort == sort).find(|d| draft_names(&d.table).any(is_it));
        if let Some(id) = draft.and_then(|d| d.table.text("id")) {
            return Some(id.to_owned());
        }
        let known = self.known.ids(sort).filter(|id| {
            self.known
                .body(sort, id)
                .is_some_and(|body| body_names(&body).iter().any(|name| is_it(&name.text)))
        });
        known.min().map(str::to_owned)
    }
}

fn body_names(body: &Body) -> &[Name] {
    match body {
        Body::Actor(actor) => &actor.names,
        Body::Place(place) => &place.names,
        Body::Source(_) | Body::Report(_) | Body::Amendment(_) | Body::Redacted(_) => &[],
    }
}

fn draft_names(table: &Table) -> impl Iterator<Item = &str> {
    let aliases = match table.get("aliases").map(|n| &n.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let aliases = aliases.iter().filter_map(|alias| match &alias.value {
        Value::Text(name) => Some(name.as_str()),
        Value::Table(table) => table.text("name"),
        _ => None,
    });
    table.text("name").into_iter().chain(aliases)
}
