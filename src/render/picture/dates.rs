//! Bounds as people write vague dates: a whole year or month by its name, anything else by its two ends.

use chrono::Datelike;

use crate::domain::{Bounds, Day};
use crate::replay::{Span, Track};

/// Bounds of an instant in as few words as they allow; nothing where nothing is known.
pub(super) fn vague(bounds: Bounds) -> String {
    let Bounds { earliest, latest } = bounds;
    match (earliest.date(), latest.date()) {
        (None, None) => String::new(),
        (Some(_), None) => format!("{} or later", day(earliest)),
        (None, Some(_)) => format!("by {}", day(latest)),
        (Some(_), Some(_)) if earliest == latest => day(earliest),
        (Some(a), Some(b)) => {
            let starts = |m: u32| a.day() == 1 && (m == 0 || a.month() == m);
            let ends = latest.next().date().is_some_and(|next| next.day() == 1);
            let month = |d: chrono::NaiveDate| d.format("%Y-%m").to_string();
            match () {
                () if starts(1) && ends && b.month() == 12 && a.year() == b.year() => {
                    a.format("%Y").to_string()
                }
                () if starts(1) && ends && b.month() == 12 => {
                    format!("{}..{}", a.format("%Y"), b.format("%Y"))
                }
                () if starts(0) && ends && month(a) == month(b) => month(a),
                () if starts(0) && ends => format!("{}..{}", month(a), month(b)),
                () => format!("{}..{}", day(earliest), day(latest)),
            }
        }
    }
}

/// From when on: `since 2014`, `since 2014 or earlier`.
pub(super) fn since(bounds: Bounds) -> String {
    match bounds {
        Bounds { earliest: Day::PAST, latest: Day::FUTURE } => String::new(),
        Bounds { earliest: Day::PAST, latest } => format!("since {latest} or earlier"),
        bounds => format!("since {}", vague(bounds)),
    }
}

/// From when to when: `2014-03-18 to 2016-11..2017-11`. Ends nobody knows are left out.
pub(super) fn extent(begin: Option<Bounds>, end: Option<Bounds>) -> String {
    let words = |bounds: Option<Bounds>| bounds.map(vague).unwrap_or_default();
    match (words(begin), words(end)) {
        (from, to) if from.is_empty() && to.is_empty() => String::new(),
        (from, to) if to.is_empty() && from.starts_with("by ") => from,
        (from, to) if to.is_empty() => format!("from {from}"),
        (from, to) if from.is_empty() => format!("until {to}"),
        (from, to) => format!("{from} to {to}"),
    }
}

/// When a track held, run by run: a run is one stretch of days, however it wavers between certain and not. What lasts as far
/// as anything is known has no end.
pub(super) fn runs(track: &Track, horizon: Day) -> String {
    let open = |day: Day| if !horizon.is_open() && day > horizon { Day::FUTURE } else { day };
    let mut runs: Vec<Span> = Vec::new();
    for span in track.spans() {
        match runs.last_mut() {
            Some(run) if span.begin.earliest <= run.end.latest => {
                run.begin.latest = run.begin.latest.min(span.begin.latest);
                run.end = Bounds::new(run.end.earliest.max(span.end.earliest), span.end.latest);
            }
            _ => runs.push(span),
        }
    }
    let words = runs.into_iter().map(|run| {
        if run.begin.latest == Day::FUTURE {
            return perhaps(run.begin.earliest, open(run.end.latest.prev()));
        }
        let end = Bounds::new(open(run.end.earliest), open(run.end.latest));
        extent(Some(run.begin), (end.earliest != Day::FUTURE).then_some(end))
    });
    words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The days between which it held, if it did: of a run that is certain on no day.
fn perhaps(first: Day, last: Day) -> String {
    match (first.is_open(), last.is_open()) {
        (true, true) => "perhaps always".to_owned(),
        (true, false) => format!("perhaps until {last}"),
        (false, true) => format!("perhaps from {first}"),
        (false, false) => format!("perhaps {first}..{last}"),
    }
}

fn day(day: Day) -> String {
    day.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(from: &str, to: &str) -> Bounds {
        let day = |text: &str, open| if text.is_empty() { open } else { Day::parse(text).unwrap() };
        Bounds::new(day(from, Day::PAST), day(to, Day::FUTURE))
    }

    #[test]
    fn given_bounds_when_written_then_whole_months_and_years_go_by_their_names() {
        for (from, to, text) in [
            ("2014-03-18", "2014-03-18", "2014-03-18"),
            ("2014-02-01", "2014-02-28", "2014-02"),
            ("2014-02-01", "2014-02-27", "2014-02-01..2014-02-27"),
            ("2014-06-01", "2014-08-31", "2014-06..2014-08"),
            ("2014-01-01", "2014-12-31", "2014"),
            ("2014-01-01", "2015-12-31", "2014..2015"),
            ("", "2015-12-31", "by 2015-12-31"),
            ("2014-01-01", "", "2014-01-01 or later"),
            ("", "", ""),
        ] {
            assert_eq!(vague(within(from, to)), text);
        }
    }

    #[test]
    fn given_two_ends_when_written_then_what_nobody_knows_is_left_out() {
        let (day, never) = (Some(within("2014-03-18", "2014-03-18")), Some(Bounds::ANY));
        assert_eq!(extent(day, never), "from 2014-03-18");
        assert_eq!(extent(None, day), "until 2014-03-18");
        assert_eq!(extent(day, Some(within("2016-11-01", "2017-11-30"))), "2014-03-18 to 2016-11..2017-11");
        assert_eq!(extent(Some(within("", "2014-03-18")), None), "by 2014-03-18");
        assert_eq!(extent(day, Some(within("2016-11-01", ""))), "2014-03-18 to 2016-11-01 or later");
        assert_eq!(extent(None, None), "");
        assert_eq!(since(within("", "2014-03-18")), "since 2014-03-18 or earlier");
        assert_eq!(since(within("2014-01-01", "2014-12-31")), "since 2014");
    }
}
