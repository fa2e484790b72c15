//! Reading an archive: one record at a time, every line checked; what is wrong is said with file and line.

use std::io::{BufRead, Read};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::fields::{Fault, Fields};
use super::{ArchiveError, MARK, VERSION, body_from_json, strict};
use crate::domain::{Digest, Record};
use crate::log::{Chain, Head};

/// Longest line, in bytes: what the limits of the log let in is far shorter.
const LONGEST: u64 = 16 * 1024 * 1024;

/// An archive being read: an iterator over its records, which ends after the first error. Whoever reads it to the end
/// without one has read all that was written, as it was written.
pub struct Archive<R> {
    file: String,
    input: R,
    line: u64,
    head: Head,
    chain: Chain,
    over: bool,
}

impl<R: BufRead> Archive<R> {
    /// Reads what an archive says of itself; `file` is its name.
    ///
    /// # Errors
    /// [`ArchiveError::NotOne`], and whatever the system reports.
    pub fn open(file: impl Into<String>, input: R) -> Result<Archive<R>, ArchiveError> {
        let (file, chain) = (file.into(), Chain::after(Head::EMPTY));
        let mut archive = Archive { file, input, line: 0, head: Head::EMPTY, chain, over: false };
        let line = archive.next_line()?.unwrap_or_default();
        let value = strict::parse(&line).ok();
        let Some(version) = value.as_ref().and_then(|value| value.get(MARK)) else {
            let help = "its first line does not say so; `annals backup` writes archives, `annals append` takes records in";
            return Err(archive.not_one(&format!("is no archive of annals: {help}")));
        };
        match version.as_u64() {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => {
                let why = format!(
                    "is an archive of form {newer}, and this version of annals knows {VERSION}; use a newer one"
                );
                return Err(archive.not_one(&why));
            }
            _ => return Err(archive.not_one("is an archive of no known form")),
        }
        archive.head = header(value.unwrap_or_default()).map_err(|what| archive.damaged(what))?;
        Ok(archive)
    }

    /// The head of the log that was archived; its position is the number of records.
    pub fn head(&self) -> Head {
        self.head
    }

    fn not_one(&self, what: &str) -> ArchiveError {
        ArchiveError::NotOne { file: self.file.clone(), what: what.to_owned() }
    }

    fn damaged(&self, what: impl Into<String>) -> ArchiveError {
        ArchiveError::Damaged { file: self.file.clone(), line: self.line, what: what.into() }
    }

    /// The next line, without its end; none at the end of the file. A last line that was cut is none.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        read.map_err(|source| ArchiveError::Io { doing: format!("read {}", self.file), source })?;
        if line.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        if line.pop() != Some(b'\n') {
            let long = line.len() as u64 + 1 >= LONGEST;
            return if long {
                Err(self.damaged("it is too long to be a record"))
            } else {
                Err(self.truncated())
            };
        }
        Ok(Some(line))
    }

    fn truncated(&self) -> ArchiveError {
        let (file, held) = (self.file.clone(), self.chain.head().position);
        if self.line <= 1 && self.head == Head::EMPTY {
            return self.not_one("is no archive of annals, or was cut off in its first line");
        }
        ArchiveError::Truncated { file, line: held + 1, held, records: self.head.position }
    }

    fn step(&mut self) -> Result<Option<Record>, ArchiveError> {
        let held = self.chain.head();
        let Some(line) = self.next_line()? else {
            return if held.position < self.head.position { Err(self.truncated()) } else { Ok(None) };
        };
        if held.position == self.head.position {
            return Err(self.damaged("there is more after its last record"));
        }
        let record = strict::parse(&line).and_then(record).map_err(|what| self.damaged(what))?;
        self.chain.check(&record).map_err(|fault| self.damaged(fault.to_string()))?;
        if record.position == self.head.position && record.digest != self.head.digest {
            return Err(self.damaged("its last record is not the one its first line names"));
        }
        Ok(Some(record))
    }
}

fn header(value: Value) -> Result<Head, Fault> {
    let mut fields = Fields::of(value, "the first line")?;
    fields.need_number(MARK)?;
    let (records, position) = (fields.need_number("records")?, fields.need_number("position")?);
    let digest = fields.need_word("digest", Digest::parse)?;
    fields.finish()?;
    if records != position || (position == 0 && digest != Digest::ZERO) {
        return Err("the first line contradicts itself".to_owned());
    }
    Ok(Head { position, digest })
}

fn record(value: Value) -> Result<Record, Fault> {
    let mut fields = Fields::of(value, "the line")?;
    let instant = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    let record = Record {
        position: fields.need_number("position")?,
        recorded: fields.need_word("recorded", instant)?,
        digest: fields.need_word("digest", Digest::parse)?,
        body: body_from_json(fields.need("record")?)?,
    };
    fields.finish()?;
    Ok(record)
}

impl<R: BufRead> Iterator for Archive<R> {
    type Item = Result<Record, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step().transpose();
        self.over = !matches!(step, Some(Ok(_)));
        step
    }
}
