//! The codes of ACLED: who a side is, and how exact a date and a place are.

use super::super::conflict::{Sort, unidentified, within};
use super::super::{Records, Row, Settings};
use crate::domain::Day;

/// What a side is (`inter1`, `inter2`): a number in older downloads, words in newer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    State,
    Rebels,
    PoliticalMilitia,
    IdentityMilitia,
    Rioters,
    Protesters,
    Civilians,
    /// Forces of other states, missions, private companies.
    External,
}

impl Side {
    const ALL: &'static [(Side, &'static str, &'static str)] = &[
        (Side::State, "1", "state forces"),
        (Side::Rebels, "2", "rebel group"),
        (Side::PoliticalMilitia, "3", "political militia"),
        (Side::IdentityMilitia, "4", "identity militia"),
        (Side::Rioters, "5", "rioters"),
        (Side::Protesters, "6", "protesters"),
        (Side::Civilians, "7", "civilians"),
        (Side::External, "8", "external/other forces"),
    ];

    fn parse(text: &str) -> Option<Side> {
        let text = text.to_lowercase();
        let words = text.strip_suffix('s').unwrap_or(&text);
        let is = |word: &str| word == text || word.strip_suffix('s').unwrap_or(word) == words;
        Side::ALL.iter().find(|(_, number, word)| *number == text || is(word)).map(|(side, ..)| *side)
    }

    /// The words for it, whichever way the download writes it.
    pub fn words(self) -> &'static str {
        Side::ALL.iter().find(|(side, ..)| *side == self).map_or("", |(_, _, words)| *words)
    }

    /// Whether it fights.
    pub fn armed(self) -> bool {
        !matches!(self, Side::Rioters | Side::Protesters | Side::Civilians)
    }

    /// Whether it is a group that fights and no state's.
    pub fn non_state(self) -> bool {
        matches!(self, Side::Rebels | Side::PoliticalMilitia | Side::IdentityMilitia)
    }
}

/// A side of an event.
pub(super) struct Party<'a> {
    pub name: &'a str,
    pub side: Side,
}

impl<'a> Party<'a> {
    /// The first or second side of a row; `None` where there is none, or where its code is not known (a fault then).
    pub fn of(row: &'a Row, actor: &str, inter: &str, out: &mut Records) -> Option<Party<'a>> {
        let name = row.some(actor)?;
        let side = Side::parse(row.get(inter));
        if side.is_none() {
            let help = "1 to 8, or the words: State forces, Rebel group, Political militia, Identity militia, Rioters, \
                        Protesters, Civilians, External/Other forces";
            out.refuse(row.fault(inter, "this code of an actor is not known", help));
        }
        Some(Party { name, side: side? })
    }

    /// What it is registered as.
    pub fn sort(&self) -> Sort {
        match self.side {
            _ if unidentified(self.name) => Sort::Vague,
            Side::State | Side::External => Sort::Force,
            Side::Rebels | Side::PoliticalMilitia | Side::IdentityMilitia => Sort::Faction,
            Side::Rioters | Side::Protesters | Side::Civilians => Sort::Vague,
        }
    }
}

/// The date of an event by its precision: the day; the seven days around the one printed; its month. What has happened has
/// happened by the day of the download.
pub(super) fn date(row: &Row, day: Day, settings: &Settings, out: &mut Records) -> Option<String> {
    match row.get("time_precision") {
        "1" => Some(day.to_string()),
        "2" => Some(within(day.plus(-3), day.plus(3).min(settings.as_of))),
        "3" => day.to_string().get(..7).map(str::to_owned),
        _ => {
            out.refuse(row.fault(
                "time_precision",
                "this code is not known",
                "1 is the day, 2 its week, 3 its month",
            ));
            None
        }
    }
}

/// Whether the place named is the place itself; else it stands for the region around it.
pub(super) fn exact(row: &Row, out: &mut Records) -> Option<bool> {
    match row.get("geo_precision") {
        "1" => Some(true),
        "2" | "3" => Some(false),
        _ => {
            let help = "1 is the place itself, 2 a part of a region, 3 a region";
            out.refuse(row.fault("geo_precision", "this code is not known", help));
            None
        }
    }
}
