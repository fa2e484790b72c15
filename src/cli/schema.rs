//! `annals schema`: the JSON Schema of records, or an example of a kind of event.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, out};
use crate::domain::{Kind, names};
use crate::intake::{json_schema, template};

/// What to print.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A kind of event: prints an example in TOML
    kind: Option<String>,
}

pub(super) fn run(_shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let text = match &arguments.kind {
        None => serde_json::to_string_pretty(&json_schema()).unwrap_or_default() + "\n",
        Some(word) => match Kind::parse(word) {
            Some(kind) => template(kind),
            None => {
                let near = names::nearest(word, Kind::all().map(Kind::word), 3);
                let help = (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")));
                return Err(Failure::usage(format!("{word:?} is no kind of event"), help));
            }
        },
    };
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}
