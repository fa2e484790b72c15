//! Laws of amendments: what is retracted was never there, and what retracted it can be retracted (rules R5, R35).

use std::collections::BTreeSet;

use annals::domain::{
    Amendment, Amends, Because, Detail, EventDate, FindingKind, Holder, Kind, Slug, SpeechKind, Surety,
};
use annals::replay::{Timeline, View, replay};
use proptest::prelude::*;
use proptest::sample::select;

use super::generated::amending::amending;
use super::generated::{Chronology, chronology, slug};
use super::{answers, hold};

/// What the keeper of the chronology does at last.
fn retraction(id: &str, target: &Slug, because: Because) -> Amendment {
    Amendment {
        id: slug(id),
        by: Holder::Keeper("keeper".to_owned()),
        act: Amends::Retract { target: target.clone(), because },
        date: EventDate::undated(),
        citation: None,
        note: None,
    }
}

fn head(c: &Chronology) -> Timeline {
    replay(&c.records(), &View::default())
}

/// All findings but those that name an amendment, or something that is not there.
fn findings(timeline: &Timeline) -> BTreeSet<String> {
    let absent = [FindingKind::MissingHint, FindingKind::MissingReport, FindingKind::MissingVariant];
    let amendment = |id: &Slug| timeline.amendments().iter().any(|h| h.amendment.id == *id);
    let kept =
        timeline.findings.iter().filter(|f| !absent.contains(&f.kind) && !f.reports.iter().any(amendment));
    kept.map(ToString::to_string).collect()
}

fn same(one: &Timeline, other: &Timeline) -> Result<(), TestCaseError> {
    prop_assert_eq!(answers(one, &[one, other]), answers(other, &[one, other]));
    prop_assert_eq!(findings(one), findings(other));
    Ok(())
}

#[test]
fn given_a_report_when_retracted_then_as_if_it_had_never_been_recorded() {
    hold((chronology(), 0..8usize, select(Because::ALL)), |(c, which, because)| {
        let mut never = c.clone();
        let gone = never.reports.remove(which % c.reports.len()).id;
        let mut retracted = c.clone();
        retracted.amendments.push(retraction("m9", &gone, because));
        same(&head(&retracted), &head(&never))
    });
}

#[test]
fn given_a_retraction_when_retracted_then_as_if_neither_had_been_made() {
    hold((chronology(), 0..8usize, select(Because::ALL)), |(c, which, because)| {
        let mut restored = c.clone();
        let target = c.reports[which % c.reports.len()].id.clone();
        restored.amendments.push(retraction("m8", &target, because));
        restored.amendments.push(retraction("m9", &slug("m8"), because));
        same(&head(&restored), &head(&c))
    });
}

#[test]
fn given_any_amendment_when_retracted_then_as_if_it_had_never_been_made() {
    hold((chronology(), amending(), select(Because::ALL)), |(c, more, because)| {
        let mut restored = c.clone().amended(&[more]);
        if let Some(last) = restored.amendments.get(c.amendments.len()) {
            let undo = retraction("m9", &last.id, because);
            restored.amendments.push(undo);
        }
        same(&head(&restored), &head(&c))
    });
}

#[test]
fn given_a_stated_report_when_its_own_source_confirms_it_then_nothing_changes() {
    hold((chronology(), 0..8usize), |(c, which)| {
        let report = &c.reports[which % c.reports.len()];
        // What is only observed stands apart, and would stand there twice.
        let seen = report.kind == Kind::Speech(SpeechKind::Status)
            || matches!(report.detail(Detail::Phase), Some("ongoing" | "whole"));
        let surety = |c: &Chronology| head(c).report(report.id.as_str()).map(|a| a.surety);
        if seen || surety(&c) != Some(Surety::Stated) {
            return Ok(());
        }
        let mut confirmed = c.clone();
        confirmed.amendments.push(Amendment {
            act: Amends::Confirm { event: report.id.clone() },
            by: Holder::Source(report.citation.source.clone()),
            ..retraction("m9", &report.id, Because::Source)
        });
        let (one, other) = (head(&confirmed), head(&c));
        prop_assert_eq!(answers(&one, &[&one, &other]), answers(&other, &[&one, &other]));
        Ok(())
    });
}
