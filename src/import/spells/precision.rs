//! How exact a date is, where the table says so by a code, or by a day that stands for *not known*.

use std::ops::Range;

use super::cells::{Cells, Fault};
use super::format::Parts;
use super::node::Reading;
use super::part::Part;
use crate::domain::{Bounds, Day};

/// How exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vague {
    /// As it is written.
    Day,
    /// Within so many days on either side.
    Days(i32),
    /// Within the calendar week, Monday to Sunday.
    Week,
    /// Within the month.
    Month,
    /// Within the year.
    Year,
    /// Within the ten years from one that ends in 0.
    Decade,
    /// Within the bounds that two more columns give.
    Within,
    /// Not known at all.
    Unknown,
}

impl Vague {
    const WORDS: &'static [&'static str] =
        &["day", "3 days", "week", "month", "year", "decade", "within", "unknown"];

    fn parse(word: &str) -> Option<Vague> {
        Some(match word {
            "day" => Vague::Day,
            "week" => Vague::Week,
            "month" => Vague::Month,
            "year" => Vague::Year,
            "decade" => Vague::Decade,
            "within" => Vague::Within,
            "unknown" => Vague::Unknown,
            _ => {
                let days = word.strip_suffix(" days").or_else(|| word.strip_suffix(" day"))?;
                Vague::Days(days.trim().parse().ok().filter(|days| (0..=3660).contains(days))?)
            }
        })
    }

    fn read(word: &str, span: &Range<usize>, reading: &mut Reading<'_>) -> Option<Vague> {
        let vague = Vague::parse(word);
        if vague.is_none() {
            reading.no_word(span, word, "such precision", Vague::WORDS);
        }
        vague
    }

    /// The days a date with this precision may mean: never fewer than are written.
    pub fn around(self, found: Bounds) -> Bounds {
        let Bounds { earliest, latest } = found;
        let (Some(first), Some(last)) = (earliest.date(), latest.date()) else { return found };
        use chrono::Datelike;
        let year = |from: i32, to: i32| Some(Bounds::new(Day::of(from, 1, 1)?, Day::of(to, 12, 31)?));
        let wide = match self {
            Vague::Day | Vague::Within | Vague::Unknown => None,
            Vague::Days(days) => Some(Bounds::new(earliest.plus(-days), latest.plus(days))),
            Vague::Week => {
                let before = i32::try_from(first.weekday().num_days_from_monday()).unwrap_or(0);
                let after = 6 - i32::try_from(last.weekday().num_days_from_monday()).unwrap_or(0);
                Some(Bounds::new(earliest.plus(-before), latest.plus(after)))
            }
            Vague::Month => {
                let parts = |date: chrono::NaiveDate| Parts {
                    year: date.year(),
                    month: Some(date.month()),
                    day: None,
                };
                let (from, to) = (super::format::bounds(&parts(first)), super::format::bounds(&parts(last)));
                from.zip(to).map(|(from, to)| from.hull(to))
            }
            Vague::Year => year(first.year(), last.year()),
            Vague::Decade => {
                let from = first.year().div_euclid(10) * 10;
                year(from.max(1), last.year().div_euclid(10) * 10 + 9)
            }
        };
        wide.map_or(found, |wide| wide.hull(found))
    }
}

/// A column with a code for how exact a date is.
#[derive(Clone, Debug)]
pub(super) struct Precision {
    column: String,
    codes: Vec<(String, Vague)>,
    otherwise: Option<Vague>,
}

impl Precision {
    /// Reads `{ column = "...", codes = { "1" = "day" }, else = "day" }`.
    pub fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Option<Precision> {
        let column = part.column("column", reading);
        let codes = part.codes("codes", reading).unwrap_or_default();
        let codes = codes.into_iter().filter_map(|(code, node)| {
            let word = node.text(reading, "a precision")?;
            Some((code, Vague::read(&word, &node.span, reading)?))
        });
        let codes = codes.collect();
        let otherwise =
            part.text("else", reading).and_then(|word| Vague::read(&word, &part.at("else"), reading));
        part.done(reading);
        match column {
            Some(column) => Some(Precision { column, codes, otherwise }),
            None => {
                reading.fault(&part.span, "the precision names no column", "write column = \"...\"");
                None
            }
        }
    }

    /// How exact the date of a row is.
    ///
    /// # Errors
    /// A code that the mapping does not know.
    pub fn of(&self, cells: &Cells<'_>) -> Result<Vague, Fault> {
        let code = cells.get(&self.column);
        let known = self.codes.iter().find(|(known, _)| known == code).map(|(_, vague)| *vague);
        known.or(self.otherwise).ok_or_else(|| {
            let help = "add it to the codes of the precision, or say else = \"day\"";
            cells.fault(&self.column, "the mapping does not know this code", help)
        })
    }
}

/// A day that stands for *only the year* or *only the month*.
#[derive(Clone, Debug)]
pub(super) struct Placeholder {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// What is known then.
    pub means: Vague,
}

impl Placeholder {
    /// Reads `{ month = 7, day = 1, means = "year" }`.
    pub fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Option<Placeholder> {
        let mut number = |key: &'static str| {
            let text = part.text(key, reading)?;
            let number = text.parse::<i32>().ok();
            if number.is_none() {
                reading.fault(&part.at(key), format!("{key} is a number"), "write it in digits");
            }
            number
        };
        let (year, month, day) = (number("year"), number("month"), number("day"));
        let word = part.text("means", reading);
        part.done(reading);
        let means = Vague::read(&word.unwrap_or_default(), &part.at("means"), reading)?;
        if !matches!(means, Vague::Month | Vague::Year | Vague::Unknown) {
            let help = "a placeholder means \"month\", \"year\" or \"unknown\"";
            reading.fault(&part.at("means"), "no meaning of a placeholder", help);
            return None;
        }
        if year.is_none() && month.is_none() && day.is_none() {
            let help = "write { month = 7, day = 1, means = \"year\" }";
            reading.fault(&part.span, "nothing says which day stands for a vague date", help);
            return None;
        }
        let part = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
        Some(Placeholder { year, month: part(month), day: part(day), means })
    }

    /// Whether a date is this one.
    pub fn fits(&self, parts: &Parts) -> bool {
        self.year.is_none_or(|year| year == parts.year)
            && self.month.is_none_or(|month| Some(month) == parts.month)
            && self.day.is_none_or(|day| Some(day) == parts.day)
    }
}
