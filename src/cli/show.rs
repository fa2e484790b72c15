//! `annals show`: one record, as it was written.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, leaned, open, out};
use crate::annals::{Chronicle, Opened};
use crate::domain::{Amends, Body, Record, Slug, names};
use crate::intake::{told_json, told_toml};
use crate::render::Format;
use crate::replay::View;

/// Which record.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The id of an event, amendment, actor, place or source
    id: String,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let opened = open::to_ask(shared)?;
    let chronicle = opened.chronicle();
    let Some(record) = recorded(chronicle, &arguments.id)? else {
        let near = near(&opened, &arguments.id)?;
        let help = (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")));
        return Err(Failure::usage(format!("nothing is recorded under {:?}", arguments.id), help));
    };
    let amended = match &record.body {
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Retract { target, .. } => chronicle.record_of(target)?,
            _ => None,
        },
        _ => None,
    };
    let of_amendment = amended.is_some_and(|record| matches!(record.body, Body::Amendment(_)));
    let redactions = chronicle.redactions()?;
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

fn recorded(chronicle: &dyn Chronicle, text: &str) -> Result<Option<Record>, Failure> {
    let Ok(id) = Slug::new(text) else { return Ok(None) };
    Ok(chronicle.record_of(&id)?)
}

/// Ids that a text may have meant; of a large chronology those of actors, places and sources.
fn near(opened: &Opened, text: &str) -> Result<Vec<String>, Failure> {
    let nearest = |ids: &mut dyn Iterator<Item = &Slug>| -> Vec<String> {
        names::nearest(text, ids.map(Slug::as_str), 3).into_iter().map(str::to_owned).collect()
    };
    if let Opened::Whole(annals) = opened {
        return Ok(nearest(&mut annals.known_ids(None).into_iter()));
    }
    let directory = opened.chronicle().directory_under(&View::default())?;
    let (actors, places, sources) =
        (directory.actors.keys(), directory.places.keys(), directory.sources.keys());
    Ok(nearest(&mut actors.chain(places).chain(sources)))
}
