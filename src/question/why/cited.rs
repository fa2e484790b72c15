//! Citations: where a source says what a report tells, down to paragraph and archive address.

use crate::domain::{Citation, SourceId};
use crate::question::Directory;

/// A citation, with what is registered of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The source.
    pub source: SourceId,
    /// Its title, where it is registered.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When the world could read it, as written (EDTF).
    pub date: Option<String>,
    /// The source through which it is read (rule R1).
    pub through: Option<SourceId>,
    /// Paragraph of the copy, counted from 1.
    pub paragraph: Option<u32>,
    /// Page, as printed.
    pub page: Option<String>,
    /// Where a copy is kept.
    pub archive: Option<String>,
    /// When it was read, `YYYY-MM-DD`.
    pub retrieved: Option<String>,
    /// Where the source is found.
    pub locator: Option<String>,
}

impl Cited {
    /// Of a citation.
    pub(super) fn of(citation: &Citation, directory: &Directory) -> Cited {
        let source = directory.sources.get(&citation.source);
        let own = |text: &Option<String>, of: fn(&crate::domain::Source) -> &Option<String>| {
            text.clone().or_else(|| source.and_then(|s| of(s).clone()))
        };
        Cited {
            source: citation.source.clone(),
            title: source.map(|s| s.title.clone()),
            author: own(&None, |s| &s.author),
            publisher: own(&None, |s| &s.publisher),
            date: source.map(|s| s.date.text.clone()).filter(|text| !text.is_empty()),
            through: citation.through.clone().or_else(|| source.and_then(|s| s.cited_by.clone())),
            paragraph: citation.paragraph,
            page: citation.page.clone(),
            archive: citation.archive.clone(),
            retrieved: own(&citation.retrieved, |s| &s.retrieved),
            locator: own(&None, |s| &s.locator),
        }
    }
}
