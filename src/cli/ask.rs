//! `annals ask`: one fact, or who fits it, with the reports and claims behind the answer.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out, when};
use crate::domain::{ActorId, Arg, FactError, Fluent, Pattern, Relation, names};
use crate::question::{Directory, FactAnswer, Mode, Resolved, When, ask, who};
use crate::render::{FactRow, Format, PositionRow};

/// A date and a fact.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The date, YYYY-MM-DD; a month, a year or A..B asks over the period
    date: String,
    /// The fact, with `?` for anybody: member-of cpa cma, "holds-post ? cpa leader"
    #[arg(required = true)]
    fact: Vec<String>,
    /// Over a period: on every day of it (else on any)
    #[arg(long)]
    throughout: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (from, to) = when::period(&arguments.date)?;
    let view = shared.view()?;
    let pattern = pattern(&arguments.fact.join(" "))?;
    let annals = open::open(shared)?;
    let pattern = resolve(&annals.directory(), pattern)?;
    let timeline = annals.timeline(&view);
    let mode = if arguments.throughout { Mode::Throughout } else { Mode::Ever };
    let when = if from == to { When::At(from) } else { When::During(from, to, mode) };
    let answers: Vec<FactAnswer> = match whole(&pattern) {
        Some(fact) => vec![ask(&timeline, &fact, when)],
        None if from == to => {
            let found = who(&timeline, &pattern, from);
            if found.unknown {
                eprintln!("note: nobody is certain; the candidates follow, if any");
            }
            found.answers
        }
        None => return Err(Failure::usage("a question with `?` needs one day", None)),
    };
    let rows: Vec<FactRow> = answers.iter().map(FactRow::from).collect();
    out::rows(shared, &rows, "nobody")?;
    if let (Format::Table, [only]) = (shared.format(), answers.as_slice()) {
        if let Some((least, most)) = only.days {
            out::text(&format!("\nholds on at least {least} and at most {most} days of the period\n"))?;
        }
        if !only.claims.is_empty() {
            out::text("\n")?;
            let claims: Vec<PositionRow> = only.claims.iter().map(PositionRow::from).collect();
            out::rows(shared, &claims, "")?;
        }
    }
    Ok(std::process::ExitCode::SUCCESS)
}

fn pattern(text: &str) -> Result<Pattern, Failure> {
    Pattern::parse(text).map_err(|error| {
        let help = match &error {
            FactError::Relation { word } => {
                let words = Relation::ALL.iter().map(|r| r.word());
                let near = names::nearest(word, words, 3);
                Some(if near.is_empty() {
                    let all: Vec<&str> = Relation::ALL.iter().map(|r| r.word()).collect();
                    format!("one of {}", all.join(", "))
                } else {
                    format!("perhaps {}", near.join(", "))
                })
            }
            FactError::Slug { .. } => Some("write the slug of an actor, or `?` for anybody".to_owned()),
            _ => None,
        };
        Failure::usage(error.to_string(), help)
    })
}

/// A pattern with no open place is a fact; `holds-post P ORG *` is one too.
fn whole(pattern: &Pattern) -> Option<Fluent> {
    let declaration = pattern.relation.declaration();
    let subject = pattern.subject.as_ref()?;
    let mut fact = match (&pattern.object, declaration.object) {
        (Some(object), _) => Fluent::two(pattern.relation, subject, object),
        (None, None) => Fluent::one(pattern.relation, subject),
        (None, Some(_)) => return None,
    };
    fact.value.clone_from(&pattern.value);
    Some(fact)
}

/// Checks that the actors and places of a question are known.
fn resolve(directory: &Directory, pattern: Pattern) -> Result<Pattern, Failure> {
    let declaration = pattern.relation.declaration();
    let check = |id: Option<ActorId>, arg: Option<Arg>| match (id, arg) {
        (Some(id), Some(Arg::Actor { .. })) => {
            one(&id.to_string(), "actor", directory.actor(id.as_str())).map(Some)
        }
        (Some(id), Some(Arg::Place)) => one(&id.to_string(), "place", directory.place(id.as_str())).map(Some),
        (id, _) => Ok(id),
    };
    let subject = check(pattern.subject, Some(declaration.subject))?;
    let object = check(pattern.object, declaration.object)?;
    Ok(Pattern { subject, object, ..pattern })
}

/// The actors that texts name.
pub(super) fn actors(directory: &Directory, texts: &[String]) -> Result<Vec<ActorId>, Failure> {
    texts.iter().map(|text| one(text, "actor", directory.actor(text))).collect()
}

fn one(text: &str, sort: &str, found: Resolved) -> Result<ActorId, Failure> {
    let list = |ids: &[ActorId]| ids.iter().map(ActorId::to_string).collect::<Vec<_>>().join(", ");
    match found {
        Resolved::One(id) => Ok(id),
        Resolved::Several(ids) => Err(Failure::usage(
            format!("{text:?} names several"),
            Some(format!("write one of {}", list(&ids))),
        )),
        Resolved::None(near) => {
            let help = (!near.is_empty()).then(|| format!("perhaps {}", list(&near)));
            Err(Failure::usage(format!("no {sort} is called {text:?}"), help))
        }
    }
}
