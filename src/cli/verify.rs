//! `annals verify`: the whole log, and whether an answer's basis still leads to the same state, or a log still holds what
//! was signed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, atomic, open, out, recover, sign};
use crate::annals::{Annals, Error, Sound, Verified, salvaged};
use crate::log::{Head, LogError};
use crate::question::Basis;
use crate::seal::{PublicKey, Statement, StatementError};
use crate::store::StoreError;

/// What is verified.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals verify annals1:632:...      as printed by --basis\n         annals verify --key keeper.pem.pub 2026-11-21.signed      as written by `annals sign`"
)]
pub(super) struct Arguments {
    /// The basis of an answer, or with --key the file of a statement; left out: only the log
    #[arg(value_name = "BASIS|STATEMENT")]
    token: Option<String>,
    /// The public key of who signed the statement, in PEM
    #[arg(long, value_name = "FILE", requires = "token")]
    key: Option<PathBuf>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let (Some(key), Some(file)) = (&arguments.key, &arguments.token) {
        return signed(shared, key, Path::new(file));
    }
    let basis = arguments.token.as_deref().map(Basis::parse).transpose().map_err(|error| {
        let help = "give the whole word that --basis printed".to_owned();
        Failure::usage(error.to_string(), Some(help))
    })?;
    let Some(basis) = basis else {
        let sound = sound(shared)?;
        let Head { position, digest } = sound.head()?;
        let digest = digest.hex();
        out::text(&format!("the digests of {position} records hold; the last is {digest}\n"))?;
        if !sound.is_in_memory() {
            out::text(
                "every block was read: checksums, positions, instants and dates hold; head and annals.head agree\n",
            )?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    // What led to a state is replayed, all of it.
    let annals = checked(shared, held(shared))?;
    let position = basis.position;
    let verdict = match annals.verify(&basis) {
        Verified::Same => {
            out::text(&format!("holds: record {position} of this log leads to the same state\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        Verified::SameUnderOtherRules { now } => {
            let then = basis.rules;
            out::text(&format!(
                "holds: the rules have changed since (version {then} then, {now} now), and the state is the same\n"
            ))?;
            return Ok(ExitCode::SUCCESS);
        }
        Verified::OtherRules { now } => format!(
            "the rules have changed since (version {} then, {now} now), and so has the state; \
             only a build with the old rules can say more",
            basis.rules
        ),
        Verified::OtherLog => format!("record {position} of this log is another one: it is not the log of the basis"),
        Verified::Redacted { record, act } => format!(
            "record {record} was redacted since (record {act} tells by whom and why), and what it led to cannot be \
             replayed any more; the log was not altered: its digests hold"
        ),
        Verified::Shorter { head } => {
            format!("this log ends at record {head}, before record {position} of the basis")
        }
        Verified::OtherState => {
            "log and rules are those of the basis, and the state is not: the basis was altered, or this is a fault of annals"
                .to_owned()
        }
    };
    out::text(&format!("does not hold: {verdict}\n"))?;
    Ok(ExitCode::from(1))
}

/// The chronology, all of which was checked; where something is wrong, it is said what of it is still sound.
fn sound(shared: &Shared) -> Result<Sound, Failure> {
    checked(shared, all(shared))
}

/// The same; a large one is held nowhere.
pub(super) fn all(shared: &Shared) -> Result<Sound, Failure> {
    let path = open::place(shared);
    let read = match Annals::is_at(&path) {
        Ok(true) => Sound::read(&path, shared.patience(), |files| open::odd(files, &path)),
        _ => Ok(None),
    };
    match read {
        Ok(Some(sound)) => Ok(sound),
        Ok(None) | Err(Error::Store(StoreError::Log(LogError::NotWritable { .. }))) => {
            Ok(Sound::Held(held(shared)?))
        }
        Err(error) => Err(error.into()),
    }
}

/// The chronology in memory, all of which was checked.
fn held(shared: &Shared) -> Result<Annals, Failure> {
    let annals = open::open(shared)?;
    annals.audit()?;
    annals.verify_log().map_err(|fault| Failure::Differs(fault.to_string()))?;
    Ok(annals)
}

/// What was checked; of a damaged store what is still sound of it.
fn checked<T>(shared: &Shared, found: Result<T, Failure>) -> Result<T, Failure> {
    match found {
        Err(Failure::Annals(error)) => Err(damaged(shared, error)?),
        other => other,
    }
}

/// What is said of a store in which something is wrong.
fn damaged(shared: &Shared, error: Error) -> Result<Failure, Failure> {
    let Some(what) = error.damage() else { return Ok(error.into()) };
    let salvage = salvaged(&open::place(shared))?;
    recover::told(shared, &salvage)?;
    let sound = match (salvage.head().position, salvage.first_bad()) {
        (0, _) => "no record is sound".to_owned(),
        (1, Some(bad)) => format!("record 1 is sound, and record {bad} is the first that is not"),
        (last, Some(bad)) => {
            format!("records 1 to {last} are sound, and record {bad} is the first that is not")
        }
        (last, None) => {
            format!("records 1 to {last} are sound, all that should be there, but the store itself is not")
        }
    };
    Ok(Failure::Differs(format!(
        "the store is damaged: {what}; {sound}. Leave it as it is: `annals recover NEWSTORE` puts what is sound into a new store"
    )))
}

/// Whether the log still holds what a statement says it held.
fn signed(shared: &Shared, key: &Path, file: &Path) -> Result<ExitCode, Failure> {
    let public = PublicKey::from_pem(&atomic::read(key)?).map_err(|error| sign::odd_key(key, &error))?;
    let name = file.display();
    let statement = Statement::from_text(&atomic::read(file)?).map_err(|error| Failure::File {
        message: format!("{name} {error}"),
        help: Some("name the file that `annals sign --out` wrote".to_owned()),
    })?;
    let differs = |why: String| {
        out::text(&format!("does not hold: {why}\n"))?;
        Ok(ExitCode::from(1))
    };
    match statement.check(&public) {
        Ok(()) => {}
        Err(error @ StatementError::OtherKey(_)) => {
            return differs(format!("{name} {error}, which is not that of {}", key.display()));
        }
        Err(error) => return differs(format!("{name} {error}")),
    }
    let sound = sound(shared)?;
    let (head, position) = (sound.head()?, statement.head.position);
    let at = statement.signed.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    if head.position < position {
        let last = head.position;
        return differs(format!(
            "this log ends at record {last}, and had record {position} when it was signed at {at}: it was shortened, or it is another log"
        ));
    }
    if sound.digest(position)? != Some(statement.head.digest) {
        return differs(format!(
            "record {position} of this log is not the one signed at {at}: the log was rewritten, or it is another log"
        ));
    }
    let since = head.position - position;
    out::text(&format!(
        "holds: records 1 to {position} of this log are those signed at {at} with this key; {since} were added since\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}
