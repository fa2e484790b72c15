//! Files of records, in either format.

use std::io::Cursor;
use std::sync::OnceLock;

use chrono::DateTime;

use crate::domain::{Body, Digest, Record};
use crate::intake::{
    Diagnostic, InputFile, Known, Registry, Stream, StreamError, read, to_json, to_toml, told_json, told_toml,
};
use crate::log::canonical;
use crate::replay::{View, replay};

/// Longest input that is replayed too, in bytes: reading is what is tried here.
const REPLAYED: usize = 4096;

/// What the chronology knows that is read into.
const BEFORE: &str = r#"
[[source]]
id = "s"
title = "A source"
date = "2020-01-01"
[[place]]
id = "town"
name = "Town"
[[actor]]
id = "aa"
kind = "faction"
name = "Aa"
[[actor]]
id = "bb"
kind = "person"
name = "Bb"
[[actor]]
id = "kk"
kind = "coalition"
name = "Kk"
[[event]]
id = "e"
kind = "join"
member = "aa"
coalition = "kk"
date = "2014-03"
cite = { source = "s" }
summary = "S"
[[amendment]]
id = "c"
kind = "correct"
by = "K"
event = "e"
because = "transcription"
set = { date = "2014-04" }
"#;

fn before() -> &'static [Body] {
    static KNOWN: OnceLock<Vec<Body>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let file = InputFile { name: "before.toml".to_owned(), bytes: BEFORE.as_bytes().to_vec() };
        read(&[file], &Registry::default()).map(|intake| intake.bodies).unwrap_or_default()
    })
}

/// A file of TOML.
pub(super) fn toml(data: &[u8]) {
    file("a.toml", data);
}

/// A file of JSON Lines.
pub(super) fn jsonl(data: &[u8]) {
    file("a.jsonl", data);
    streamed(data);
}

/// A stream is refused or accepted as the file read whole, with the same records.
fn streamed(data: &[u8]) {
    let input = InputFile { name: "a.jsonl".to_owned(), bytes: data.to_vec() };
    let known = Registry::from_bodies(before().iter().cloned());
    let checked = Stream::new(&input.name, Cursor::new(data)).check(&known, &mut |_| ());
    match (read(std::slice::from_ref(&input), &known), checked) {
        (Err(_), Err(StreamError::Rejected(faults))) => refused(&input, &faults),
        (Ok(intake), Ok(checked)) => {
            assert_eq!((checked.skipped, &checked.redacted), (intake.skipped as u64, &intake.redacted));
            let mut bodies = Vec::new();
            let taken = checked.take(1000, |group| {
                bodies.extend(group);
                Ok::<(), StreamError>(())
            });
            assert!(taken.is_ok() && bodies == intake.bodies, "{taken:?}");
        }
        (whole, checked) => {
            panic!("read whole: {whole:?}; streamed: {:?}", checked.map(|checked| checked.new))
        }
    }
}

/// A file is refused with places inside it, or accepted; what is accepted is written and read again to the same, and
/// known afterwards; and it can be replayed.
fn file(name: &str, data: &[u8]) {
    let input = InputFile { name: name.to_owned(), bytes: data.to_vec() };
    assert!(!before().is_empty());
    for known in [Vec::new(), before().to_vec()] {
        let registry = Registry::from_bodies(known.iter().cloned());
        match read(std::slice::from_ref(&input), &registry) {
            Err(faults) => refused(&input, &faults),
            Ok(intake) => accepted(&known, &registry, &intake.bodies, data.len()),
        }
    }
}

fn refused(input: &InputFile, faults: &[Diagnostic]) {
    assert!(!faults.is_empty());
    let text = String::from_utf8_lossy(&input.bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    for fault in faults {
        assert_eq!(fault.file, input.name);
        let line = fault.line.checked_sub(1).and_then(|at| lines.get(at));
        let width = line.map_or(0, |line| line.chars().count());
        assert!(line.is_some() && fault.column >= 1 && fault.column <= width + 1, "{fault}");
        let span = fault.span.clone().unwrap_or(0..0);
        assert!(span.start <= span.end && span.end <= input.bytes.len().max(text.len()), "{fault}: {span:?}");
        assert!(!fault.message.is_empty() && fault.help.as_ref().is_some_and(|h| !h.is_empty()), "{fault}");
        // One line, shortened; nothing that would move the cursor of a terminal.
        assert!(fault.text.chars().count() <= 83 && !fault.text.chars().any(char::is_control), "{fault:?}");
        assert!(fault.to_string().len() < 8192, "{} bytes", fault.to_string().len());
    }
}

fn accepted(known: &[Body], registry: &Registry, bodies: &[Body], length: usize) {
    let all: Vec<Body> = known.iter().chain(bodies).cloned().collect();
    let amendments: Vec<&str> =
        all.iter().filter(|b| matches!(b, Body::Amendment(_))).map(|b| b.id().as_str()).collect();
    // A retraction does not know what it retracts.
    let of_amendment = |body: &Body| match body {
        Body::Amendment(amendment) => amendments.contains(&amendment.act.target().as_str()),
        _ => false,
    };
    let toml: String = bodies.iter().map(|b| told_toml(b, of_amendment(b))).collect();
    let jsonl: String = bodies.iter().map(|b| format!("{}\n", told_json(b, of_amendment(b)))).collect();
    for (name, text) in [("again.toml", toml), ("again.jsonl", jsonl)] {
        if bodies.is_empty() {
            continue;
        }
        let file = InputFile { name: name.to_owned(), bytes: text.clone().into_bytes() };
        match read(std::slice::from_ref(&file), registry) {
            Ok(again) => assert_eq!(again.bodies, bodies, "{text}"),
            Err(faults) => panic!(
                "written and refused: {}\n{text}",
                faults.first().map_or(String::new(), ToString::to_string)
            ),
        }
        let whole = Registry::from_bodies(all.iter().cloned());
        let again = read(&[file], &whole).unwrap_or_default();
        assert_eq!((again.bodies.len(), again.skipped), (0, bodies.len()), "{text}");
    }
    for body in bodies {
        assert!(registry.body(crate::intake::Sort::of(body), body.id().as_str()).is_none());
        assert_eq!(canonical(body), canonical(&body.clone()));
        let _ = (to_json(body), to_toml(body));
    }
    if length <= REPLAYED {
        let view = View::default();
        let timeline = replay(&records(&all), &view);
        assert_eq!(
            crate::question::state_digest(&timeline),
            crate::question::state_digest(&replay(&records(&all), &view))
        );
    }
}

/// Bodies as the records of a log.
pub(super) fn records(bodies: &[Body]) -> Vec<Record> {
    let record = |(position, body): (u64, &Body)| Record {
        position,
        recorded: DateTime::UNIX_EPOCH,
        digest: Digest::ZERO,
        body: body.clone(),
    };
    (1..).zip(bodies).map(record).collect()
}
