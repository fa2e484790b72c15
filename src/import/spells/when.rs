//! What a row tells of a beginning or an end: its cells, read as the mapping says.

use super::cells::{Cells, Fault};
use super::format::{Format, Parts, bounds, number};
use super::node::{Reading, Value};
use super::part::Part;
use super::precision::{Placeholder, Precision, Vague};
use crate::domain::{Bounds, Day};

/// Which end of a spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Begin,
    End,
}

/// What is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It lies in these days.
    On(Bounds),
    /// It held already on such a day; since when is not told.
    Already(Bounds),
    /// It held still on such a day; nothing is known after it.
    Evidence(Bounds),
    /// Nothing.
    Unknown,
    /// It held already when the data begin.
    BeforeData,
    /// It goes on.
    Open,
    /// The same day as the other end.
    SameAsOther,
    /// The row is not taken.
    LeaveOut,
}

/// Where it stands and how it is written.
#[derive(Clone, Debug)]
pub(super) struct When {
    side: Side,
    cells: Where,
    /// Codes for month or day that are none.
    no_part: Vec<String>,
    blank: Option<Told>,
    means: Vec<(String, Told)>,
    flags: Vec<(String, Vec<String>, Told)>,
    placeholders: Vec<Placeholder>,
    precision: Option<Precision>,
    within: Option<(String, String)>,
    formats: Vec<Format>,
}

#[derive(Clone, Debug)]
enum Where {
    Always(Told),
    One(String),
    Three { year: String, month: Option<String>, day: Option<String> },
}

/// Codes that no month or day can be, and that tables put where there is none.
const NO_PART: [&str; 13] =
    ["0", "00", "-1", "-8", "-9", "-88", "-99", "-888", "-999", "88", "99", "888", "999"];

impl When {
    /// Reads `begin = ...` or `end = ...`: a table, a date, or a word for what is always so.
    pub fn read(part: &Part<'_>, side: Side, reading: &mut Reading<'_>) -> Option<When> {
        let key = if side == Side::Begin { "begin" } else { "end" };
        let node = part.get(key)?;
        let mut when = When {
            side,
            cells: Where::Always(Told::Unknown),
            no_part: NO_PART.iter().map(|code| (*code).to_owned()).collect(),
            blank: None,
            means: Vec::new(),
            flags: Vec::new(),
            placeholders: Vec::new(),
            precision: None,
            within: None,
            formats: vec![Format::Iso],
        };
        if let Value::Text(word) = &node.value {
            when.cells = Where::Always(told(side, word, &node.span, reading)?);
            return Some(when);
        }
        let inner = Part::of(node, reading, key)?;
        let part = &inner;
        let one = part.column("column", reading);
        let (year, month, day) =
            (part.column("year", reading), part.column("month", reading), part.column("day", reading));
        when.within = part.part("within", reading).and_then(|within| {
            let both = (within.column("from", reading), within.column("to", reading));
            within.done(reading);
            Some((both.0?, both.1?))
        });
        if let Some(words) = part.texts("format", reading) {
            let format = |word: &String| match Format::parse(word) {
                Some(format) => Some(format),
                None => {
                    reading.no_word(&part.at("format"), word, "date format", Format::WORDS);
                    None
                }
            };
            when.formats = words.iter().filter_map(format).collect();
        }
        if let Some(codes) = part.texts("no-part", reading) {
            when.no_part.extend(codes);
        }
        when.blank = part.get("blank").and_then(|node| {
            let word = node.text(reading, "blank")?;
            told(side, &word, &node.span, reading)
        });
        for (code, node) in part.codes("means", reading).unwrap_or_default() {
            let word = node.text(reading, "a meaning");
            let meaning = word.and_then(|word| told(side, &word, &node.span, reading));
            when.means.extend(meaning.map(|meaning| (code, meaning)));
        }
        for flag in part.parts("flags", reading) {
            let (column, is) = (flag.column("column", reading), flag.texts("is", reading));
            let meaning = flag.get("means").and_then(|node| {
                let word = node.text(reading, "means")?;
                told(side, &word, &node.span, reading)
            });
            match (column, is, meaning) {
                (Some(column), Some(is), Some(meaning)) => when.flags.push((column, is, meaning)),
                _ => reading.fault(
                    &flag.span,
                    "a flag needs a column, its codes and what they mean",
                    "write { column = \"...\", is = [\"1\"], means = \"unknown\" }",
                ),
            }
            flag.done(reading);
        }
        for rule in part.parts("placeholders", reading) {
            when.placeholders.extend(Placeholder::read(&rule, reading));
        }
        when.precision =
            part.part("precision", reading).and_then(|precision| Precision::read(&precision, reading));
        part.done(reading);
        when.cells = match (one, year, &when.within) {
            (Some(column), None, _) if month.is_none() && day.is_none() => Where::One(column),
            (None, Some(year), _) if month.is_some() || day.is_none() => Where::Three { year, month, day },
            (None, None, Some((from, _))) => Where::One(from.clone()),
            _ => {
                let help = "write column = \"...\", or year = \"...\" with month = \"...\" and day = \"...\"";
                reading.fault(&part.span, format!("{key} names no column, or too many"), help);
                return None;
            }
        };
        Some(when)
    }

    /// Whether it can tell no more than years.
    pub fn only_years(&self) -> bool {
        match &self.cells {
            Where::Three { month, .. } => month.is_none(),
            Where::One(_) => self.formats.iter().all(|format| *format == Format::Year),
            Where::Always(_) => false,
        }
    }

    /// The column to point at where something is wrong with it.
    pub fn column(&self) -> &str {
        match &self.cells {
            Where::One(column) | Where::Three { year: column, .. } => column,
            Where::Always(_) => "",
        }
    }

    /// Whether it may say that it held already when the data begin.
    pub fn may_be_before_data(&self) -> bool {
        let always = matches!(self.cells, Where::Always(Told::BeforeData));
        let means = self.means.iter().map(|(_, told)| told).chain(self.flags.iter().map(|(.., told)| told));
        always || means.chain(&self.blank).any(|told| *told == Told::BeforeData)
    }

    /// What a row tells.
    ///
    /// # Errors
    /// A cell that cannot be read, or that is blank where the mapping does not say what that means.
    pub fn of(&self, cells: &Cells<'_>) -> Result<Told, Fault> {
        let flag = self.flags.iter().find(|(column, is, _)| cells.has(column, is));
        match flag.map(|(_, _, told)| *told) {
            None => self.written(cells),
            Some(told @ (Told::Already(_) | Told::Evidence(_))) => Ok(match (self.written(cells)?, told) {
                (Told::On(bounds), Told::Already(_)) => Told::Already(bounds),
                (Told::On(bounds), _) => Told::Evidence(bounds),
                (other, _) => other,
            }),
            Some(told) => Ok(told),
        }
    }

    fn written(&self, cells: &Cells<'_>) -> Result<Told, Fault> {
        let column = match &self.cells {
            Where::Always(told) => return Ok(*told),
            Where::One(column) | Where::Three { year: column, .. } => column,
        };
        let value = cells.get(column);
        let code = |(code, _): &&(String, Told)| cells.has(column, std::slice::from_ref(code));
        if let Some((_, told)) = self.means.iter().find(code) {
            return Ok(*told);
        }
        if value.is_empty() {
            let word = self.word();
            return self.blank.ok_or_else(|| {
                let message = format!("the {word} is blank, and the mapping does not say what that means");
                let help = match self.side {
                    Side::Begin => "add blank = \"unknown\" (or \"before-data\", \"leave-out\") to begin",
                    Side::End => {
                        "add blank = \"open\" (or \"unknown\", \"same-as-begin\", \"leave-out\") to end"
                    }
                };
                cells.fault(column, message, help)
            });
        }
        let parts = match &self.cells {
            Where::Three { month, day, .. } => {
                let part = |name: &Option<String>| -> Result<Option<u32>, Fault> {
                    let Some(name) = name else { return Ok(None) };
                    let text = cells.get(name);
                    if text.is_empty() || self.no_part.iter().any(|code| code == text) {
                        return Ok(None);
                    }
                    let number = number(text).and_then(|n| u32::try_from(n).ok());
                    let help = "where a code stands for none, add it to no-part = [\"...\"]";
                    number.map(Some).ok_or_else(|| cells.fault(name, "no number", help))
                };
                let year = number(value).ok_or_else(|| {
                    cells.fault(
                        column,
                        "no year",
                        "say what it stands for: means = { \"...\" = \"unknown\" }",
                    )
                })?;
                Parts { year, month: part(month)?, day: part(day)? }
            }
            _ => {
                let read = |format: &Format| format.read(value, &self.no_part);
                self.formats.iter().find_map(read).ok_or_else(|| {
                    let words: Vec<String> = self.formats.iter().map(Format::word).collect();
                    let help =
                        "name its format, or say what it stands for: means = { \"...\" = \"unknown\" }";
                    cells.fault(column, format!("no date as {}", words.join(" or ")), help)
                })?
            }
        };
        self.placed(parts, column, cells)
    }

    /// The days a date stands for.
    fn placed(&self, mut parts: Parts, column: &str, cells: &Cells<'_>) -> Result<Told, Fault> {
        if let Some(rule) = self.placeholders.iter().find(|rule| rule.fits(&parts)) {
            match rule.means {
                Vague::Month => parts.day = None,
                Vague::Year => (parts.month, parts.day) = (None, None),
                Vague::Unknown => return Ok(Told::Unknown),
                _ => {}
            }
        }
        let Some(found) = bounds(&parts) else {
            return Err(cells.fault(column, "no such day", "mend the cell, or leave the row out by `where`"));
        };
        let vague = match &self.precision {
            None if self.within.is_some() => Vague::Within,
            None => return Ok(Told::On(found)),
            Some(precision) => precision.of(cells)?,
        };
        if vague == Vague::Unknown {
            return Ok(Told::Unknown);
        }
        if let (Vague::Within, Some((from, to))) = (vague, &self.within) {
            let one = |name: &str| -> Result<Bounds, Fault> {
                let read = |format: &Format| format.read(cells.get(name), &self.no_part);
                let found = self.formats.iter().find_map(read).as_ref().and_then(bounds);
                found.ok_or_else(|| cells.fault(name, "no date", "the bounds of a vague date are dates"))
            };
            let (from, to) = (one(from)?, one(to)?);
            if from.earliest > to.latest {
                return Err(cells.fault(column, "its bounds run backwards", "mend the row"));
            }
            return Ok(Told::On(Bounds::new(from.earliest, to.latest)));
        }
        Ok(Told::On(vague.around(found)))
    }

    fn word(&self) -> &'static str {
        match self.side {
            Side::Begin => "beginning",
            Side::End => "end",
        }
    }
}

/// What a word, or a date, says of an end.
fn told(side: Side, word: &str, span: &std::ops::Range<usize>, reading: &mut Reading<'_>) -> Option<Told> {
    const NONE: Bounds = Bounds::ANY;
    if let Some(found) = day(word) {
        return Some(Told::On(found));
    }
    let known = match (side, word) {
        (_, "unknown") => Some(Told::Unknown),
        (_, "leave-out") => Some(Told::LeaveOut),
        (Side::Begin, "before-data") => Some(Told::BeforeData),
        (Side::Begin, "already") => Some(Told::Already(NONE)),
        (Side::Begin, "same-as-end") | (Side::End, "same-as-begin") => Some(Told::SameAsOther),
        (Side::End, "open") => Some(Told::Open),
        (Side::End, "evidence") => Some(Told::Evidence(NONE)),
        _ => None,
    };
    if known.is_none() {
        let words: &[&str] = match side {
            Side::Begin => &["unknown", "before-data", "already", "same-as-end", "leave-out"],
            Side::End => &["unknown", "open", "evidence", "same-as-begin", "leave-out"],
        };
        reading.no_word(span, word, "such meaning, and no date", words);
    }
    known
}

/// A date as a mapping writes it: `1990`, `1990-05`, `1990-05-06`.
pub fn day(word: &str) -> Option<Bounds> {
    Format::Iso.read(word, &[]).as_ref().and_then(bounds).filter(|b| b.earliest != Day::PAST)
}
