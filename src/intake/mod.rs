//! Intake: text to drafts to validated bodies. This room owns the shapes of TOML and JSON Lines, both ways.
//!
//! Both formats become the same drafts, tables with places, and one validation reads them. A batch of files
//! is taken whole or not at all; everything wrong with it is said at once, each with its place and its
//! remedy.

mod archived;
mod decode;
mod diagnostic;
mod draft;
mod index;
mod json;
mod jsonl;
mod known;
mod present;
mod problems;
mod schema;
mod shape;
mod stream;
mod template;
mod text;
mod toml;
mod top;
mod validate;
mod write;

#[cfg(test)]
mod tests;

pub use archived::archived;
pub use diagnostic::Diagnostic;
pub use draft::Sort;
pub use known::{Known, Registry};
pub use schema::json_schema;
pub use stream::{Checked, MAX_AMENDMENTS, MAX_REGISTERS, Stream, StreamError};
pub use template::{amendment_template, template};
pub use write::{differences, to_json, to_toml, told_json, told_toml};

use crate::domain::{Body, Slug};
use draft::Draft;
use index::Index;
use problems::Problems;
use text::{Format, Text};

/// Most bytes in a file: 64 MiB. A thousand times the largest chronology we keep, and read in memory.
pub const MAX_FILE: usize = 64 << 20;
/// Most bytes in a line: 4 MiB. The log takes records of 1 MiB; escaped and spaced out, such a record still fits.
pub const MAX_LINE: usize = 4 << 20;
/// Most characters in a text value, names among them: a page of print. Ids have a limit of their own,
/// [`MAX_SLUG`](crate::domain::MAX_SLUG).
pub const MAX_TEXT: usize = 4096;
/// Most fillers of one event over all its roles, and most items of any other list: all signatories of the longest open
/// letters fit.
pub const MAX_FILLERS: usize = 20_000;
/// Most pairs that the fillers of one event make: parties among themselves, side with side, taker with place. An
/// alliance of all states there are makes 18,528; each pair is a fact that replay keeps, so that a few thousand parties
/// would make millions.
pub const MAX_PAIRS: usize = 20_000;
/// Most order hints of one event, over all five keys; as many variants, and as many things said. Hints are for what
/// comes next before and after; how long a chain of them over many events grows is not limited.
pub const MAX_HINTS: usize = 256;
/// How deep lists and tables may nest. Records need five.
pub const MAX_DEPTH: usize = 16;

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its name, for diagnostics. The extension tells the format: `.toml`, or `.jsonl`, `.ndjson`, `.json`
    /// for JSON Lines; with any other the text itself is looked at.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What a batch adds to what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The new bodies: sources, places, actors, events, then amendments, each in the order of the files.
    pub bodies: Vec<Body>,
    /// How many records were there before, with the same content.
    pub skipped: usize,
    /// Records that were redacted, and what was offered again in their place: it is not taken in.
    pub redacted: Vec<(Sort, Slug)>,
}

/// Reads a batch of files against what is known.
///
/// # Errors
/// Everything wrong with any of the files, sorted by file and position (of one file at most 1,000, then a
/// count). Nothing is accepted then. Never panics, whatever the bytes.
pub fn read(files: &[InputFile], known: &dyn Known) -> Result<Intake, Vec<Diagnostic>> {
    let mut problems = Problems::default();
    let mut texts: Vec<Text> = Vec::with_capacity(files.len());
    let mut drafts: Vec<Draft> = Vec::new();
    let mut lost: Vec<String> = Vec::new();
    let mut blind = false;
    for (number, file) in files.iter().enumerate() {
        let decoded = decode::decode(file, number, &mut problems);
        let mut found = draft::Drafts::default();
        blind |= decoded.opaque;
        if !decoded.readable {
            found.lose(&decoded.text.body);
        } else {
            found = match decoded.text.format {
                Format::Toml => toml::read(&decoded.text, number, &mut problems),
                Format::JsonLines => jsonl::read(&decoded.text, number, &mut problems),
            };
        }
        drafts.extend(found.drafts);
        lost.extend(found.lost);
        texts.push(decoded.text);
    }
    let index = Index::new(known, &drafts, lost, blind);
    let intake = validate::validate(&drafts, &texts, &index, &mut problems);
    if problems.count() == 0 { Ok(intake) } else { Err(problems.into_diagnostics(&texts)) }
}
