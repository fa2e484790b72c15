//! Two logs: what one holds that the other does not, and what of it cannot simply be taken. Pure; nothing is appended.

use std::collections::{HashMap, HashSet};

use super::named::named;
use super::{body_digest, is_redaction};
use crate::domain::{Amendment, Amends, Because, Body, RecordSort, Slug};

/// Why a record of the other log cannot simply be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Both logs hold something under one id that does not read the same, slips of transcription mended.
    Content {
        /// Here.
        mine: Box<Body>,
        /// There.
        theirs: Box<Body>,
    },
    /// Two amendments of which the later wins, with no order that both logs share: two corrections that set keys of one
    /// record otherwise, or a retraction and what it retracts (rule R5). Who takes from whom would decide.
    Order {
        /// Here.
        mine: Box<Amendment>,
        /// There.
        theirs: Box<Amendment>,
        /// The keys both set; none where one retracts the other.
        keys: Vec<String>,
    },
    /// It names an actor, a place or a source that neither log registers.
    Unregistered {
        /// The record, which is there.
        theirs: Box<Body>,
        /// What is missing: its sort and id.
        sort: &'static str,
        /// See above.
        id: Slug,
    },
}

impl Clash {
    /// The record of the other log.
    pub fn theirs(&self) -> Body {
        match self {
            Clash::Content { theirs, .. } | Clash::Unregistered { theirs, .. } => (**theirs).clone(),
            Clash::Order { theirs, .. } => Body::Amendment((**theirs).clone()),
        }
    }
}

/// Why a record of the other log is not taken, though nothing clashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// It was redacted here, or holds the body of what was.
    Here,
    /// It was redacted there, and this log does not have it.
    There,
    /// It was redacted there, and this log holds it still.
    Held,
    /// It is an act of redaction: it took something out of that log, and does nothing to this one.
    Act,
}

/// What one log can take from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// Records that are new here and can be taken, in the order of the other log.
    pub new: Vec<Body>,
    /// How many are here already, with the same content.
    pub same: usize,
    /// What cannot simply be taken.
    pub clashes: Vec<Clash>,
    /// What is not taken because of a redaction, on either side.
    pub withheld: Vec<(Withheld, Body)>,
    /// Records that lean on what clashes: amendments of it, and what names it where it is not registered here.
    pub leaning: Vec<Body>,
}

/// A record's identity: events and amendments share their ids.
type Identity = (&'static str, Slug);

fn identity(body: &Body) -> Identity {
    match RecordSort::of(body) {
        RecordSort::Amendment => ("event", body.id().clone()),
        _ => (body.sort(), body.id().clone()),
    }
}

/// Whether a record is not to be taken, nor to clash, because of a redaction.
fn withheld(here: &HashMap<Identity, &Body>, theirs: &Body) -> Option<Withheld> {
    let known = here.get(&identity(theirs)).copied();
    match (known, theirs) {
        (Some(known), theirs) if known == theirs => None,
        (Some(known), theirs) if body_digest(known) == body_digest(theirs) => match known {
            Body::Redacted(_) => Some(Withheld::Here),
            _ => Some(Withheld::Held),
        },
        (Some(_), _) => None,
        (None, Body::Redacted(_)) => Some(Withheld::There),
        (None, body) if is_redaction(body) => Some(Withheld::Act),
        (None, Body::Amendment(amendment)) => match &amendment.act {
            // It holds the whole body that it corrects.
            Amends::Correct { becomes, .. } => here
                .get(&identity(becomes))
                .is_some_and(|body| matches!(body, Body::Redacted(_)))
                .then_some(Withheld::Here),
            _ => None,
        },
        (None, _) => None,
    }
}

/// What an amendment amends.
fn target(amendment: &Amendment) -> Identity {
    match &amendment.act {
        Amends::Correct { becomes, .. } => identity(becomes),
        Amends::SameAs { actor, .. } => ("actor", actor.clone()),
        act => ("event", act.target().clone()),
    }
}

/// Compares two logs, each in its own order: what `mine` can take from `theirs`.
pub fn merge(mine: &[&Body], theirs: &[&Body]) -> Merge {
    let here: HashMap<Identity, &Body> = mine.iter().map(|body| (identity(body), *body)).collect();
    let mut merge = Merge::default();
    let mut new: Vec<&Body> = Vec::new();
    for body in theirs {
        if let Some(why) = withheld(&here, body) {
            merge.withheld.push((why, (*body).clone()));
            continue;
        }
        match here.get(&identity(body)) {
            None => new.push(body),
            Some(known) if known == body || as_read(known, mine) == as_read(body, theirs) => merge.same += 1,
            Some(known) => merge
                .clashes
                .push(Clash::Content { mine: Box::new((*known).clone()), theirs: Box::new((*body).clone()) }),
        }
    }
    merge.clashes.extend(orders(mine, theirs, &new));
    let clashing: Vec<Body> = merge.clashes.iter().map(Clash::theirs).collect();
    let mut refused: HashSet<Identity> = clashing.iter().map(identity).collect();
    new.retain(|body| !refused.contains(&identity(body)));
    // What is left out may leave out more.
    loop {
        let there: HashMap<Identity, &Body> = new.iter().map(|body| (identity(body), *body)).collect();
        let registered = |named: &Identity| here.get(named).or_else(|| there.get(named)).copied();
        let read = |body: &Body| registered(&identity(body));
        let missing = |body: &Body| named(body, &read).into_iter().find(|named| registered(named).is_none());
        let (kept, rest): (Vec<&Body>, Vec<&Body>) = new.iter().partition(|body| {
            let amends_refused = matches!(body, Body::Amendment(a) if refused.contains(&target(a)));
            !amends_refused && missing(body).is_none()
        });
        for body in &rest {
            match missing(body) {
                Some(named) if !refused.contains(&named) => {
                    let (sort, id) = named;
                    merge.clashes.push(Clash::Unregistered { theirs: Box::new((*body).clone()), sort, id });
                }
                _ => merge.leaning.push((*body).clone()),
            }
        }
        refused.extend(rest.iter().map(|body| identity(body)));
        new = kept;
        if rest.is_empty() {
            break;
        }
    }
    merge.new = new.into_iter().cloned().collect();
    merge
}

/// A record as it reads for everybody: our own slips mended, which holds for every known-by (rule R5).
fn as_read(body: &Body, log: &[&Body]) -> Body {
    let amendments: Vec<&Amendment> = log.iter().filter_map(|body| amendment(body)).collect();
    let retracted = retracted(&amendments);
    let mut read = body.clone();
    for amendment in amendments.iter().filter(|a| !retracted.contains(&a.id)) {
        if let Amends::Correct { because: Because::Transcription, keys, becomes } = &amendment.act
            && identity(becomes) == identity(body)
        {
            read.take(keys, becomes);
        }
    }
    read
}

/// The new amendments that stand in no order to some of ours, where the order tells.
fn orders(mine: &[&Body], theirs: &[&Body], new: &[&Body]) -> Vec<Clash> {
    let ours: Vec<&Amendment> = mine.iter().filter_map(|body| amendment(body)).collect();
    let coming: Vec<&Amendment> = new.iter().filter_map(|body| amendment(body)).collect();
    let merged: Vec<&Amendment> = ours.iter().chain(&coming).copied().collect();
    let retracted = retracted(&merged);
    let places: HashMap<&Slug, usize> =
        theirs.iter().filter_map(|body| amendment(body)).zip(0..).map(|(a, at)| (&a.id, at)).collect();
    let mut clashes = Vec::new();
    for theirs in coming {
        for mine in &ours {
            // Taken in, it comes after ours; there it should too, where ours is there.
            let in_order = places.get(&mine.id).is_some_and(|at| Some(at) < places.get(&theirs.id));
            let stand = ![&mine.id, &theirs.id].iter().any(|id| retracted.contains(*id));
            let keys = if stand { apart(mine, theirs) } else { Vec::new() };
            if !in_order && (!keys.is_empty() || retracts(mine, theirs) || retracts(theirs, mine)) {
                clashes.push(Clash::Order {
                    mine: Box::new((*mine).clone()),
                    theirs: Box::new(theirs.clone()),
                    keys,
                });
            }
        }
    }
    clashes
}

fn amendment<'a>(body: &&'a Body) -> Option<&'a Amendment> {
    match body {
        Body::Amendment(amendment) => Some(amendment),
        _ => None,
    }
}

fn retracts(retraction: &Amendment, other: &Amendment) -> bool {
    matches!(&retraction.act, Amends::Retract { target, .. } if *target == other.id)
}

/// The amendments that a later one retracts, which is not retracted itself: the newest is settled first (rule R5).
fn retracted<'a>(amendments: &[&'a Amendment]) -> HashSet<&'a Slug> {
    let ids: HashMap<&Slug, usize> = amendments.iter().zip(0..).map(|(a, at)| (&a.id, at)).collect();
    let mut gone = HashSet::new();
    for (at, retraction) in amendments.iter().enumerate().rev() {
        if let Amends::Retract { target, .. } = &retraction.act
            && !gone.contains(&retraction.id)
            && ids.get(target).is_some_and(|older| *older < at)
        {
            gone.insert(target);
        }
    }
    gone
}

/// The keys of one record that two corrections set otherwise.
fn apart(one: &Amendment, other: &Amendment) -> Vec<String> {
    let (Amends::Correct { keys, becomes, .. }, Amends::Correct { keys: also, becomes: otherwise, .. }) =
        (&one.act, &other.act)
    else {
        return Vec::new();
    };
    if identity(becomes) != identity(otherwise) {
        return Vec::new();
    }
    let read = |key: &String, from: &Body| {
        let mut read = (**becomes).clone();
        read.take(std::slice::from_ref(key), from);
        read
    };
    let differs = |key: &&String| also.contains(key) && read(key, becomes) != read(key, otherwise);
    keys.iter().filter(differs).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventDate, Filler, Holder, Report, Role, Surety};
    use crate::log::sample::{self, place, slug, small_report};

    fn event(id: &str, date: &str) -> Body {
        let mut report = small_report(id, date);
        report.citation.source = slug("src");
        Body::from(report)
    }

    fn source() -> Body {
        let date = EventDate::parse("2020").unwrap();
        Body::Source(crate::domain::Source {
            id: slug("src"),
            title: "S".to_owned(),
            author: None,
            publisher: None,
            date,
            retrieved: None,
            cited_by: None,
            locator: None,
            party: None,
            reliability: None,
            note: None,
        })
    }

    fn amends(id: &str, act: Amends) -> Body {
        let by = Holder::Keeper("K".to_owned());
        let (id, date) = (slug(id), EventDate::undated());
        Body::Amendment(Amendment { id, by, act, date, citation: None, note: None })
    }

    fn corrects(id: &str, event: &str, date: &str, keys: &[&str]) -> Body {
        let becomes = Box::new(Body::from(small_report(event, date)));
        let keys = keys.iter().map(|k| (*k).to_owned()).collect();
        amends(id, Amends::Correct { because: Because::Transcription, keys, becomes })
    }

    fn retraction(id: &str, of: &str) -> Body {
        amends(id, Amends::Retract { target: slug(of), because: Because::Transcription })
    }

    fn merged(mine: &[Body], theirs: &[Body]) -> Merge {
        merge(&mine.iter().collect::<Vec<_>>(), &theirs.iter().collect::<Vec<_>>())
    }

    fn ids(bodies: &[Body]) -> Vec<&str> {
        bodies.iter().map(|b| b.id().as_str()).collect()
    }

    #[test]
    fn given_two_logs_when_merged_then_the_new_is_in_their_order_and_the_same_counted() {
        let (mine, theirs) =
            ([source(), event("a", "2014")], [source(), event("c", "2014"), event("b", "2014")]);
        let merge = merged(&mine, &theirs);
        assert_eq!((ids(&merge.new), merge.same), (vec!["c", "b"], 1));
        assert!(merge.clashes.is_empty() && merge.leaning.is_empty());
        assert_eq!(merged(&mine, &mine), Merge { same: 2, ..Merge::default() });
    }

    #[test]
    fn given_other_content_when_merged_then_it_clashes_and_its_amendments_are_left_out() {
        let mine = [source(), event("a", "2014")];
        let theirs =
            [source(), event("a", "2015"), corrects("c", "a", "2016", &["date"]), retraction("r", "c")];
        let merge = merged(&mine, &theirs);
        assert_eq!(ids(&merge.leaning), ["c", "r"]);
        assert!(merge.new.is_empty());
        let [Clash::Content { mine: had, theirs: has }] = merge.clashes.as_slice() else { panic!() };
        assert_eq!((&**had, &**has), (&mine[1], &theirs[1]));
        // An amendment under the id of an event clashes too.
        let merge = merged(&mine, &[retraction("a", "z")]);
        assert!(matches!(merge.clashes.as_slice(), [Clash::Content { .. }]));
    }

    #[test]
    fn given_other_content_when_a_correction_makes_it_read_the_same_then_nothing_clashes() {
        let mine = [source(), event("a", "2014"), corrects("c", "a", "2015", &["date"])];
        let theirs = [source(), event("a", "2015")];
        assert_eq!(merged(&mine, &theirs), Merge { same: 2, ..Merge::default() });
        assert_eq!(ids(&merged(&theirs, &mine).new), ["c"]);
        let retracted = [&mine[..], &[retraction("r", "c")]].concat();
        assert_eq!(merged(&retracted, &theirs).clashes.len(), 1);
    }

    #[test]
    fn given_corrections_on_both_sides_when_they_differ_then_they_clash() {
        let base = [source(), event("a", "2014")];
        let with = |more: &[Body]| [&base, more].concat();
        let mine = with(&[corrects("m", "a", "2015", &["date"])]);
        let keys = |theirs: &[Body]| -> Vec<Vec<String>> {
            let clashes = merged(&mine, &with(theirs)).clashes;
            clashes
                .iter()
                .map(|c| match c {
                    Clash::Order { keys, .. } => keys.clone(),
                    _ => panic!(),
                })
                .collect()
        };
        assert_eq!(keys(&[corrects("t", "a", "2016", &["date", "words"])]), [["date"]]);
        assert!(keys(&[corrects("t", "a", "2015", &["date"])]).is_empty());
        assert!(keys(&[corrects("t", "a", "2016", &["words"])]).is_empty());
        assert!(keys(&[corrects("t", "b", "2016", &["date"])]).is_empty());
        // What is retracted there, or stands there after ours, is in nobody's way.
        assert!(keys(&[corrects("t", "a", "2016", &["date"]), retraction("r", "t")]).is_empty());
        let (m, t) = (mine[2].clone(), corrects("t", "a", "2016", &["date"]));
        assert!(keys(&[m.clone(), t.clone()]).is_empty());
        assert_eq!(keys(&[t, m]).len(), 1);
    }

    #[test]
    fn given_a_retraction_without_its_amendment_when_that_is_pulled_then_they_clash() {
        let mine = [source(), event("a", "2014"), retraction("r", "t")];
        let theirs = [source(), event("a", "2014"), corrects("t", "a", "2016", &["date"])];
        let merge = merged(&mine, &theirs);
        assert!(matches!(merge.clashes.as_slice(), [Clash::Order { keys, .. }] if keys.is_empty()));
        assert!(merge.new.is_empty());
    }

    #[test]
    fn given_a_record_redacted_on_one_side_when_merged_then_its_body_is_never_taken() {
        let whole = [source(), event("a", "2014"), corrects("c", "a", "2015", &["date"])];
        let [_, a, c] = &whole;
        let redacted = [source(), sample::redacted(a), sample::redacted(c)];
        let why = |merge: &Merge| -> Vec<(Withheld, String)> {
            merge.withheld.iter().map(|(why, body)| (*why, body.id().to_string())).collect()
        };
        let here = |id: &str| (Withheld::Here, id.to_owned());
        let merge = merged(&redacted, &whole);
        assert_eq!(why(&merge), [here("a"), here("c")]);
        assert_eq!((merge.new.len(), merge.clashes.len(), merge.same), (0, 0, 1));
        // Nor from a correction that was never here.
        let more = [&whole[..], &[corrects("d", "a", "2016", &["words"])]].concat();
        assert_eq!(why(&merged(&redacted, &more)), [here("a"), here("c"), here("d")]);
        // Another body under its id clashes.
        let merge = merged(&redacted, &[source(), event("a", "2020")]);
        assert!(matches!(merge.clashes.as_slice(), [Clash::Content { .. }]));
        // What is redacted there is not to be had; nor does it take away what is here.
        let merge = merged(&whole, &redacted);
        assert_eq!(why(&merge).iter().map(|(why, _)| *why).collect::<Vec<_>>(), [Withheld::Held; 2]);
        let merge = merged(&whole[..1], &redacted);
        assert_eq!(why(&merge).iter().map(|(why, _)| *why).collect::<Vec<_>>(), [Withheld::There; 2]);
        assert!(merge.new.is_empty() && merge.clashes.is_empty());
        assert_eq!(merged(&redacted, &redacted).same, 3);
    }

    #[test]
    fn given_somebody_who_is_registered_nowhere_when_merged_then_what_names_him_is_not_taken() {
        let filler = Filler { actor: slug("ghost"), surety: Surety::Stated };
        let report = |body: Body| match body {
            Body::Report(report) => Report::clone(&report),
            _ => panic!(),
        };
        let named = Report { roles: [(Role::Subject, vec![filler])].into(), ..report(event("a", "2014")) };
        let theirs = [source(), place("kidal", "Kidal"), Body::from(named), retraction("r", "a")];
        let merge = merged(&[], &theirs);
        assert_eq!((ids(&merge.new), ids(&merge.leaning)), (vec!["src", "kidal"], vec!["r"]));
        let [Clash::Unregistered { sort: "actor", id, .. }] = merge.clashes.as_slice() else { panic!() };
        assert_eq!(id.as_str(), "ghost");
    }
}
