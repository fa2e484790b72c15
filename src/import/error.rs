//! What can be wrong with an import.

use crate::intake::Diagnostic;

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} faults in what was to be imported", .0.len())]
pub struct ImportError(
    /// Everything wrong, by file and place.
    pub Vec<Diagnostic>,
);
