//! The questions, one after another: kind, roles, details, date, place, source, summary, id.

use std::rc::Rc;

use chrono::Datelike;
use serde_json::{Map, Value};

use super::answers::{self, UNNAMED};
use super::asker::{Asker, Question};
use super::completer::Completer;
use super::echo::meaning;
use crate::annals::Chronicle;
use crate::cli::amend::free;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::domain::{DetailUse, EventDate, Kind, Role, Slug, Values};
use crate::question::{Directory, Sort};

/// The keys of an event, as asked for.
pub(super) fn event(
    asker: &mut Asker,
    chronicle: &dyn Chronicle,
    directory: &Rc<Directory>,
    told: Option<&str>,
) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    let kind = match told {
        Some(word) => answers::kind(word)?,
        None => {
            let words = Completer::Words(Kind::all().map(Kind::word).collect());
            let help =
                "as in formation, split, merger, join, leave, capture; `annals schema KIND` shows each";
            asker.ask(&question("What happened", help, words), answers::kind)?
        }
    };
    fields.insert("kind".to_owned(), kind.word().into());
    for usage in kind.grammar().roles {
        let value = role(asker, directory, usage.role, usage.required)?;
        fields.extend(value.map(|value| (usage.role.word().to_owned(), value)));
    }
    for usage in kind.grammar().details {
        let value = detail(asker, usage)?;
        fields.extend(value.map(|value| (usage.detail.word().to_owned(), value)));
    }
    let date = date(asker)?;
    fields.extend(date.as_ref().map(|date| ("date".to_owned(), date.text.clone().into())));
    let places = Completer::Names(directory.clone(), &[Sort::Place]);
    let help = "names of places, commas between them; empty: not told";
    let place = asker.ask(&question("Where", help, places), |text| answers::places(directory, text))?;
    fields.extend(place.map(|place| ("place".to_owned(), place)));
    fields.insert("cite".to_owned(), cite(asker, directory)?);
    let summary =
        asker.ask(&question("Summary", "one line in your own words", Completer::None), answers::summary)?;
    fields.insert("summary".to_owned(), summary.into());
    let offered = free(chronicle, &wished(kind, &fields, date.as_ref()))?;
    let help = "lower-case letters, digits and hyphens";
    let id = Question { default: Some(&offered), ..question("Its id", help, Completer::None) };
    let id = asker.ask(&id, |text| answers::id(&offered, text))?;
    fields.insert("id".to_owned(), id.as_str().into());
    Ok(fields)
}

fn question<'a>(text: &'a str, help: &'a str, completer: Completer) -> Question<'a> {
    Question { text, help, completer, default: None }
}

fn role(
    asker: &mut Asker,
    directory: &Rc<Directory>,
    role: Role,
    required: bool,
) -> Result<Option<Value>, Failure> {
    let empty = if required { "" } else { "; empty: not told" };
    let help = format!("names, commas between them{empty}; {UNNAMED}: told, but unnamed");
    let sorts: &'static [Sort] =
        if role == Role::About { &[Sort::Actor, Sort::Treaty] } else { &[Sort::Actor] };
    let names = Completer::Names(directory.clone(), sorts);
    let text = if required { format!("{} (needed)", role.word()) } else { role.word().to_owned() };
    asker.ask(&question(&text, &help, names), |text| answers::fillers(directory, role, required, text))
}

fn detail(asker: &mut Asker, usage: &DetailUse) -> Result<Option<Value>, Failure> {
    let (help, words) = match usage.values {
        Values::OneOf(words) => (words.join(", "), Completer::Words(words.to_vec())),
        Values::Number => ("500, 9000-10000, 20+, ~300, <500".to_owned(), Completer::None),
        Values::Duration => ("P6M, P1Y6M, P90D".to_owned(), Completer::None),
        Values::Text | Values::Slug => ("as it is told".to_owned(), Completer::None),
    };
    let word = usage.detail.word();
    let (text, help) = match usage.required {
        true => (format!("{word} (needed)"), help),
        false => (word.to_owned(), format!("{help}; empty: not told")),
    };
    asker.ask(&question(&text, &help, words), |text| answers::detail(usage, text))
}

/// The date, and what it is understood to mean.
fn date(asker: &mut Asker) -> Result<Option<EventDate>, Failure> {
    let help = "EDTF: 2014-03-18, 2014-03, 2014~, [2014-03..2014-05], 2014-03/2015; empty: undated";
    let date = asker.ask(&question("When", help, Completer::None), answers::date)?;
    out::note(&match &date {
        Some(date) => format!("  {}: {}", date.text, meaning(date)),
        None => "  undated".to_owned(),
    });
    Ok(date)
}

/// The source, and where it tells it.
fn cite(asker: &mut Asker, directory: &Rc<Directory>) -> Result<Value, Failure> {
    let sources = Completer::Names(directory.clone(), &[Sort::Source]);
    let help = "its id, title, author or publisher";
    let source = asker.ask(&question("Source", help, sources), |text| answers::source(directory, text))?;
    let help = "its number in our copy; empty: not told";
    let paragraph = asker.ask(&question("Paragraph", help, Completer::None), answers::paragraph)?;
    let mut cite = Map::new();
    cite.insert("source".to_owned(), source.as_str().into());
    cite.extend(paragraph.map(|number| ("paragraph".to_owned(), number.into())));
    Ok(cite.into())
}

/// An id as one would choose it: whom it is about, what happened, and the year.
fn wished(kind: Kind, fields: &Map<String, Value>, date: Option<&EventDate>) -> String {
    let first = |usage: &crate::domain::RoleUse| {
        fields.get(usage.role.word()).and_then(|v| v.get(0)).and_then(Value::as_str).map(str::to_owned)
    };
    let who = kind.grammar().roles.iter().find_map(first);
    let year = date.and_then(|date| date.begin.bounds.earliest.date()).map(|day| day.year().to_string());
    let words: Vec<String> = who.into_iter().chain([kind.word().to_owned()]).chain(year).collect();
    Slug::from_words(&words.join("-")).map_or_else(|_| kind.word().to_owned(), |slug| slug.to_string())
}
