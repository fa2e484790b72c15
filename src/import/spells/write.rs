//! Spells as records. A table tells that something holds, not that anybody acted: so most are written as what is seen to hold
//! from a day to a day, which proves nobody else's existence, ends nothing else and displaces nobody. Bodies come into being and
//! end, posts are taken and given up, names taken: these have events of their own that do no more than that.
//!
//! What is certain is told outright, what is only possible (the days of a vague beginning, or after the last that is known) as
//! inferred.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::expression::{once, spell, unit, within};
use super::kinds::{begins, denied, ends_of, seen_as};
use super::spell::{After, Spell};
use crate::domain::{Bounds, Day, Fluent, Relation, Silence};
use crate::import::Records;

/// Longest part of an id that is made of names.
const LONGEST: usize = 90;

/// Writes spells as events of one source.
pub struct Writer {
    /// Ids begin so.
    pub prefix: String,
    /// What the events cite.
    pub source: String,
    /// The end of the data, where the source may have spoken before it: what goes on is seen until then at least.
    pub until: Option<Day>,
    used: HashSet<String>,
}

/// An event that is being written.
struct Event<'s> {
    id: String,
    date: String,
    spell: &'s Spell,
    inferred: bool,
}

/// A spell among the others of its thing.
struct Beside<'s> {
    spells: &'s [Spell],
    at: usize,
}

impl Beside<'_> {
    /// The first days of the next one.
    fn next(&self) -> Option<Bounds> {
        self.spells.get(self.at + 1).map(|next| next.tight().0)
    }

    /// The days on which it may hold by one of the others.
    fn others(&self) -> impl Iterator<Item = Bounds> {
        let others = self.spells.iter().enumerate().filter(|(at, _)| *at != self.at);
        others.map(|(_, other)| days(other))
    }

    fn may_hold(&self, day: Day) -> bool {
        self.others().any(|days| days.earliest <= day && day <= days.latest)
    }

    /// Whether it and another may hold on one day, or one ends on the day on which the other may begin.
    fn mingles(&self) -> bool {
        let longer = |days: Bounds| Bounds::new(days.earliest, days.latest.next());
        let mine = self.spells.get(self.at).map(days).map(longer);
        mine.is_some_and(|mine| self.others().any(|other| !mine.meet(longer(other)).is_empty()))
    }
}

/// The days on which it may hold by a spell, of those that are told.
fn days(one: &Spell) -> Bounds {
    let (first, last) = one.tight();
    Bounds::new(first.earliest, last.latest)
}

impl Writer {
    /// A writer of events of a source.
    pub fn new(prefix: &str, source: &str) -> Writer {
        Writer { prefix: prefix.to_owned(), source: source.to_owned(), until: None, used: HashSet::new() }
    }

    /// Writes the spells of one thing, which stand in order and do not touch.
    pub fn write(&mut self, fluent: &Fluent, spells: &[Spell], records: &mut Records) {
        for (at, one) in spells.iter().enumerate() {
            let id = self.id(fluent, one);
            let beside = Beside { spells, at };
            let acts = matches!(fluent.relation, Relation::Exists | Relation::HoldsPost | Relation::Named);
            match one.core() {
                // An end of its own would end what another may begin meanwhile.
                Some(_) if acts && !beside.mingles() => {
                    self.acts(fluent, one, id, beside.next(), records);
                }
                _ => {
                    let one = self.seen_until(one);
                    self.seen(fluent, &one, &id, &beside, records);
                }
            }
            records.count("spells");
        }
    }

    /// A beginning, and an end where one is told.
    fn acts(&self, fluent: &Fluent, one: &Spell, id: String, next: Option<Bounds>, records: &mut Records) {
        let (first, last) = one.tight();
        let event = Event { id: id.clone(), date: once(first), spell: one, inferred: false };
        self.push(begins(fluent), fluent, event, records);
        let ends = match one.after {
            After::GoesOn => return,
            After::Over => Bounds::new(last.earliest.next(), last.latest.next()),
            After::Unknown => Bounds::exact(last.earliest.next()),
        };
        if one.after == After::Unknown && next.is_some_and(|next| next.earliest <= ends.latest) {
            return;
        }
        let inferred = one.after == After::Unknown;
        let event = Event { id: format!("{id}-end"), date: once(ends), spell: one, inferred };
        self.push(ends_of(fluent), fluent, event, records);
    }

    /// What goes on is seen until the end of the data; after it nothing is known.
    fn seen_until(&self, one: &Spell) -> Spell {
        let mut one = one.clone();
        if let (After::GoesOn, Some(day)) = (one.after, self.until)
            && one.begin.latest <= day
        {
            (one.last, one.after) = (Bounds::exact(day), After::Unknown);
        }
        one
    }

    /// What is seen to hold.
    fn seen(&self, fluent: &Fluent, one: &Spell, id: &str, beside: &Beside<'_>, records: &mut Records) {
        let core = one.core();
        // A death tells that somebody lived before it, of whom nothing says so (rule R17).
        let dies = fluent.relation == Relation::Alive && core.is_some() && !beside.mingles();
        let (first, last) = one.tight();
        let event = |id: String, date: String, inferred: bool| Event { id, date, spell: one, inferred };
        let goes_on = one.after == After::GoesOn;
        let until = if goes_on { Some("..".to_owned()) } else { unit(one.last) };
        // An end that is an event of its own would fall into the days on which it may still be seen.
        let whole = unit(one.begin).zip(until).filter(|_| !dies || (first.is_exact() && last.is_exact()));
        match (whole, core) {
            (Some((from, to)), _) => {
                self.push(
                    seen_as(fluent),
                    fluent,
                    event(id.to_owned(), format!("{from}/{to}"), false),
                    records,
                );
            }
            (None, Some(days)) => {
                let date = spell(days.earliest, days.latest);
                self.push(seen_as(fluent), fluent, event(id.to_owned(), date, false), records);
            }
            (None, None) => {
                // On some day of these.
                let days = Bounds::new(last.earliest.max(first.earliest), last.latest);
                self.push(seen_as(fluent), fluent, event(id.to_owned(), once(days), false), records);
            }
        }
        let told = unit(one.begin).is_some() && (goes_on || unit(one.last).is_some()) && !dies;
        // Before and after apart: of the days before a beginning that is open to the left nothing is known (rule R11).
        let (before, after) = (!first.is_exact(), !goes_on && !last.is_exact());
        let split = core.unwrap_or(Bounds::new(last.latest, first.earliest));
        if before && !told {
            let date = spell(first.earliest, split.earliest.min(last.latest));
            self.push(seen_as(fluent), fluent, event(format!("{id}-perhaps"), date, true), records);
        }
        if after && !told && core.is_some() {
            let date = spell(split.latest, last.latest);
            self.push(seen_as(fluent), fluent, event(format!("{id}-perhaps-on"), date, true), records);
        }
        let day = last.latest.next();
        match one.after {
            After::GoesOn => {}
            After::Unknown => {
                // Until it is told again.
                let to = beside.next().map_or(Day::FUTURE, |next| next.latest);
                let date = spell(last.earliest, to);
                self.push(seen_as(fluent), fluent, event(format!("{id}-later"), date, true), records);
            }
            After::Over if dies => {
                // Written to the day: of a coarser date a death would tell that much of the time before (rule R17).
                let date = within(Bounds::new(last.earliest.next(), last.latest.next()));
                self.push(ends_of(fluent), fluent, event(format!("{id}-end"), date, false), records);
            }
            // Silence would say that nobody knows; but not where it may hold by another spell.
            After::Over
                if fluent.relation.declaration().silence == Silence::Unknown && !beside.may_hold(day) =>
            {
                self.push(
                    denied(fluent),
                    fluent,
                    event(format!("{id}-end"), day.to_string(), false),
                    records,
                );
            }
            After::Over => {}
        }
    }

    fn push(&self, mut keys: Map<String, Value>, fluent: &Fluent, event: Event<'_>, records: &mut Records) {
        let mut record = Map::new();
        record.insert("id".to_owned(), json!(event.id));
        record.append(&mut keys);
        record.insert("date".to_owned(), json!(event.date));
        if event.inferred {
            record.insert("surety".to_owned(), json!("inferred"));
        }
        record.insert("cite".to_owned(), json!({ "source": self.source }));
        let said = || {
            let word = match (record.get("kind").and_then(Value::as_str), event.id.ends_with("-end")) {
                (_, true) => "over by",
                (Some("status"), _) => "held on",
                _ => "from",
            };
            let perhaps = if event.inferred { "perhaps " } else { "" };
            format!("{fluent}: {perhaps}{word} {}", event.date)
        };
        let summary = event.spell.summary.clone().unwrap_or_else(said);
        record.insert("summary".to_owned(), json!(summary));
        if !event.spell.remarks.is_empty() {
            record.insert("remarks".to_owned(), json!(event.spell.remarks));
        }
        records.push_at(event.spell.place.clone(), &json!({ "event": record }));
    }

    /// An id that says what it is, and the same for the same table.
    fn id(&mut self, fluent: &Fluent, one: &Spell) -> String {
        let mut words =
            vec![self.prefix.clone(), fluent.relation.word().to_owned(), fluent.subject.to_string()];
        words.extend(fluent.object.iter().map(ToString::to_string));
        words.extend(fluent.value.iter().map(|v| crate::domain::names::fold(v).replace(' ', "-")));
        let mut text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
        if text.len() > LONGEST {
            let sum = fingerprint(&fluent.to_string());
            text.truncate(LONGEST);
            text = format!("{}-{sum:08x}", text.trim_end_matches('-'));
        }
        let id = format!("{text}-{}", one.begin.latest);
        let mut unique = id.clone();
        let mut number = 2;
        while !self.used.insert(unique.clone()) {
            unique = format!("{id}-{number}");
            number += 1;
        }
        unique
    }
}

/// FNV-1a, for ids that would grow too long.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
