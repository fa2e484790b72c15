//! The rows that every side holds: a fact with one answer over some days. Written to a file and read back one by one, so
//! that it does not matter how many they are.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use annals::domain::{Answer, Day, Fluent, Slug};
use annals::replay::{Segment, Span, Track};

use crate::Failure;

/// A fact with one answer over some days, and the bounds of the span they lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the fact.
    pub number: u32,
    pub fluent: String,
    pub subject: String,
    pub object: String,
    pub answer: u8,
    /// The first and the last day.
    pub from: i32,
    pub to: i32,
    /// Begin and end of the span: earliest, latest, earliest, latest.
    pub bounds: [i32; 4],
}

/// How a fact is named in an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    Number(u32),
    Text(String),
}

/// One answer of one row, as it is digested: fact, answer, bounds.
pub type Line = (Name, u8, [i32; 4]);

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Name::Number(number) => number.fmt(f),
            Name::Text(text) => text.fmt(f),
        }
    }
}

impl Row {
    /// With its number.
    pub fn line(&self) -> Line {
        (Name::Number(self.number), self.answer, self.bounds)
    }

    /// With its fact in words.
    pub fn named(&self) -> Line {
        (Name::Text(self.fluent.clone()), self.answer, self.bounds)
    }

    pub fn holds(&self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }
}

/// An answer as a number.
pub fn number(answer: Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Possible => 2,
        Answer::Disputed => 3,
        Answer::Yes => 4,
    }
}

/// The bounds of a span.
pub fn bounds(span: &Span) -> [i32; 4] {
    [span.begin.earliest.0, span.begin.latest.0, span.end.earliest.0, span.end.latest.0]
}

/// The rows of a fluent: every answer but *no* and *unknown*.
pub fn rows(fluent: &Fluent, name: u32, segments: &[Segment]) -> Vec<Row> {
    let spans = Track::spans_of(segments);
    let ends = segments.iter().skip(1).map(|next| next.from.prev()).chain([Day::FUTURE]);
    let held = segments.iter().zip(ends).filter(|(segment, _)| number(segment.answer) > 1);
    let row = |(segment, to): (&Segment, Day)| {
        let inside = |s: &&Span| {
            s.begin.earliest <= segment.from && (segment.from < s.end.latest || s.end.latest == Day::FUTURE)
        };
        Row {
            number: name,
            fluent: fluent.to_string(),
            subject: fluent.subject.to_string(),
            object: fluent.object.as_ref().map(Slug::to_string).unwrap_or_default(),
            answer: number(segment.answer),
            from: segment.from.0,
            to: to.0,
            bounds: spans.iter().find(inside).map_or([0; 4], bounds),
        }
    };
    held.map(row).collect()
}

/// Writes rows, a line each, with tabs between.
pub struct Writer(BufWriter<File>);

impl Writer {
    pub fn create(path: &Path) -> Result<Writer, Failure> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        writeln!(out, "number\tfluent\tsubject\tobject\tanswer\tvalid_from\tvalid_to\tbe\tbl\tee\tel")?;
        Ok(Writer(out))
    }

    pub fn push(&mut self, row: &Row) -> Result<(), Failure> {
        let Row { number, fluent, subject, object, answer, from, to, bounds: [a, b, c, d] } = row;
        let line =
            format!("{number}\t{fluent}\t{subject}\t{object}\t{answer}\t{from}\t{to}\t{a}\t{b}\t{c}\t{d}");
        Ok(writeln!(self.0, "{line}")?)
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        Ok(self.0.flush()?)
    }
}

/// Reads rows as [`Writer`] wrote them, one after another.
pub fn read(path: &Path) -> Result<impl Iterator<Item = Result<Row, Failure>>, Failure> {
    let lines = BufReader::with_capacity(1 << 20, File::open(path)?).lines().skip(1);
    Ok(lines.map(|line| parsed(&line?)))
}

fn parsed(line: &str) -> Result<Row, Failure> {
    let mut fields = line.split('\t');
    let mut text = || fields.next().unwrap_or_default();
    let number = text().parse()?;
    let (fluent, subject, object) = (text().to_owned(), text().to_owned(), text().to_owned());
    let answer = text().parse()?;
    let mut next = || text().parse::<i32>();
    let (from, to) = (next()?, next()?);
    let bounds = [next()?, next()?, next()?, next()?];
    Ok(Row { number, fluent, subject, object, answer, from, to, bounds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_segments_when_their_rows_are_written_then_they_read_back_the_same() {
        let fluent = Fluent::parse("hostile state-1 state-51").unwrap();
        let segment = |from: i32, answer| Segment { from: Day(from), answer, silent: false, excluded: false };
        let past = Segment { from: Day::PAST, answer: Answer::Unknown, silent: true, excluded: false };
        let all = [past, segment(10, Answer::Possible), segment(20, Answer::Yes), segment(30, Answer::No)];
        let made = rows(&fluent, 7, &all);
        let days: Vec<_> = made.iter().map(|row| (row.answer, row.from, row.to)).collect();
        assert_eq!(days, [(2, 10, 19), (4, 20, 29)]);
        let path = std::env::temp_dir().join(format!("annals-rows-{}", std::process::id()));
        let mut out = Writer::create(&path).unwrap();
        made.iter().for_each(|row| out.push(row).unwrap());
        out.finish().unwrap();
        let back: Vec<Row> = read(&path).unwrap().map(Result::unwrap).collect();
        std::fs::remove_file(path).unwrap();
        assert_eq!(back, made);
    }
}
