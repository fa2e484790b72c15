//! When a party was seen in elections and in office: what tells the sort of a party change apart, as far as it can be told.

use std::collections::HashMap;

use super::cabinets::Term;
use super::elections::Results;
use crate::domain::Day;

/// First and last days.
#[derive(Default)]
pub(super) struct Seen {
    days: HashMap<String, (Day, Day)>,
    office: HashMap<String, Day>,
    /// The last day that the tables tell anything of.
    pub last: Option<Day>,
}

impl Seen {
    /// From cabinets and election results.
    pub fn of(terms: &[Term<'_>], results: &Results<'_>) -> Seen {
        let mut seen = Seen::default();
        let votes = results.days.values().copied();
        seen.last = terms.iter().map(|term| term.start).chain(votes).max();
        for (election, rows) in &results.of {
            let Some(day) = results.days.get(election) else { continue };
            rows.iter().for_each(|row| seen.on(row.get("party_id"), *day));
        }
        for term in terms {
            let until = term.end.map(Day::prev).or(seen.last).unwrap_or(term.start);
            for row in &term.members {
                seen.on(row.get("party_id"), term.start);
                seen.on(row.get("party_id"), until);
                let office = seen.office.entry(row.get("party_id").to_owned()).or_insert(until);
                *office = until.max(*office);
            }
        }
        seen
    }

    fn on(&mut self, party: &str, day: Day) {
        let (first, last) = self.days.entry(party.to_owned()).or_insert((day, day));
        (*first, *last) = (day.min(*first), day.max(*last));
    }

    /// Whether a party was there before a day.
    pub fn before(&self, party: &str, day: Day) -> bool {
        self.days.get(party).is_some_and(|(first, _)| *first < day)
    }

    /// Whether a party was there after a day.
    pub fn after(&self, party: &str, day: Day) -> bool {
        self.days.get(party).is_some_and(|(_, last)| *last > day)
    }

    /// Whether a party was in office after a day.
    pub fn in_office_after(&self, party: &str, day: Day) -> bool {
        self.office.get(party).is_some_and(|last| *last > day)
    }
}
