//! `annals disputes`: what is in dispute, and who says what.

use std::process::ExitCode;

use super::failure::Failure;
use super::{ALWAYS, Shared, names, open, out, when};
use crate::annals::{Opened, acting, disputed};
use crate::domain::Relation;
use crate::index::Asked;
use crate::question::{About, Matter, Sort, When, ask, disputes};
use crate::render::DisputeRow;

/// Whom or what it concerns, and when.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals disputes cpa 2016-12-15\n         annals disputes exists cpa      ever"
)]
pub(super) struct Arguments {
    /// An actor, place or treaty, or a fact (exists cpa); and a date. None: everything, ever
    #[arg(value_name = "ACTOR|FACT|DATE")]
    words: Vec<String>,
    /// On this date; a month, a year or A..B: on some day of it
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut words = arguments.words.clone();
    let mut date = arguments.at.clone();
    if date.is_none() {
        // A date among the words stands first or last.
        if words.last().is_some_and(|w| when::is_date(w)) {
            date = words.pop();
        } else if words.first().is_some_and(|w| when::is_date(w)) {
            date = Some(words.remove(0));
        }
    }
    let (from, to) = date.as_deref().map(when::period).transpose()?.unwrap_or(ALWAYS);
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let text = words.join(" ");
    let mut pieces = text.split_whitespace();
    let is_fact = pieces.next().is_some_and(|w| Relation::parse(w).is_some()) && pieces.next().is_some();
    let about = if is_fact {
        let directory = shared.directory_of(opened.chronicle(), names::of_fact(&words))?;
        About::Facts(names::fact(&directory, &words)?)
    } else if words.is_empty() {
        About::All
    } else {
        let directory = shared.directory_of(opened.chronicle(), std::slice::from_ref(&text))?;
        About::One(names::one(&directory, &text, &[Sort::Actor, Sort::Place, Sort::Treaty])?)
    };
    match &about {
        About::Facts(pattern) => shared.leaned.asked(pattern),
        About::One(id) => shared.leaned.about(std::slice::from_ref(id)),
        About::All => shared.leaned.about(&[]),
    }
    let asked = disputed(&about);
    let mut timeline = shared.timeline_of(&opened, &view, &asked)?;
    let mut found = disputes(&timeline, &about, from, to);
    let named = acting(&found);
    if matches!(opened, Opened::Indexed(_)) && !asked.all && !named.is_empty() {
        timeline = shared.timeline_of(&opened, &view, &Asked { named, ..asked })?;
        found = disputes(&timeline, &about, from, to);
    }
    let rows: Vec<DisputeRow> = found.iter().map(DisputeRow::from).collect();
    out::rows(shared, &rows, "nothing is in dispute")?;
    if let (About::Facts(pattern), true) = (&about, from == to)
        && let Some(fact) = names::whole(pattern)
        && !found.iter().any(|d| matches!(d.matter, Matter::Fact(_)))
    {
        let answer = ask(&timeline, &fact, When::At(from)).answer;
        out::note(&format!("note: `{fact}` itself is answered {answer} on {from}"));
    }
    Ok(ExitCode::SUCCESS)
}
