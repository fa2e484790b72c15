//! Seals: signed statements that a log stood at a position with a digest, which outlive whatever is done to the log. The
//! digest seals every record up to it, so a log that holds it there holds all of them as they were.

mod key;
mod statement;

pub use key::{KeyError, PublicKey, SecretKey};
pub use statement::{Statement, StatementError};
