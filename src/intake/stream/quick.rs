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

    /// The report of a line `{"event": {...}}` that is sound.
    pub fn report(&mut self, line: &str, names: &Names) -> Option<Report> {
        let Lean::Table(top) = lean::read(line)? else { return None };
        match top.as_slice() {
            [(sort, Lean::Table(table))] if sort == Sort::Event.word() => self.event(table, names),
            _ => None,
        }
    }

    fn event(&mut self, table: &[(Cow<'_, str>, Lean<'_>)], names: &Names) -> Option<Report> {
        let own = table.iter().find(|(key, _)| key == "id").and_then(|(_, value)| value.text())?;
        let id = Slug::new(own).ok()?;
        let kind = table.iter().find(|(key, _)| key == "kind").and_then(|(_, value)| value.text())?;
        let kind = *self.kinds.get(kind)?;
        let grammar = kind.grammar();
        let mut citation = None;
        let mut summary = None;
        let mut report = Report::blank(id.clone(), kind, id);
        let mut hints: [Vec<Slug>; 5] = Default::default();
        for (key, value) in table {
            match &**key {
                "id" | "kind" => {}
                "cite" => citation = Some(cite(value, names)?),
                "summary" => summary = Some(sound(value)?.to_owned()),
                "date" => report.date = self.date(value)?,
                "words" => report.words = Some(sound(value)?.to_owned()),
                "place" => report.places = each(value, |v| named(v, Sort::Place, names))?,
                "variant-of" => report.variant_of = others(value, own)?,
                "surety" => report.surety = Surety::parse(value.text()?)?,
                "contested" => report.contested = each(value, |v| sound(v).map(str::to_owned))?,
                "says" => report.says = self.says(value, own, names)?,
                "remarks" => report.remarks = remarks(value)?,
                word => match *self.keys.get(word)? {
                    Key::Hint(at) => *hints.get_mut(at)? = others(value, own)?,
                    Key::Role(role) => {
                        grammar.role(role)?;
                        report.roles.insert(role, fillers(value, role, own, names)?);
                    }
                    Key::Detail(detail) => {
                        let values = grammar.detail(detail)?.values;
                        report.details.insert(detail, told(value, values)?);
                    }
                },
            }
        }
        for (kind, others) in HintKind::ALL.iter().zip(hints) {
            report.hints.extend(others.into_iter().map(|other| Hint { kind: *kind, other }));
        }
        let whole =
            grammar.roles.iter().all(|usage| !usage.required || report.roles.contains_key(&usage.role))
                && grammar
                    .details
                    .iter()
                    .all(|usage| !usage.required || report.details.contains_key(&usage.detail));
        let few = report.roles.values().map(Vec::len).sum::<usize>() <= FEW && report.places.len() <= FEW;
        (report.citation, report.summary) = (citation?, summary?);
        (whole && few && report.hints.len() <= MAX_HINTS).then_some(report)
    }

    fn date(&mut self, value: &Lean<'_>) -> Option<EventDate> {
        let text = sound(value)?;
        if let Some(day) = day(text) {
            return Some(day);
        }
        if let Some(date) = self.dates.get(text) {
            return Some(date.clone());
        }
        let date = EventDate::parse(text).ok()?;
        if self.dates.len() >= DATES {
            self.dates.clear();
        }
        self.dates.insert(text.to_owned(), date.clone());
        Some(date)
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

/// A date that is one plain day, `YYYY-MM-DD`.
fn day(text: &str) -> Option<EventDate> {
    let number = |from: usize, to: usize| {
        let digits = text.as_bytes().get(from..to)?;
        digits.iter().try_fold(0, |n: u32, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
        return None;
    }
    let day = Day::of(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    let begin = Point { bounds: Bounds::exact(day), unit: Unit::Day, approximate: false, uncertain: None };
    Some(EventDate { text: text.to_owned(), begin, end: None })
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
fn each<T>(value: &Lean<'_>, read: impl Fn(&Lean<'_>) -> Option<T>) -> Option<Vec<T>> {
    match value {
        Lean::List(items) if items.len() > MAX_HINTS => None,
        Lean::List(items) => items.iter().map(read).collect(),
        one => Some(vec![read(one)?]),
    }
}

fn named(value: &Lean<'_>, sort: Sort, names: &Names) -> Option<Slug> {
    let text = value.text().filter(|id| names.contains(sort, id))?;
    Slug::new(text).ok()
}

fn others(value: &Lean<'_>, own: &str) -> Option<Vec<Slug>> {
    each(value, |value| Slug::new(value.text().filter(|id| *id != own)?).ok())
}

fn fillers(value: &Lean<'_>, role: Role, own: &str, names: &Names) -> Option<Vec<Filler>> {
    let fillers = each(value, |value| {
        let (who, surety) = match value {
            Lean::Table(table) => match table.as_slice() {
                [(actor, who)] if actor == "actor" => (who, Surety::Stated),
                [(actor, who), (key, word)] if actor == "actor" && key == "surety" => {
                    (who, Surety::parse(word.text()?)?)
                }
                _ => return None,
            },
            who => (who, Surety::Stated),
        };
        let actor = match role {
            Role::About => Slug::new(who.text().filter(|id| *id != own)?).ok()?,
            _ => named(who, Sort::Actor, names)?,
        };
        Some(Filler { actor, surety })
    })?;
    // Few: comparing each with each is quicker than a set.
    let twice = fillers.len() > FEW
        || fillers.iter().enumerate().any(|(i, f)| fillers.iter().take(i).any(|g| g.actor == f.actor));
    (!twice).then_some(fillers)
}

fn told(value: &Lean<'_>, values: Values) -> Option<String> {
    if let (Lean::Integer(number), Values::Number) = (value, values) {
        let digits = number.to_string();
        return validate::is_number(&digits).then_some(digits);
    }
    let text = sound(value)?;
    let fits = match values {
        Values::Text => true,
        Values::Slug => Slug::new(text).is_ok(),
        Values::Number => validate::is_number(text),
        Values::Duration => Term::parse(text).is_some(),
        Values::OneOf(words) => words.contains(&text),
    };
    fits.then(|| text.to_owned())
}

fn cite(value: &Lean<'_>, names: &Names) -> Option<Citation> {
    let Lean::Table(table) = value else { return None };
    let mut source = None;
    let (mut through, mut paragraph, mut page, mut archive, mut retrieved) = (None, None, None, None, None);
    for (key, value) in table {
        match (&**key, value) {
            ("source", value) => source = Some(named(value, Sort::Source, names)?),
            ("through", value) => through = Some(named(value, Sort::Source, names)?),
            ("paragraph", Lean::Integer(number)) => {
                paragraph = Some(u32::try_from(*number).ok().filter(|number| *number > 0)?);
            }
            ("page", Lean::Integer(number)) => page = Some(number.to_string()),
            ("page", value) => page = Some(sound(value)?.to_owned()),
            ("archive", value) => archive = Some(sound(value)?.to_owned()),
            ("retrieved", value) => {
                retrieved = Some(value.text().filter(|day| validate::is_day(day))?.to_owned())
            }
            _ => return None,
        }
    }
    let source = source?;
    (through.as_ref() != Some(&source)).then_some(Citation {
        source,
        through,
        paragraph,
        page,
        archive,
        retrieved,
    })
}

fn remarks(value: &Lean<'_>) -> Option<BTreeMap<String, String>> {
    let Lean::Table(table) = value else { return None };
    let mut remarks = BTreeMap::new();
    for (key, value) in table {
        let odd = key.trim().is_empty() || key.len() > MAX_TEXT || key.chars().any(char::is_control);
        if odd {
            return None;
        }
        remarks.insert(key.clone().into_owned(), sound(value)?.to_owned());
    }
    Some(remarks)
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
                    assert!(day(&text).is_none_or(|quick| Some(quick) == read), "{text}");
                }
            }
        }
        assert!(day("2014-03-18").is_some() && day("2014-02-29").is_none() && day("2014-03-1").is_none());
    }
}
