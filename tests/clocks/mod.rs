//! Laws of views and of both clocks: what is left out, what was known, what was recorded (rules R33 to R35).

use std::collections::{BTreeMap, BTreeSet};

use annals::domain::{Amendment, Amends, Because, Body, Holder, Slug, Surety};
use annals::replay::{Presence, RecordedBy, View, replay};
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::generated::{Chronology, chronology, numbered, slug};
use super::{answers, days, findings, hold};

#[test]
fn given_a_source_left_out_when_replayed_then_as_a_log_without_what_it_says() {
    hold((chronology(), 0..5usize), |(c, source)| {
        let gone = slug(&format!("s{source}"));
        let mut less = c.clone();
        less.reports.retain(|r| r.citation.source != gone);
        let cites = |a: &Amendment| a.citation.as_ref().is_some_and(|c| c.source == gone);
        less.amendments.retain(|a| !cites(a) && a.by != Holder::Source(gone.clone()));
        let without = View { without: vec![gone.clone()], ..View::default() };
        let others = c.sources.iter().map(|s| s.id.clone()).filter(|s| *s != gone).collect();
        let only = View { sources: others, ..View::default() };
        let bare = replay(&less.records(), &View::default());
        for view in [without, only] {
            let seen = replay(&c.records(), &view);
            prop_assert_eq!(answers(&seen, &[&seen, &bare]), answers(&bare, &[&seen, &bare]));
        }
        Ok(())
    });
}

#[test]
fn given_a_position_or_an_instant_when_asked_as_recorded_by_then_as_a_log_that_ends_there() {
    let mixed = chronology().prop_flat_map(|c| {
        let bodies: Vec<Body> = c.records().into_iter().map(|r| r.body).collect();
        let all = bodies.len();
        (Just(bodies.clone()), Just(bodies).prop_shuffle(), any::<bool>(), 0..=all, 0..=all)
    });
    hold(mixed, |(usual, shuffled, in_order, cut, more)| {
        let mut records = numbered(if in_order { usual } else { shuffled }.into_iter());
        let instant = |position: usize| DateTime::UNIX_EPOCH + TimeDelta::hours(position as i64);
        for (n, record) in (1..).zip(&mut records) {
            record.recorded = instant(n);
        }
        let bare = replay(&records[..cut], &View::default());
        let (position, instant) = (RecordedBy::Position(cut as u64), RecordedBy::Instant(instant(cut)));
        for (clock, end) in [(position, cut.max(more)), (position, records.len()), (instant, records.len())] {
            let view = View { recorded_by: Some(clock), ..View::default() };
            let then = replay(&records[..end], &view);
            prop_assert_eq!(answers(&then, &[&then, &bare]), answers(&bare, &[&then, &bare]));
            prop_assert_eq!(findings(&then), findings(&bare));
        }
        Ok(())
    });
}

#[test]
fn given_a_later_known_by_when_selected_then_reports_and_amendments_only_come_in() {
    hold(chronology(), |c| {
        let touched = touched(&c);
        let mut before: BTreeMap<Slug, (bool, Surety)> = BTreeMap::new();
        let mut heard: BTreeMap<Slug, Presence> = BTreeMap::new();
        for day in days() {
            let view = View { known_by: Some(day), ..View::default() };
            let timeline = replay(&c.records(), &view);
            let now: BTreeMap<Slug, (bool, Surety)> = (timeline.accepted().iter())
                .filter(|a| !touched.contains(&a.report.id))
                .map(|a| (a.report.id.clone(), (!a.perhaps, a.surety)))
                .collect();
            for (id, known) in &before {
                prop_assert!(now.get(id) >= Some(known), "{id} on {day}: {known:?}, then {:?}", now.get(id));
            }
            before = now;
            for this in timeline.amendments().iter().filter(|h| !touched.contains(&h.amendment.id)) {
                let known = heard.insert(this.amendment.id.clone(), this.presence);
                prop_assert!(known <= Some(this.presence), "{} on {day}", this.amendment.id);
            }
        }
        Ok(())
    });
}

/// What amendments touch that are dated by the world, at whatever remove: it may go again as the world learns better.
fn touched(c: &Chronology) -> BTreeSet<Slug> {
    let mut touched: BTreeSet<Slug> = BTreeSet::new();
    loop {
        let before = touched.len();
        for a in &c.amendments {
            let dated = a.act.because() != Some(Because::Transcription);
            let acts = !matches!(a.act, Amends::Confirm { .. } | Amends::SameAs { .. });
            if dated && acts || touched.contains(&a.id) {
                touched.insert(a.act.target().clone());
                // What is said of a report stands and falls with it.
                if matches!(a.act, Amends::Retract { .. } | Amends::Correct { .. }) {
                    let same = |other: &&Amendment| other.id != a.id && other.act.target() == a.act.target();
                    let said = c.amendments.iter().filter(same);
                    touched.extend(said.map(|other| other.id.clone()));
                }
                // A source that was published on another day dates all that cites it.
                if c.sources.iter().any(|s| s.id == *a.act.target()) {
                    let by = &a.act.target();
                    touched
                        .extend(c.reports.iter().filter(|r| r.citation.source == **by).map(|r| r.id.clone()));
                    let cites = |a: &&Amendment| {
                        a.by.text() == by.as_str() || a.citation.as_ref().is_some_and(|c| c.source == **by)
                    };
                    touched.extend(c.amendments.iter().filter(cites).map(|a| a.id.clone()));
                }
            }
            // The other reading of a report, and the report of a confirmation, bear the id of the amendment.
            if dated && matches!(a.act, Amends::Correct { .. })
                || matches!(&a.act, Amends::Confirm { event } if touched.contains(event))
            {
                touched.insert(a.id.clone());
            }
        }
        if touched.len() == before {
            return touched;
        }
    }
}
