//! `annals show`: one record, as it was written.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, leaned, open, out};
use crate::domain::{Amends, Body, Slug, names};
use crate::intake::{told_json, told_toml};
use crate::render::Format;

/// Which record.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The id of an event, amendment, actor, place or source
    id: String,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let annals = open::open(shared)?;
    let Some(record) = annals.record(&arguments.id) else {
        let near = names::nearest(&arguments.id, annals.ids().map(Slug::as_str), 3);
        let help = (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")));
        return Err(Failure::usage(format!("nothing is recorded under {:?}", arguments.id), help));
    };
    let amended = match &record.body {
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Retract { target, .. } => annals.record(target.as_str()),
            _ => None,
        },
        _ => None,
    };
    let of_amendment = amended.is_some_and(|record| matches!(record.body, Body::Amendment(_)));
    let redactions = annals.redactions();
    let act = redactions.of_record(record.position);
    let redacted = act.map(|act| format!("# {}\n", leaned::by_whom(act))).unwrap_or_default();
    let text = match shared.format() {
        Format::Table => format!(
            "# record {} of {}, digest {}\n{redacted}{}",
            record.position,
            record.recorded.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            record.digest.hex(),
            told_toml(&record.body, of_amendment)
        ),
        Format::Json | Format::JsonLines => format!("{}\n", told_json(&record.body, of_amendment)),
        Format::Csv => return Err(Failure::usage("a record is no table", Some("ask for json".to_owned()))),
    };
    if shared.format() != Format::Table && !redacted.is_empty() {
        out::note(redacted.trim_start_matches("# ").trim_end());
    }
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}
