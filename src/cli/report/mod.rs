//! `annals report`: tells one event step by step. It is asked for, shown as the TOML it makes, checked against the
//! chronology, and taken in.

mod answers;
mod asker;
mod completer;
mod echo;
mod steps;

use std::process::ExitCode;
use std::rc::Rc;

use serde_json::json;

use super::failure::Failure;
use super::{Shared, amend, append, open, out, taken};
use crate::annals::Opened;
use crate::domain::Body;
use crate::intake::{InputFile, to_toml};
use asker::Asker;

/// How the record is named in messages about it.
const NAME: &str = "the event";

/// What happened, and what to do with it.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals report\n         annals report capture --print >> events/2024.toml\n\nOn a terminal names, kinds and \
                  words complete themselves with Tab, and Esc leaves. Else answers are read line by line, in the order of the \
                  questions; an empty line leaves out what may be left out."
)]
pub(super) struct Arguments {
    /// What kind of event it is; left out: it is asked
    kind: Option<String>,
    /// Print the record; write nothing
    #[arg(long)]
    print: bool,
    /// Take it in without asking once more
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut opened = open::to_ask(shared)?;
    let directory = Rc::new(shared.directory(opened.chronicle())?);
    let mut asker = Asker::of_this_process();
    let fields = steps::event(&mut asker, opened.chronicle(), &directory, arguments.kind.as_deref())?;
    let id = fields.get("id").and_then(|id| id.as_str()).unwrap_or_default().to_owned();
    let text = json!({ "event": fields }).to_string();
    let file = InputFile { name: NAME.to_owned(), bytes: text.into_bytes() };
    let bodies = opened.read(&[file]).map_err(amend::refused)?.bodies;
    if bodies.is_empty() {
        return Err(Failure::refused(format!("{id} is recorded already, and says the same"), None));
    }
    for body in &bodies {
        out::text(&to_toml(body))?;
    }
    if arguments.print {
        out::note("the chronology would take it; nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    taken_in(shared, arguments, &mut opened, &mut asker, bodies)?;
    Ok(ExitCode::SUCCESS)
}

/// Shows what would change, and takes it in where that is wanted.
fn taken_in(
    shared: &Shared,
    arguments: &Arguments,
    opened: &mut Opened,
    asker: &mut Asker,
    bodies: Vec<Body>,
) -> Result<(), Failure> {
    let id = bodies.first().map(|body| body.id().to_string()).unwrap_or_default();
    out::text("\n")?;
    append::foreseen(shared, opened, &bodies)?;
    if !arguments.yes && !asker.agreed("Take it in?")? {
        out::note("nothing was written");
        return Ok(());
    }
    let at = taken::take_in(shared, opened, bodies)?.position;
    out::note(&format!("recorded as {id} (record {at}); take it back with: annals retract {id}"));
    Ok(())
}
