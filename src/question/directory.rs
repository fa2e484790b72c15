//! The directory: actors, places, sources and treaties by slug and by name, tolerant of accent, case and spelling. One
//! name leads to one of them, or to the candidates; a guess between several is never made.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Fit, Sought};
use crate::domain::names::fold;
use crate::domain::{
    Actor, Arg, Body, Content, Detail, Fluent, Name, Place, Record, RecordSort, Redacted, Slug, Source,
};
use crate::replay::{View, readings};

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// One.
    One(Slug),
    /// One, spelt otherwise: the asker is told.
    Near(Slug),
    /// Several bear it: the asker chooses.
    Several(Vec<Slug>),
    /// None; these come nearest.
    None(Vec<Slug>),
}

/// One that a search found, and how well it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: Slug,
    /// How its best name fits.
    pub fit: Fit,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Factions, persons and so on.
    Actor,
    /// Places.
    Place,
    /// Sources.
    Source,
    /// Treaties: known by the slugs that reports use.
    Treaty,
    /// Posts: likewise.
    Post,
}

impl Sort {
    /// The word for one of them.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Actor => "actor",
            Sort::Place => "place",
            Sort::Source => "source",
            Sort::Treaty => "treaty",
            Sort::Post => "post",
        }
    }
}

/// At most so many candidates are offered for a name that leads to none.
const CANDIDATES: usize = 6;

/// Everything registered, by slug and by name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Actors by slug.
    pub actors: BTreeMap<Slug, Actor>,
    /// Places by slug.
    pub places: BTreeMap<Slug, Place>,
    /// Sources by slug.
    pub sources: BTreeMap<Slug, Source>,
    names: BTreeMap<Sort, BTreeMap<Slug, Vec<Sought>>>,
}

impl Directory {
    /// The directory of a log, every amendment applied: the second id of an actor is one of its names.
    pub fn of(records: &[Record]) -> Directory {
        Directory::under(records, &View::default())
    }

    /// The directory of a log as it reads in a view.
    pub fn under(records: &[Record], view: &View) -> Directory {
        let bodies = readings(records, view);
        let mut directory = Directory::default();
        let mut words: BTreeSet<(Sort, &str)> = BTreeSet::new();
        for body in &bodies {
            if let Body::Actor(actor) = body {
                directory.enter(Sort::Actor, &actor.id, actor.names.iter().map(|n: &Name| n.text.as_str()));
                directory.actors.insert(actor.id.clone(), actor.clone());
            } else if let Body::Place(place) = body {
                directory.enter(Sort::Place, &place.id, place.names.iter().map(|n| n.text.as_str()));
                directory.places.insert(place.id.clone(), place.clone());
            } else if let Body::Source(source) = body {
                let more = [source.author.as_deref(), source.publisher.as_deref()];
                let texts = std::iter::once(source.title.as_str()).chain(more.into_iter().flatten());
                directory.enter(Sort::Source, &source.id, texts);
                directory.sources.insert(source.id.clone(), source.clone());
            } else if let Body::Report(report) = body {
                words.extend(report.detail(Detail::Treaty).map(|t| (Sort::Treaty, t)));
                words.extend(report.detail(Detail::Post).map(|t| (Sort::Post, t)));
                for said in &report.says {
                    if let Content::Fact(fact) = &said.content {
                        words.extend(treaties(fact).map(|t| (Sort::Treaty, t.as_str())));
                    }
                }
            }
        }
        for record in view.recorded(records) {
            // What was redacted goes by its id alone: what is asked of it is answered, and says why it says so little.
            if let Body::Redacted(Redacted { sort, id, .. }) = &record.body {
                let sort = match sort {
                    RecordSort::Actor => Sort::Actor,
                    RecordSort::Place => Sort::Place,
                    RecordSort::Source => Sort::Source,
                    RecordSort::Event | RecordSort::Amendment => continue,
                };
                directory.enter(sort, id, std::iter::empty());
            }
        }
        words.insert((Sort::Post, "leader"));
        for (sort, word) in words {
            if let Ok(id) = Slug::new(word) {
                directory.enter(sort, &id, std::iter::empty());
            }
        }
        directory
    }

    /// Knows one more treaty or post, by its id alone.
    pub fn also(&mut self, sort: Sort, id: &Slug) {
        self.enter(sort, id, std::iter::empty());
    }

    /// Whether it knows more of a sort than what it always does: one made of registers alone knows no posts.
    pub fn knows_any(&self, sort: Sort) -> bool {
        self.names.get(&sort).is_some_and(|names| names.len() > usize::from(sort == Sort::Post))
    }

    fn enter<'a>(&mut self, sort: Sort, id: &'a Slug, texts: impl Iterator<Item = &'a str>) {
        let names = self.names.entry(sort).or_default().entry(id.clone()).or_default();
        names.extend(texts.map(Sought::new));
        names.push(Sought::slug(id.as_str()));
    }

    /// What a text names: a slug, a name or an acronym, whatever the accents and the case; a near spelling where only
    /// one is near.
    pub fn resolve(&self, sort: Sort, text: &str) -> Resolved {
        let none = BTreeMap::new();
        let all = self.names.get(&sort).unwrap_or(&none);
        let text = text.trim();
        if let Ok(id) = Slug::new(text)
            && all.contains_key(&id)
        {
            return Resolved::One(id);
        }
        let found = self.search(sort, text);
        let within = |fit: Fit| found.iter().filter(move |f| f.fit <= fit).map(|f| f.id.clone());
        for fit in [Fit::Exact, Fit::Folded] {
            let known: Vec<Slug> = within(fit).collect();
            match known.as_slice() {
                [one] => return Resolved::One(one.clone()),
                [_, ..] => return Resolved::Several(known),
                [] => {}
            }
        }
        for fit in [Fit::Spelling, Fit::Near] {
            let near: Vec<Slug> = within(fit).collect();
            match near.as_slice() {
                [one] => return Resolved::Near(one.clone()),
                [_, ..] => return Resolved::None(near.into_iter().take(CANDIDATES).collect()),
                [] => {}
            }
        }
        Resolved::None(found.into_iter().map(|f| f.id).take(CANDIDATES).collect())
    }

    /// The actor a text names.
    pub fn actor(&self, text: &str) -> Resolved {
        self.resolve(Sort::Actor, text)
    }

    /// The place a text names.
    pub fn place(&self, text: &str) -> Resolved {
        self.resolve(Sort::Place, text)
    }

    /// Everything of a sort whose names fit a text, the best fit first.
    pub fn search(&self, sort: Sort, text: &str) -> Vec<Found> {
        let sought = Sought::new(text);
        let mut found: Vec<(Fit, usize, &Slug)> = Vec::new();
        for (id, names) in self.names.get(&sort).into_iter().flatten() {
            let best = names.iter().filter_map(|name| sought.fits(name)).min();
            found.extend(best.map(|(fit, apart)| (fit, apart, id)));
        }
        found.sort();
        // What is merely alike is of no use beside a real fit.
        if found.first().is_some_and(|(fit, ..)| *fit < Fit::Part) {
            found.retain(|(fit, ..)| *fit < Fit::Alike);
        }
        found.into_iter().map(|(fit, _, id)| Found { id: id.clone(), fit }).collect()
    }

    /// The usual name of an actor or place, the title of a source; else the slug.
    pub fn name<'a>(&'a self, id: &'a Slug) -> &'a str {
        let names = self.actors.get(id).map(|a| &a.names).or(self.places.get(id).map(|p| &p.names));
        let title = || self.sources.get(id).map_or(id.as_str(), |s| s.title.as_str());
        names.and_then(|n| n.first()).map_or_else(title, |n| n.text.as_str())
    }

    /// The slug of a post as people write it: `Secretary General` is `secretary-general`.
    pub fn post(text: &str) -> String {
        fold(text).replace(' ', "-")
    }
}

/// The treaties a fact names.
fn treaties(fact: &Fluent) -> impl Iterator<Item = &Slug> {
    let declaration = fact.relation.declaration();
    let places =
        [(Some(declaration.subject), Some(&fact.subject)), (declaration.object, fact.object.as_ref())];
    places.into_iter().filter(|(arg, _)| *arg == Some(Arg::Treaty)).filter_map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActorKind, Digest};

    fn directory(actors: &[(&str, &[&str])]) -> Directory {
        let record = |(id, names): &(&str, &[&str])| Record {
            position: 1,
            recorded: chrono::DateTime::UNIX_EPOCH,
            digest: Digest::ZERO,
            body: Body::Actor(Actor {
                id: Slug::new(id).unwrap(),
                kind: ActorKind::Faction,
                names: names.iter().map(|n| Name { text: (*n).to_owned(), sources: Vec::new() }).collect(),
                note: None,
            }),
        };
        Directory::of(&actors.iter().map(record).collect::<Vec<_>>())
    }

    fn some() -> Directory {
        directory(&[
            ("bilal-ag-acherif", &["Bilal Ag Acherif"]),
            ("iyad-ag-ghali", &["Iyad Ag Ghali", "Iyad"]),
            ("mohamed-ag-intalla", &["Mohamed Ag Intalla"]),
            ("alghabass-ag-intalla", &["Alghabass Ag Intalla"]),
            ("maa", &["Arab Movement of Azawad", "MAA"]),
            ("maa-d", &["Arab Movement of Azawad (dissident)", "MAA-D", "MAA-Dissident"]),
            ("maa-t", &["Arab Movement of Azawad (Tabankort)", "MAA-T"]),
            ("ganda-izo", &["Ganda Izo"]),
            ("ganda-koy", &["Ganda Koy"]),
            ("cmfpr", &["CMFPR"]),
            ("cmfpr-1", &["CMFPR-I"]),
            ("cmfpr-2", &["CMFPR-II"]),
            ("csp-psd", &["CSP-PSD"]),
            ("one", &["The Same"]),
            ("two", &["The same"]),
        ])
    }

    fn slugs(texts: &[&str]) -> Vec<Slug> {
        texts.iter().map(|t| Slug::new(t).unwrap()).collect()
    }

    #[test]
    fn given_a_name_of_one_when_resolved_then_it_is_that_one() {
        let directory = some();
        for (text, id) in [
            ("maa", "maa"),
            ("MAA", "maa"),
            ("maa-dissident", "maa-d"),
            ("Csp-Psd", "csp-psd"),
            ("CMFPR-II", "cmfpr-2"),
            ("bilal ag achérif", "bilal-ag-acherif"),
        ] {
            assert_eq!(directory.actor(text), Resolved::One(Slug::new(id).unwrap()), "{text}");
        }
        for (text, id) in [
            ("Bilal Ag Chérif", "bilal-ag-acherif"),
            ("Iyad ag Ghaly", "iyad-ag-ghali"),
            ("Mohammed Ag Intala", "mohamed-ag-intalla"),
            ("Ganda Iso", "ganda-izo"),
        ] {
            assert_eq!(directory.actor(text), Resolved::Near(Slug::new(id).unwrap()), "{text}");
        }
    }

    #[test]
    fn given_long_names_that_begin_alike_when_resolved_then_none_is_taken_for_another() {
        let long = |end: &str| format!("{}{end}", "committee of the ".repeat(12));
        let (north, south, marks) = (long("north"), long("south"), format!("{} z", "\u{fffd}".repeat(200)));
        let directory = directory(&[("north", &[north.as_str()]), ("marks", &[marks.as_str()])]);
        assert_eq!(directory.actor(&north), Resolved::One(Slug::new("north").unwrap()));
        assert_eq!(directory.actor(&marks), Resolved::One(Slug::new("marks").unwrap()));
        assert!(matches!(directory.actor(&south), Resolved::None(_)), "{:?}", directory.actor(&south));
    }

    #[test]
    fn given_a_name_that_could_be_several_when_resolved_then_they_are_listed() {
        let directory = some();
        for (text, ids) in [
            ("Ag Intalla", &["alghabass-ag-intalla", "mohamed-ag-intalla"][..]),
            ("Ganda", &["ganda-izo", "ganda-koy"]),
            ("acherif", &["bilal-ag-acherif"]),
            ("CMFPR-III", &["cmfpr", "cmfpr-1", "cmfpr-2"]),
        ] {
            let Resolved::None(mut found) = directory.actor(text) else { panic!("{text}") };
            found.sort();
            assert_eq!(found, slugs(ids), "{text}");
        }
        assert_eq!(directory.actor("the same"), Resolved::Several(slugs(&["one", "two"])));
        assert_eq!(directory.actor("The Same"), Resolved::One(Slug::new("one").unwrap()));
        assert_eq!(directory.actor("Zzyzx"), Resolved::None(Vec::new()));
        assert_eq!(directory.actor(""), Resolved::None(Vec::new()));
    }

    #[test]
    fn given_a_text_when_searched_then_the_best_fit_comes_first() {
        let found = some().search(Sort::Actor, "maa-d");
        assert_eq!(found.first().map(|f| (f.id.as_str(), f.fit)), Some(("maa-d", Fit::Exact)));
        let found = some().search(Sort::Actor, "Chérif");
        assert_eq!(found.first().map(|f| (f.id.as_str(), f.fit)), Some(("bilal-ag-acherif", Fit::Words)));
    }
}
