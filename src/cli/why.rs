//! `annals why`: an answer with the chain behind it, down to paragraph and archive; of what is not certain, why not.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, when};
use crate::index::Asked;
use crate::question::why;
use crate::render::WhyRow;

/// A day and a whole fact.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals why 2016-12-15 exists cpa\n         annals why 2022-06-15 member-of mnla csp-psd --format json\n         The rules in brackets (R16) are told in ARCHITECTURE.md"
)]
pub(super) struct Arguments {
    /// The day, then the fact: 2015-06-30 member-of cpa cma
    #[arg(required = true, value_name = "DATE> <FACT")]
    words: Vec<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (date, fact) = arguments.words.split_first().map_or(("", [].as_slice()), |(d, f)| (d.as_str(), f));
    let (day, to) = when::period(date)?;
    if day != to {
        let help = format!("write one day of it; `annals ask {date} ...` tells of all its days");
        return Err(Failure::usage(format!("{date:?} is not one day"), Some(help)));
    }
    if fact.is_empty() {
        let help = "as in: annals why 2015-06-30 member-of cpa cma".to_owned();
        return Err(Failure::usage("a fact is missing", Some(help)));
    }
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let directory = shared.directory(opened.chronicle())?;
    let pattern = names::fact(&directory, fact)?;
    let Some(whole) = names::whole(&pattern) else {
        let help = format!("`annals ask {date} {}` lists who fits; then ask why of one", fact.join(" "));
        return Err(Failure::usage("why is told of one whole fact, with no `?` in it", Some(help)));
    };
    let asked = Asked { patterns: vec![pattern.clone()], grounds: true, ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    names::divided(&timeline, pattern.subject.iter().chain(&pattern.object), day);
    let explained = why(&timeline, &directory, &whole, day);
    out::rows(shared, &[WhyRow::from(&explained)], "")?;
    Ok(ExitCode::SUCCESS)
}
