//! The quick way from a line to a report: no places, no remedies, and no answer but the report where anything at all
//! is odd. What it gives is what the careful way gives; what it does not give, that way reads.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::super::draft::{Node, Sort, Value};
use super::super::index::Index;
use super::super::problems::Problems;
use super::super::text::Text;
use super::super::validate;
use super::super::{MAX_HINTS, MAX_TEXT};
use super::lean::{self, Lean};
use super::names::Names;
use crate::domain::{
    Bounds, Citation, Day, Detail, EventDate, Filler, Hint, HintKind, Kind, Point, Proposition, Report, Role,
    Slug, Surety, Term, Unit, Values,
};

/// Most fillers of a role, and most places, that the quick way reads: no pairs of so few come near their limit.
const FEW: usize = 100;
/// Most dates remembered; years of days, each with a few ways of being vague, fit.
const DATES: usize = 1 << 16;

/// A key of an event beside those that all of them have.
#[derive(Clone, Copy)]
enum Key {
    Role(Role),
    Detail(Detail),
    /// By its place among the kinds of hints.
    Hint(usize),
}

/// One reader a thread: it remembers the dates and the kinds it has read.
pub(super) struct Quick {
    dates: HashMap<String, EventDate>,
    kinds: HashMap<&'static str, Kind>,
    keys: HashMap<&'static str, Key>,
    /// No text: what is said is read by the careful way's own rules, without places.
    nowhere: Text,
}

impl Quick {
    pub fn new() -> Quick {
        let kinds = Kind::all().map(|kind| (kind.word(), kind)).collect();
        let hints = HintKind::ALL.iter().enumerate().map(|(at, hint)| (hint.word(), Key::Hint(at)));
        let roles = Role::ALL.iter().map(|role| (role.word(), Key::Role(*role)));
        let details = Detail::ALL.iter().map(|detail| (detail.word(), Key::Detail(*detail)));
        let keys = hints.chain(roles).chain(details).collect();
        Quick { dates: HashMap::new(), kinds, keys, nowhere: Text::line("", String::new(), 1, 0) }
    }

    /// Whether a line `{"event": {...}}` is sound: then what `then` makes of its id. Nothing is made of the rest.
    pub fn id<T>(&mut self, line: &str, names: &Names, then: impl FnOnce(&str) -> T) -> Option<T> {
        let top = lean::read(line)?;
        let table = event(&top)?;
        self.fits(table, names)?;
        own(table).map(then)
    }

    /// The report of a line that is sound.
    pub fn report(&mut self, line: &str, names: &Names) -> Option<Report> {
        let top = lean::read(line)?;
        let table = event(&top)?;
        self.fits(table, names)?;
        self.made(table, names)
    }

    /// The report of a line that was found sound, which is not looked at again.
    pub fn proven(&mut self, line: &str, names: &Names) -> Option<Report> {
        self.made(event(&lean::read(line)?)?, names)
    }

    /// `Some` where everything in an event is as it should be.
    fn fits(&mut self, table: &Table<'_>, names: &Names) -> Option<()> {
        let own = own(table).filter(|id| Slug::check(id).is_ok())?;
        let kind = *self.kinds.get(entry(table, "kind")?.text()?)?;
        let grammar = kind.grammar();
        let (mut cited, mut summed) = (false, false);
        let (mut filled, mut places, mut hints, mut required) = (0, 0, 0, 0);
        for (key, value) in table {
            match &**key {
                "id" | "kind" => {}
                "cite" => cited = cite(value, |id| names.contains(Sort::Source, id)).is_some(),
                "summary" => summed = sound(value).is_some(),
                "date" => self.dated(value)?,
                "words" => drop(sound(value)?),
                "place" => places = count(value, |v| named(v, Sort::Place, names))?,
                "variant-of" => drop(count(value, |v| other(v, own))?),
                "surety" => drop(Surety::parse(value.text()?)?),
                "contested" => drop(count(value, |v| sound(v).is_some())?),
                "says" => drop(self.says(value, own, names)?),
                "remarks" => told_freely(value)?,
                word => match *self.keys.get(word)? {
                    Key::Hint(_) => hints += count(value, |v| other(v, own))?,
                    Key::Role(role) => {
                        required += usize::from(grammar.role(role)?.required);
                        filled += fill(value, role, own, names)?;
                    }
                    Key::Detail(detail) => {
                        let usage = grammar.detail(detail)?;
                        required += usize::from(usage.required);
                        told(value, usage.values)?;
                    }
                },
            }
        }
        let roles = grammar.roles.iter().filter(|usage| usage.required).count();
        let details = grammar.details.iter().filter(|usage| usage.required).count();
        let whole = cited && summed && required == roles + details;
        (whole && filled <= FEW && places <= FEW && hints <= MAX_HINTS).then_some(())
    }

    /// What an event that fits tells.
    fn made(&mut self, table: &Table<'_>, names: &Names) -> Option<Report> {
        let own = own(table)?;
        let id = Slug::new(own).ok()?;
        let kind = *self.kinds.get(entry(table, "kind")?.text()?)?;
        let grammar = kind.grammar();
        let text = |value: &Lean<'_>| value.text().map(str::to_owned);
        let citation = cited(entry(table, "cite")?)?;
        let source = citation.source.clone();
        let mut report = Report { citation, ..Report::blank(id, kind, source) };
        let mut hints: [Vec<Slug>; 5] = Default::default();
        for (key, value) in table {
            match &**key {
                "id" | "kind" | "cite" => {}
                "summary" => report.summary = text(value)?,
                "date" => report.date = self.date(value)?,
                "words" => report.words = Some(text(value)?),
                "place" => report.places = each(value, slug)?,
                "variant-of" => report.variant_of = each(value, slug)?,
                "surety" => report.surety = Surety::parse(value.text()?)?,
                "contested" => report.contested = each(value, text)?,
                "says" => report.says = self.says(value, own, names)?,
                "remarks" => report.remarks = remarks(value)?,
                word => match *self.keys.get(word)? {
                    Key::Hint(at) => *hints.get_mut(at)? = each(value, slug)?,
                    Key::Role(role) => drop(report.roles.insert(role, each(value, filler)?)),
                    Key::Detail(detail) => {
                        let told = told(value, grammar.detail(detail)?.values)?;
                        report.details.insert(detail, told.into_owned());
                    }
                },
            }
        }
        for (kind, others) in HintKind::ALL.iter().zip(hints) {
            report.hints.extend(others.into_iter().map(|other| Hint { kind: *kind, other }));
        }
        Some(report)
    }

    fn dated(&mut self, value: &Lean<'_>) -> Option<()> {
        let text = sound(value)?;
        match day(text) {
            Some(_) => Some(()),
            None => self.remembered(text).map(|_| ()),
        }
    }

    fn date(&mut self, value: &Lean<'_>) -> Option<EventDate> {
        let text = value.text()?;
        let Some(day) = day(text) else { return self.remembered(text).cloned() };
        let begin =
            Point { bounds: Bounds::exact(day), unit: Unit::Day, approximate: false, uncertain: None };
        Some(EventDate { text: text.to_owned(), begin, end: None })
    }

    /// A date that is no plain day, read once.
    fn remembered(&mut self, text: &str) -> Option<&EventDate> {
        if !self.dates.contains_key(text) {
            let date = EventDate::parse(text).ok()?;
            if self.dates.len() >= DATES {
                self.dates.clear();
            }
            self.dates.insert(text.to_owned(), date);
        }
        self.dates.get(text)
    }

    /// What is said, by the rules of the careful way; only whether there is a fault is looked at.
    fn says(&self, value: &Lean<'_>, own: &str, names: &Names) -> Option<Vec<Proposition>> {
        let said = |value: &Lean<'_>| Some(Node { span: 0..0, value: Value::Text(value.text()?.to_owned()) });
        let value = Value::List(each(value, said)?);
        let (mut problems, index) =
            (Problems::default(), Index::new(names, &[], Vec::new(), false).after(None, 0));
        let says = validate::says(&Node { span: 0..0, value }, own, &self.nowhere, &index, &mut problems);
        (problems.count() == 0).then_some(says)
    }
}

/// Keys and values.
type Table<'v> = [(Cow<'v, str>, Lean<'v>)];

/// The event of a line that holds one.
fn event<'a, 'v>(top: &'a Lean<'v>) -> Option<&'a Table<'v>> {
    let Lean::Table(top) = top else { return None };
    match top.as_slice() {
        [(sort, Lean::Table(table))] if sort == Sort::Event.word() => Some(table),
        _ => None,
    }
}

fn entry<'a, 'v>(table: &'a Table<'v>, key: &str) -> Option<&'a Lean<'v>> {
    table.iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

/// The id of an event.
fn own<'a>(table: &'a Table<'_>) -> Option<&'a str> {
    entry(table, "id")?.text()
}

/// A date that is one plain day, `YYYY-MM-DD`.
fn day(text: &str) -> Option<Day> {
    let number = |from: usize, to: usize| {
        let digits = text.as_bytes().get(from..to)?;
        digits.iter().try_fold(0, |n: u32, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
        return None;
    }
    Day::of(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)
}

/// Text that is not empty, not long, and holds no odd character.
fn sound<'v>(value: &'v Lean<'_>) -> Option<&'v str> {
    let text = value.text()?;
    let plain = |b: u8| (0x20..0x7f).contains(&b);
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let clean = text.bytes().all(plain) || !text.chars().any(odd);
    (clean && text.len() <= MAX_TEXT && !text.trim().is_empty()).then_some(text)
}

/// One or a list of few.
fn items<'a, 'v>(value: &'a Lean<'v>) -> Option<&'a [Lean<'v>]> {
    match value {
        Lean::List(items) if items.len() > MAX_HINTS => None,
        Lean::List(items) => Some(items),
        one => Some(std::slice::from_ref(one)),
    }
}

fn each<T>(value: &Lean<'_>, read: impl Fn(&Lean<'_>) -> Option<T>) -> Option<Vec<T>> {
    items(value)?.iter().map(read).collect()
}

/// How many there are, if each is as it should be.
fn count(value: &Lean<'_>, fits: impl Fn(&Lean<'_>) -> bool) -> Option<usize> {
    let items = items(value)?;
    items.iter().all(fits).then_some(items.len())
}

fn slug(value: &Lean<'_>) -> Option<Slug> {
    Slug::new(value.text()?).ok()
}

/// Whether it is the id of something that is registered.
fn named(value: &Lean<'_>, sort: Sort, names: &Names) -> bool {
    value.text().is_some_and(|id| names.contains(sort, id) && Slug::check(id).is_ok())
}

/// Whether it may be the id of another event.
fn other(value: &Lean<'_>, own: &str) -> bool {
    value.text().is_some_and(|id| id != own && Slug::check(id).is_ok())
}

/// Who fills a role, and how firmly that is told.
fn who<'a, 'v>(value: &'a Lean<'v>) -> Option<(&'a Lean<'v>, Surety)> {
    let Lean::Table(table) = value else { return Some((value, Surety::Stated)) };
    match table.as_slice() {
        [(actor, who)] if actor == "actor" => Some((who, Surety::Stated)),
        [(actor, who), (key, word)] if actor == "actor" && key == "surety" => {
            Some((who, Surety::parse(word.text()?)?))
        }
        _ => None,
    }
}

fn filler(value: &Lean<'_>) -> Option<Filler> {
    let (who, surety) = who(value)?;
    Some(Filler { actor: slug(who)?, surety })
}

/// How many fill a role, if each is there, and once.
fn fill(value: &Lean<'_>, role: Role, own: &str, names: &Names) -> Option<usize> {
    let fits = |value: &Lean<'_>| {
        who(value).is_some_and(|(who, _)| match role {
            Role::About => other(who, own),
            _ => named(who, Sort::Actor, names),
        })
    };
    let (count, items) = (count(value, fits)?, items(value)?);
    let id = |value| who(value).and_then(|(who, _)| who.text());
    // Few: comparing each with each is quicker than a set.
    let twice = count > FEW
        || items.iter().enumerate().any(|(i, item)| items.iter().take(i).any(|other| id(other) == id(item)));
    (!twice).then_some(count)
}

fn told<'a>(value: &'a Lean<'_>, values: Values) -> Option<Cow<'a, str>> {
    if let (Lean::Integer(number), Values::Number) = (value, values) {
        let digits = number.to_string();
        return validate::is_number(&digits).then_some(digits.into());
    }
    let text = sound(value)?;
    let fits = match values {
        Values::Text => true,
        Values::Slug => Slug::check(text).is_ok(),
        Values::Number => validate::is_number(text),
        Values::Duration => Term::parse(text).is_some(),
        Values::OneOf(words) => words.contains(&text),
    };
    fits.then_some(text.into())
}

/// `Some` where a citation is as it should be.
fn cite(value: &Lean<'_>, known: impl Fn(&str) -> bool) -> Option<()> {
    let Lean::Table(table) = value else { return None };
    let source = |value: &Lean<'_>| value.text().is_some_and(|id| known(id) && Slug::check(id).is_ok());
    let fits = |(key, value): &(Cow<'_, str>, Lean<'_>)| match (&**key, value) {
        ("source" | "through", value) => source(value),
        ("paragraph", Lean::Integer(number)) => *number > 0 && u32::try_from(*number).is_ok(),
        ("page", Lean::Integer(_)) => true,
        ("page" | "archive", value) => sound(value).is_some(),
        ("retrieved", value) => value.text().is_some_and(validate::is_day),
        _ => false,
    };
    let (source, through) = (entry(table, "source")?, entry(table, "through"));
    (table.iter().all(fits) && through != Some(source)).then_some(())
}

/// What a citation that fits tells.
fn cited(value: &Lean<'_>) -> Option<Citation> {
    let Lean::Table(table) = value else { return None };
    let (mut through, mut paragraph, mut page, mut archive, mut retrieved) = (None, None, None, None, None);
    for (key, value) in table {
        match (&**key, value) {
            ("through", value) => through = Some(slug(value)?),
            ("paragraph", Lean::Integer(number)) => paragraph = Some(u32::try_from(*number).ok()?),
            ("page", Lean::Integer(number)) => page = Some(number.to_string()),
            ("page", value) => page = Some(value.text()?.to_owned()),
            ("archive", value) => archive = Some(value.text()?.to_owned()),
            ("retrieved", value) => retrieved = Some(value.text()?.to_owned()),
            _ => {}
        }
    }
    Some(Citation { source: slug(entry(table, "source")?)?, through, paragraph, page, archive, retrieved })
}

/// `Some` where remarks are as they should be.
fn told_freely(value: &Lean<'_>) -> Option<()> {
    let Lean::Table(table) = value else { return None };
    let odd = |key: &str| key.trim().is_empty() || key.len() > MAX_TEXT || key.chars().any(char::is_control);
    table.iter().all(|(key, value)| !odd(key) && sound(value).is_some()).then_some(())
}

fn remarks(value: &Lean<'_>) -> Option<BTreeMap<String, String>> {
    let Lean::Table(table) = value else { return None };
    let told =
        |(key, value): &(Cow<'_, str>, Lean<'_>)| Some((key.clone().into_owned(), value.text()?.to_owned()));
    table.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_days_and_what_looks_like_them_when_read_quickly_then_they_are_what_the_date_reader_makes_of_them()
     {
        for year in ["0000", "0001", "0400", "1582", "1900", "2000", "2014", "2016", "9999", "201X", "-014"] {
            for month in ["00", "01", "02", "06", "12", "13", "21", "X2", "+1"] {
                for date in ["00", "01", "28", "29", "30", "31", "32", "3X", "1é"] {
                    let text = format!("{year}-{month}-{date}");
                    let read = EventDate::parse(&text).ok();
                    let quick = Quick::new().date(&Lean::Text(text.as_str().into()));
                    assert!(day(&text).is_none() || quick == read, "{text}");
                }
            }
        }
        assert!(day("2014-03-18").is_some() && day("2014-02-29").is_none() && day("2014-03-1").is_none());
    }
}
