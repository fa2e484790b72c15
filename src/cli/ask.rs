//! `annals ask`: one fact, or who fits it, with the reports and claims behind the answer.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, when};
use crate::domain::Answer;
use crate::index::Asked;
use crate::question::{Candidates, FactAnswer, Mode, When, ask, leans_on, who, who_during};
use crate::render::{FactRow, Format, PeriodRow, PositionRow};

/// A date and a fact.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals ask 2015-05-22 \"holds-post ? cpa leader\"\n         annals ask --during 2014-06..2014-08 member-of cpa cma"
)]
pub(super) struct Arguments {
    /// The date, then the fact, with `?` for anybody: 2015-06-30 member-of cpa cma. A month, a year or A..B asks over
    /// the period; with --during only the fact
    #[arg(required = true, value_name = "DATE> <FACT")]
    words: Vec<String>,
    /// Over a period instead of a date: ever, throughout, and on how many days
    #[arg(long, value_name = "A..B")]
    during: Option<String>,
    /// Over a period: on every day of it (else on any)
    #[arg(long)]
    throughout: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (date, fact) = match (&arguments.during, arguments.words.split_first()) {
        (Some(period), _) => (period.as_str(), arguments.words.as_slice()),
        (None, Some((date, fact))) => (date.as_str(), fact),
        (None, None) => ("", [].as_slice()),
    };
    let (from, to) = when::period(date)?;
    if fact.is_empty() {
        let help = "as in: annals ask 2015-06-30 member-of cpa cma".to_owned();
        return Err(Failure::usage("a fact is missing", Some(help)));
    }
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let pattern = names::fact(&shared.directory_of(opened.chronicle(), names::of_fact(fact))?, fact)?;
    let asked = Asked { patterns: vec![pattern.clone()], ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    names::divided(&timeline, pattern.subject.iter().chain(&pattern.object), to);
    let mode = if arguments.throughout { Mode::Throughout } else { Mode::Ever };
    shared.leaned.asked(&pattern);
    let whole = names::whole(&pattern);
    let one_day = from == to && arguments.during.is_none();
    let answers: Vec<FactAnswer> = match &whole {
        Some(fact) if one_day => vec![ask(&timeline, fact, When::At(from))],
        Some(fact) => vec![ask(&timeline, fact, When::During(from, to, mode))],
        None => {
            let Candidates { answers, unknown } = match one_day {
                true => who(&timeline, &pattern, from),
                false => who_during(&timeline, &pattern, from, to, mode),
            };
            if unknown {
                out::note("note: nobody is certain; the candidates follow, if any");
            }
            answers
        }
    };
    if one_day {
        let rows: Vec<FactRow> = answers.iter().map(FactRow::from).collect();
        out::rows(shared, &rows, "nobody")?;
    } else {
        let rows: Vec<PeriodRow> = answers.iter().map(PeriodRow::from).collect();
        out::rows(shared, &rows, "nobody")?;
    }
    if let (Format::Table, [only]) = (shared.format(), answers.as_slice())
        && !only.claims.is_empty()
    {
        out::text("\n")?;
        let claims: Vec<PositionRow> = only.claims.iter().map(PositionRow::from).collect();
        out::rows(shared, &claims, "")?;
    }
    if let [only] = answers.as_slice()
        && only.answer == Answer::Disputed
        && only.claims.is_empty()
    {
        for body in leans_on(&timeline, &only.fact, only.over.map_or(from, |over| over.on)) {
            out::note(&format!(
                "note: in dispute because `{body}` is; `annals disputes {body}` lists who says what"
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}
