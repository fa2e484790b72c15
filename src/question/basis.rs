//! The basis of an answer: which log, up to where, under which view and rules, and the digest of the whole state that
//! followed. Written as one word that anybody can keep and have verified later.

use std::fmt;

use chrono::SubsecRound;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::domain::{Day, Digest, EventDate, Margins, Persistence, Relation, Slug};
use crate::projectors::RULES_VERSION;
use crate::replay::{RecordedBy, Timeline, View};

/// What the word opens with: its name and version.
const OPENING: &str = "annals1";
/// What stands in a view as it is; everything else is written in per cent.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'#');

/// The basis of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The position of the last record that was read.
    pub position: u64,
    /// The digest of the log up to it.
    pub log: Digest,
    /// The version of the rules.
    pub rules: u32,
    /// The view.
    pub view: View,
    /// The digest of the state ([`state_digest`]).
    pub state: Digest,
}

/// Why a word is no basis.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasisError {
    /// It opens otherwise.
    #[error("a basis opens with {OPENING}:")]
    Opening,
    /// A part of it is missing, or there is one too many.
    #[error("a basis has six parts: {OPENING}:POSITION:LOG:RULES:VIEW:STATE")]
    Parts,
    /// A part cannot be read.
    #[error("{text:?} is no {what}")]
    Part {
        /// The part.
        text: String,
        /// What is due there.
        what: &'static str,
    },
}

impl Basis {
    /// The basis of a timeline that was replayed under a view from a log with this head.
    pub fn of(position: u64, log: Digest, view: &View, timeline: &Timeline) -> Basis {
        Basis { position, log, rules: RULES_VERSION, view: view.clone(), state: state_digest(timeline) }
    }

    /// Reads what [`Basis`] prints.
    ///
    /// # Errors
    /// What is wrong with the word.
    pub fn parse(text: &str) -> Result<Basis, BasisError> {
        let mut parts = text.trim().split(':');
        if parts.next() != Some(OPENING) {
            return Err(BasisError::Opening);
        }
        let parts: Vec<&str> = parts.collect();
        let [position, log, rules, view, state] = parts[..] else { return Err(BasisError::Parts) };
        let fault = |text: &str, what| BasisError::Part { text: text.to_owned(), what };
        Ok(Basis {
            position: position.parse().map_err(|_| fault(position, "position"))?,
            log: Digest::parse(log).ok_or_else(|| fault(log, "digest"))?,
            rules: rules.parse().map_err(|_| fault(rules, "version of rules"))?,
            view: read_view(view)?,
            state: Digest::parse(state).ok_or_else(|| fault(state, "digest"))?,
        })
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (log, state) = (self.log.hex(), self.state.hex());
        write!(f, "{OPENING}:{}:{log}:{}:{}:{state}", self.position, self.rules, write_view(&self.view))
    }
}

/// The digest of a whole state: BLAKE3 over a line `FLUENT TAB DAY TAB ANSWER LF` for every stretch of every fluent, in
/// the order of fluents and days (`..` before the first day), then `horizon TAB DAY LF`.
pub fn state_digest(timeline: &Timeline) -> Digest {
    use crate::replay::Spans;
    let mut hasher = blake3::Hasher::new();
    for track in timeline.tracks() {
        let mut last = None;
        for segment in track.segments.iter() {
            if last != Some(segment.answer) {
                hasher.update(format!("{}\t{}\t{}\n", track.fluent, segment.from, segment.answer).as_bytes());
            }
            last = Some(segment.answer);
        }
    }
    hasher.update(format!("horizon\t{}\n", timeline.horizon()).as_bytes());
    Digest(*hasher.finalize().as_bytes())
}

/// The keys of a view that differ from the default, in a fixed order.
fn write_view(view: &View) -> String {
    let View {
        known_by,
        recorded_by,
        sources,
        without,
        according_to,
        min_reliability,
        margins,
        persistence,
        assume,
    } = view;
    let mut parts: Vec<(&str, String)> = Vec::new();
    parts.extend(known_by.map(|day| ("known-by", day.to_string())));
    parts.extend(recorded_by.map(|by| {
        let text = match by {
            RecordedBy::Position(position) => format!("#{position}"),
            RecordedBy::Instant(instant) => instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        };
        ("recorded-by", text)
    }));
    parts.extend(sources.iter().map(|id| ("source", id.to_string())));
    parts.extend(without.iter().map(|id| ("without", id.to_string())));
    parts.extend(according_to.iter().map(|id| ("according-to", id.to_string())));
    parts.extend(min_reliability.map(|code| ("min-reliability", code.to_string())));
    if *margins != Margins::default() {
        parts.push(("margins", format!("{}.{}", margins.approximate, margins.uncertain)));
    }
    parts.extend(persistence.iter().map(|(r, rule)| ("persistence", format!("{}={rule}", r.word()))));
    parts.extend(assume.iter().map(|(id, date)| ("assume", format!("{id}@{}", date.text))));
    let written = |(key, value): &(&str, String)| format!("{key}={}", utf8_percent_encode(value, PLAIN));
    parts.iter().map(written).collect::<Vec<_>>().join(",")
}

fn read_view(text: &str) -> Result<View, BasisError> {
    let mut view = View::default();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let fault = || BasisError::Part { text: part.to_owned(), what: "part of a view" };
        let (key, value) = part.split_once('=').ok_or_else(fault)?;
        let value = percent_decode_str(value).decode_utf8().map_err(|_| fault())?;
        let slug = || Slug::new(&value).map_err(|_| fault());
        match key {
            "known-by" => view.known_by = Some(Day::parse(&value).ok_or_else(fault)?),
            "recorded-by" => {
                let position = value.strip_prefix('#').map(str::parse);
                view.recorded_by = Some(match position {
                    Some(position) => RecordedBy::Position(position.map_err(|_| fault())?),
                    None => {
                        let instant = chrono::DateTime::parse_from_rfc3339(&value).map_err(|_| fault())?;
                        // As finely as logs count, and as it is written again.
                        RecordedBy::Instant(instant.with_timezone(&chrono::Utc).trunc_subsecs(6))
                    }
                });
            }
            "source" => view.sources.push(slug()?),
            "without" => view.without.push(slug()?),
            "according-to" => view.according_to = Some(slug()?),
            "min-reliability" => view.min_reliability = Some(value.chars().next().ok_or_else(fault)?),
            "margins" => {
                let (approximate, uncertain) = value.split_once('.').ok_or_else(fault)?;
                let number = |text: &str| text.parse().map_err(|_| fault());
                view.margins = Margins { approximate: number(approximate)?, uncertain: number(uncertain)? };
            }
            "persistence" => {
                let (word, rule) = value.split_once('=').ok_or_else(fault)?;
                let relation = Relation::parse(word).ok_or_else(fault)?;
                view.persistence.insert(relation, Persistence::parse(rule).ok_or_else(fault)?);
            }
            "assume" => {
                let (id, date) = value.split_once('@').ok_or_else(fault)?;
                let id = Slug::new(id).map_err(|_| fault())?;
                view.assume.push((id, EventDate::parse(date).map_err(|_| fault())?));
            }
            _ => return Err(fault()),
        }
    }
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, records, slug};
    use super::*;
    use crate::replay::replay;

    fn full() -> View {
        View {
            known_by: Some(day("2023-10-31")),
            recorded_by: Some(RecordedBy::Position(7)),
            sources: vec![slug("s0"), slug("s1")],
            without: vec![slug("r1")],
            according_to: Some(slug("aa")),
            min_reliability: Some('B'),
            margins: Margins { approximate: 2, uncertain: 0 },
            persistence: [(Relation::Controls, Persistence::parse("fades:P6M").unwrap())].into(),
            assume: vec![(slug("r0"), EventDate::parse("[2012-01~,2013?]").unwrap())],
        }
    }

    #[test]
    fn given_an_instant_finer_than_logs_count_when_read_then_it_is_written_as_it_is_read() {
        let zero = Digest::ZERO.hex();
        let text = format!("annals1:7:{zero}:3:recorded-by=2024-03-22T12%3A00%3A00.0000015Z:{zero}");
        let basis = Basis::parse(&text).unwrap();
        assert_eq!(Basis::parse(&basis.to_string()), Ok(basis));
    }

    #[test]
    fn given_a_basis_when_written_then_it_reads_back_and_is_one_plain_word() {
        let records = records("r0 join member=aa coalition=kk @2012");
        for view in [View::default(), full()] {
            let basis = Basis::of(9, Digest([7; 32]), &view, &replay(&records, &view));
            let word = basis.to_string();
            let plain = |c: char| c.is_ascii_alphanumeric() || "-.:=,%#".contains(c);
            assert!(word.chars().all(plain), "{word}");
            assert_eq!(Basis::parse(&word), Ok(basis));
        }
    }

    #[test]
    fn given_other_words_when_read_then_the_fault_is_named() {
        let basis = Basis::of(9, Digest([7; 32]), &full(), &replay(&[], &full())).to_string();
        assert_eq!(Basis::parse("basis:1"), Err(BasisError::Opening));
        assert_eq!(Basis::parse("annals1:1:2"), Err(BasisError::Parts));
        for (from, to) in
            [(":9:", ":x:"), ("known-by=2023", "known-by=20x3"), ("r0%40", "r0"), ("source=", "sauce=")]
        {
            let broken = basis.replacen(from, to, 1);
            assert_ne!(broken, basis);
            assert!(matches!(Basis::parse(&broken), Err(BasisError::Part { .. })), "{broken}");
        }
        for cut in 0..basis.len() {
            assert!(Basis::parse(&basis[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn given_two_states_when_digested_then_they_differ_exactly_where_an_answer_does() {
        let digest = |text: &str| state_digest(&replay(&records(text), &View::default()));
        let one = digest("r0 join member=aa coalition=kk @2012-01-01");
        assert_eq!(one, digest("r9 join member=aa coalition=kk @2012-01-01"));
        assert_ne!(one, digest("r0 join member=aa coalition=kk @2012-01-02"));
    }
}
