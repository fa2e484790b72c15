//! `annals schema`: the JSON Schema of records, or an example of a kind of event or amendment.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, out};
use crate::domain::{Amends, Kind, names};
use crate::intake::{amendment_template, json_schema, template};

/// What to print.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A kind of event or amendment (formation, capture, correct, retract ...): prints an example in TOML
    kind: Option<String>,
}

pub(super) fn run(_shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let text = match &arguments.kind {
        None => serde_json::to_string_pretty(&json_schema()).unwrap_or_default() + "\n",
        Some(word) => {
            // Some words are both: a dispute is told as an event, and made by an amendment.
            let event = Kind::parse(word).map(template);
            let found: Vec<String> = event.into_iter().chain(amendment_template(word)).collect();
            if found.is_empty() {
                let words = Kind::all().map(Kind::word).chain(Amends::WORDS.iter().copied());
                let near = names::nearest(word, words, 3);
                let help = (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")));
                return Err(Failure::usage(format!("{word:?} is no kind of event or amendment"), help));
            }
            found.join("\n")
        }
    };
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}
