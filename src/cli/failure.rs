//! What a command says when it cannot do its work, and the exit codes: 0 done, 1 something found where asked with
//! `--exit-code`, 2 usage, 3 rejected input, 4 store.

use std::process::ExitCode;

use super::out;
use crate::annals::Error;
use crate::archive::ArchiveError;
use crate::index::IndexError;

/// Exit code of a command that is asked wrongly.
pub(super) const USAGE: u8 = 2;
const REJECTED: u8 = 3;
const STORE: u8 = 4;

/// Why a command ends early.
pub(super) enum Failure {
    /// Asked wrongly.
    Usage { message: String, help: Option<String> },
    /// Input or store.
    Annals(Error),
    /// What is asked cannot be written, or is so already.
    Refused { message: String, help: Option<String> },
    /// A file that cannot be read.
    File { message: String, help: Option<String> },
    /// What was verified does not hold.
    Differs(String),
    /// Standard output is closed: nobody reads on, and nothing is to be said.
    Closed,
}

impl Failure {
    pub fn usage(message: impl Into<String>, help: Option<String>) -> Failure {
        Failure::Usage { message: message.into(), help }
    }

    /// What went wrong, in a line.
    pub fn text(&self) -> String {
        match self {
            Failure::Usage { message, .. }
            | Failure::File { message, .. }
            | Failure::Refused { message, .. } => message.clone(),
            Failure::Annals(error) => error.to_string(),
            Failure::Differs(message) => message.clone(),
            Failure::Closed => String::new(),
        }
    }

    pub fn refused(message: impl Into<String>, help: Option<String>) -> Failure {
        Failure::Refused { message: message.into(), help }
    }

    /// Says it on standard error, and gives the exit code.
    pub fn report(self) -> ExitCode {
        let (message, help, code) = match self {
            Failure::Usage { message, help } => (message, help, USAGE),
            Failure::Refused { message, help } | Failure::File { message, help } => (message, help, REJECTED),
            Failure::Annals(Error::Rejected(faults)) => {
                for fault in &faults {
                    out::note(&fault.to_string());
                }
                (Error::Rejected(faults).to_string(), None, REJECTED)
            }
            Failure::Annals(error @ (Error::Clashes(_) | Error::Stream(_))) => {
                (error.to_string(), None, REJECTED)
            }
            Failure::Annals(Error::Archive(ArchiveError::Log(error))) => (error.to_string(), None, STORE),
            Failure::Annals(error @ Error::Archive(_)) => (error.to_string(), None, REJECTED),
            Failure::Annals(error @ Error::Index(IndexError::File(_))) => {
                let help = "the index is made of the log and holds nothing else: take the folder `index` in the store away, and \
                            the next question makes it again";
                (error.to_string(), Some(help.to_owned()), STORE)
            }
            Failure::Annals(error) => (error.to_string(), None, STORE),
            Failure::Differs(message) => (message, None, STORE),
            Failure::Closed => return ExitCode::SUCCESS,
        };
        out::note(&format!("error: {message}"));
        if let Some(help) = help {
            out::note(&format!("  help: {help}"));
        }
        ExitCode::from(code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Annals(error)
    }
}
