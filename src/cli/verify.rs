//! `annals verify`: the digests of the log, and whether an answer's basis still leads to the same state.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out};
use crate::annals::Verified;
use crate::question::Basis;

/// What is verified.
#[derive(clap::Args)]
#[command(after_help = "Example: annals verify annals1:632:...      as printed by --basis")]
pub(super) struct Arguments {
    /// The basis of an answer; left out: only the digests of the log
    #[arg(value_name = "BASIS")]
    token: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let basis = arguments.token.as_deref().map(Basis::parse).transpose().map_err(|error| {
        let help = "give the whole word that --basis printed".to_owned();
        Failure::usage(error.to_string(), Some(help))
    })?;
    let annals = open::open(shared)?;
    let head = annals.verify_log().map_err(|fault| Failure::Differs(fault.to_string()))?;
    let Some(basis) = basis else {
        let (position, digest) = (head.position, head.digest.hex());
        out::text(&format!("the digests of {position} records hold; the last is {digest}\n"))?;
        return Ok(ExitCode::SUCCESS);
    };
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
