//! `annals pull`: takes in what is new in another chronology, or says what clashes.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

use super::failure::Failure;
use super::{Shared, append, open, other, out, redact, taken};
use crate::domain::{Amends, Body};
use crate::intake::to_json;
use crate::log::{Clash, Withheld};
use crate::render::{ClashRow, Format, KeyRow, render};

/// Which chronology, and whether only to look.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals pull ../other/annals.db --dry-run\nOn standard output stand the answers that change, then the watched answers that turned; with --format jsonl every\nline stands by itself."
)]
pub(super) struct Arguments {
    /// The store of another chronology, or a file or folder of records
    other: PathBuf,
    /// Write nothing: show which answers would change, from and to, and what would newly be noticed
    #[arg(long)]
    dry_run: bool,
    /// Take all but what clashes, what amends that, and what names what is then not registered
    #[arg(long)]
    skip_clashes: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let other = other::open(shared, &arguments.other)?;
    let mut annals = open::open(shared)?;
    let merge = annals.merge(&other);
    let clashes: Vec<ClashRow> = merge.clashes.iter().map(row).collect();
    if !clashes.is_empty() && !arguments.skip_clashes {
        out::rows(shared, &clashes, "")?;
        return Err(crate::annals::Error::Clashes(merge.clashes).into());
    }
    if !clashes.is_empty() {
        out::note(&format!("left out:\n{}", render(&clashes, Format::Table, None).trim_end()));
        let leaning: Vec<&str> = merge.leaning.iter().map(|body| body.id().as_str()).collect();
        if !leaning.is_empty() {
            out::note(&format!("left out with them: {}", leaning.join(", ")));
        }
    }
    let redactions = annals.redactions();
    for (why, body) in &merge.withheld {
        let (sort, id) = (body.sort(), body.id());
        match why {
            Withheld::Here if annals.records().iter().any(|r| r.body.id() == id && r.body.sort() == sort) => {
                redact::again(&redactions, &annals, sort, id)?;
            }
            Withheld::Here => {
                out::note(&format!("note: not taken in: {sort} {id} corrects what is redacted here"))
            }
            Withheld::There => out::note(&format!("note: {sort} {id} is redacted there, and not to be had")),
            Withheld::Held => out::note(&format!(
                "note: {sort} {id} is redacted there and held here; `annals redact {id}` takes it away here too"
            )),
            Withheld::Act => {
                out::note(&format!("note: not taken in: {id} redacts something there, and nothing here"))
            }
        }
    }
    let preview = annals.preview(&merge.new);
    let (new, same, left) = (merge.new.len(), merge.same, clashes.len() + merge.leaning.len());
    let left = if left == 0 { String::new() } else { format!(", {left} left out") };
    if arguments.dry_run {
        append::preview(shared, &preview)?;
        out::note(&format!(
            "{new} records would be added, {same} are already there{left}; nothing was written"
        ));
        return Ok(ExitCode::SUCCESS);
    }
    append::answers(shared, &preview, "no answer changes")?;
    let at = taken::append(shared, &mut annals, merge.new)?.position;
    out::note(&format!("{new} records added, {same} already there{left}; the log stands at record {at}"));
    Ok(ExitCode::SUCCESS)
}

/// A clash, for reading.
fn row(clash: &Clash) -> ClashRow {
    let theirs = clash.theirs();
    let (id, sort) = (theirs.id().to_string(), theirs.sort());
    let skip = "`--skip-clashes` takes all the rest";
    match clash {
        Clash::Content { mine, .. } if mine.sort() != sort => ClashRow {
            clash: format!("the id is that of {} here", named(mine.sort())),
            keys: Vec::new(),
            to_do: format!("one of the two needs another id; {skip}"),
            id,
            sort,
        },
        Clash::Content { mine, .. } if matches!(**mine, Body::Redacted(_)) => ClashRow {
            clash: "redacted here, and what stood there read otherwise".to_owned(),
            keys: Vec::new(),
            to_do: format!("theirs needs another id; {skip}"),
            id,
            sort,
        },
        Clash::Content { mine, .. } => ClashRow {
            clash: "reads otherwise".to_owned(),
            keys: keys(mine, &theirs, None),
            to_do: format!(
                "`annals correct {id}` or have theirs corrected, until both read the same; {skip}"
            ),
            id,
            sort,
        },
        Clash::Order { mine, keys: set, .. } => {
            let both = match (&mine.act, &theirs) {
                (Amends::Correct { becomes, .. }, Body::Amendment(theirs)) => match &theirs.act {
                    Amends::Correct { becomes: otherwise, .. } => keys(becomes, otherwise, Some(set)),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            let clash = match set.is_empty() {
                false => format!("{} here corrects {} otherwise", mine.id, mine.act.target()),
                true => format!("{} here and this one retract one another without an order", mine.id),
            };
            let to_do = format!("retract {} or have theirs retracted; {skip}", mine.id);
            ClashRow { id, sort, clash, keys: both, to_do }
        }
        Clash::Unregistered { sort: missing, id: name, .. } => ClashRow {
            clash: format!("names the {missing} {name}, which is registered nowhere"),
            keys: Vec::new(),
            to_do: format!("register the {missing} {name} first; {skip}"),
            id,
            sort,
        },
    }
}

fn named(sort: &str) -> String {
    format!("{} {sort}", if sort.starts_with(['a', 'e']) { "an" } else { "a" })
}

/// The keys in which two records differ (of these, where some are given), with both values.
fn keys(mine: &Body, theirs: &Body, only: Option<&[String]>) -> Vec<KeyRow> {
    let (a, b) = (to_json(mine), to_json(theirs));
    let fields = |value: &Value, body: &Body| value.get(body.sort()).and_then(Value::as_object).cloned();
    let (a, b) = (fields(&a, mine).unwrap_or_default(), fields(&b, theirs).unwrap_or_default());
    let mut words: Vec<&String> = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))).collect();
    words.retain(|key| a.get(*key) != b.get(*key) && only.is_none_or(|only| only.contains(key)));
    let row = |key: &String| KeyRow {
        key: key.clone(),
        mine: a.get(key).map(plain),
        theirs: b.get(key).map(plain),
    };
    words.into_iter().map(row).collect()
}

/// A value as people read it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
