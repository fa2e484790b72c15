//! Streams against the same input read whole: what is taken, what is told; and what only streams do.

use std::io::Cursor;
use std::path::Path;
use std::sync::OnceLock;

use super::super::tests::known;
use super::super::{InputFile, Intake, Registry, read, to_json};
use super::names::Names;
use super::quick::Quick;
use super::*;

const NAME: &str = "a.jsonl";

fn whole(text: &[u8], known: &Registry) -> Result<Intake, Vec<Diagnostic>> {
    read(&[InputFile { name: NAME.to_owned(), bytes: text.to_vec() }], known)
}

fn streamed(text: &[u8], known: &Registry) -> Result<Intake, Vec<Diagnostic>> {
    let checked = match Stream::new(NAME, Cursor::new(text)).check(known, &mut |_| ()) {
        Ok(checked) => checked,
        Err(StreamError::Rejected(faults)) => return Err(faults),
        Err(error) => panic!("{error}"),
    };
    let skipped = usize::try_from(checked.skipped).unwrap();
    let mut intake = Intake { skipped, redacted: checked.redacted.clone(), bodies: Vec::new() };
    let new = checked.new;
    let taken = checked.take(1000, |group| {
        assert!(!group.is_empty() && group.len() <= 1000);
        intake.bodies.extend(group);
        Ok::<(), StreamError>(())
    });
    taken.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(intake.bodies.len() as u64, new);
    Ok(intake)
}

#[track_caller]
fn alike(text: &str, known: &Registry) {
    let (whole, streamed) = (whole(text.as_bytes(), known), streamed(text.as_bytes(), known));
    assert_eq!(streamed, whole, "{text}");
}

/// Every record kept with the project, one a line.
fn corpus() -> &'static [String] {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    LINES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
        paths.sort();
        let file = |path: std::path::PathBuf| InputFile {
            name: path.display().to_string(),
            bytes: std::fs::read(path).unwrap(),
        };
        let files: Vec<InputFile> = paths.into_iter().map(file).collect();
        let bodies = read(&files, &Registry::default()).unwrap().bodies;
        bodies.iter().map(|body| to_json(body).to_string()).collect()
    })
}

fn joined<'a>(lines: impl IntoIterator<Item = &'a String>) -> String {
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Chance: the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// The line with a slip in it: a byte changed, a stretch left out, doubled or taken from elsewhere.
    fn slip(&mut self, line: &str, other: &str) -> String {
        let mut bytes = line.as_bytes().to_vec();
        let from = self.below(bytes.len());
        let to = (from + 1 + self.below(12)).min(bytes.len());
        match self.below(5) {
            0 => bytes[from] = b"\"{}[]:,-019aze\\ "[self.below(16)],
            1 => drop(bytes.drain(from..to)),
            2 => drop(bytes.splice(from..from, bytes[from..to].to_vec())),
            _ => {
                let words: Vec<&str> = other.split('"').collect();
                let word = words[self.below(words.len())].to_owned();
                let mut parts: Vec<&str> = line.split('"').collect();
                let at = self.below(parts.len());
                parts[at] = &word;
                bytes = parts.join("\"").into_bytes();
            }
        }
        String::from_utf8(bytes).unwrap_or_else(|_| line.to_owned())
    }
}

#[test]
fn given_every_record_we_keep_in_any_order_when_streamed_then_it_is_taken_as_read_whole() {
    let mut lines = corpus().to_vec();
    assert!(lines.len() > 300);
    let mut chance = Chance(7);
    for _ in 0..2 {
        alike(&joined(&lines), &Registry::default());
        chance.shuffle(&mut lines);
    }
}

#[test]
fn given_events_with_slips_when_read_quickly_then_only_as_the_careful_way_reads_them() {
    let names = names();
    let events: Vec<&String> = corpus().iter().filter(|line| careful::is_event(line.as_bytes())).collect();
    let (mut quick, mut chance) = (Quick::new(), Chance(11));
    let taken = |quick: &mut Quick, line: &str| {
        let report = quick.report(line, &names);
        // Its parts agree: it is sound, and what is made of it then needs no other look.
        assert_eq!(quick.id(line, &names, |_| ()).is_some(), report.is_some(), "{line}");
        assert!(report.is_none() || report == quick.proven(line, &names), "{line}");
        report.map(Body::from)
    };
    for line in &events {
        let sound = careful::sound(line, &names);
        assert!(sound.is_some() && taken(&mut quick, line) == sound, "{line}");
    }
    let mut sound = 0;
    for _ in 0..6000 {
        let (line, other) = (events[chance.below(events.len())], events[chance.below(events.len())]);
        let line = chance.slip(line, other);
        if let Some(body) = taken(&mut quick, &line) {
            assert_eq!(careful::sound(&line, &names), Some(body), "{line}");
            sound += 1;
        }
    }
    assert!(sound > 600, "{sound}");
}

fn names() -> Names {
    let registry =
        Registry::from_bodies(whole(joined(corpus()).as_bytes(), &Registry::default()).unwrap().bodies);
    Names::of(&registry)
}

#[test]
fn given_a_line_with_a_slip_when_streamed_then_the_same_is_told_as_of_the_file_read_whole() {
    let mut chance = Chance(5);
    let (mut told, mut odd) = (0, Vec::new());
    for _ in 0..20 {
        let mut lines = corpus().to_vec();
        let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
        lines[at] = chance.slip(&lines[at], &lines[other]);
        let text = joined(&lines);
        let (whole, streamed) =
            (whole(text.as_bytes(), &Registry::default()), streamed(text.as_bytes(), &Registry::default()));
        told += usize::from(whole.is_err());
        if whole != streamed {
            odd.push((lines[at].clone(), whole.err(), streamed.err()));
        }
    }
    assert!(told > 5, "{told}");
    assert!(odd.is_empty(), "{odd:#?}");
}

fn event(id: &str, more: &str) -> String {
    format!(
        r#"{{"event": {{"id": "{id}", "kind": "meeting", "party": ["cpa", "cma"], "cite": {{"source": "000"}}, "summary": "They meet", "date": "2014-03-18"{more}}}}}"#
    )
}

fn amendment(id: &str, more: &str) -> String {
    format!(r#"{{"amendment": {{"id": "{id}", "by": "K", {more}}}}}"#)
}

fn correct(id: &str, event: &str, set: &str) -> String {
    amendment(
        id,
        &format!(r#""kind": "correct", "because": "transcription", "event": "{event}", "set": {{{set}}}"#),
    )
}

fn retract(id: &str, of: &str) -> String {
    amendment(id, &format!(r#""kind": "retract", "because": "transcription", {of}"#))
}

#[test]
fn given_amendments_anywhere_when_streamed_then_each_stands_on_what_it_amends_as_in_a_file_read_whole() {
    let actor = r#"{"actor": {"id": "new-one", "kind": "faction", "name": "New"}}"#.to_owned();
    let lines = [
        correct("c1", "e1", r#""party": ["cpa", "new-one"]"#),
        event("e1", ""),
        correct("c2", "e1", r#""summary": "They met""#),
        retract("r1", r#""amendment": "c1""#),
        correct("c3", "e1", r#""date": "2015""#),
        retract("r2", r#""event": "e2""#),
        correct("c4", "accord", r#""date": "2015-06""#),
        amendment("s1", r#""kind": "same-as", "actor": "new-one", "same-as": "cpa""#),
        r#"{"amendment": {"id": "d1", "kind": "deny", "by": "cma", "event": "e2", "cite": {"source": "001"}}}"#.to_owned(),
        event("e2", r#", "after": ["e1"]"#),
        actor,
        correct("c1", "e1", r#""party": ["cpa", "new-one"]"#),
    ];
    alike(&joined(&lines), &known());
    let intake = streamed(joined(&lines).as_bytes(), &known()).unwrap();
    assert_eq!((intake.bodies.len(), intake.skipped), (11, 1));
    // Taken half, then whole: the same as at once.
    for half in [3, 5, 9] {
        let mut before = known();
        let first =
            joined(lines.iter().take(half).filter(|line| !line.contains("new-one")).chain([&lines[10]]));
        let Ok(first) = whole(first.as_bytes(), &before) else { continue };
        first.bodies.into_iter().for_each(|body| before.insert(body));
        alike(&joined(&lines), &before);
    }
}

#[test]
fn given_one_id_for_several_records_when_streamed_then_the_same_is_told_as_of_a_file_read_whole() {
    let texts = [
        vec![event("e1", ""), event("e1", ""), event("e2", ""), event("e1", "")],
        vec![event("e1", ""), event("e2", ""), event("e1", r#", "words": "in March""#)],
        vec![event("e1", ""), event("e1", r#", "surety": "stated""#)],
        vec![event("accord", ""), event("e1", "")],
        vec![event("e1", ""), correct("e1", "accord", r#""date": "2015""#)],
        vec![correct("accord", "accord", r#""date": "2015""#)],
        vec![correct("c1", "accord", r#""date": "2015""#), correct("c1", "accord", r#""date": "2014""#)],
        vec![correct("c1", "none", r#""date": "2015""#), correct("c2", "kidal", r#""date": "2015""#)],
        vec![
            event("e1", ""),
            correct("c1", "e1", r#""date": "2015-99""#),
            correct("c2", "c1", r#""date": "2014""#),
        ],
        vec![
            r#"{"amendment": {"id": "d1", "kind": "deny", "by": "001", "event": "c1"}}"#.to_owned(),
            event("e1", ""),
        ],
        vec![
            correct("c1", "accord", r#""date": "2015""#),
            r#"{"amendment": {"id": "d1", "kind": "deny", "by": "001", "event": "c1"}}"#.to_owned(),
        ],
        vec![
            r#"{"place": {"id": "a", "name": "A", "within": "b"}}"#.to_owned(),
            r#"{"place": {"id": "b", "name": "B", "within": "a"}}"#.to_owned(),
        ],
        vec![
            r#"{"place": {"id": "kidal", "name": "A"}}"#.to_owned(),
            r#"{"\u0065vent": {"id": "kidal"}}"#.to_owned(),
        ],
        vec![
            r#"{"\u0061ctor": {"id": "x", "kind": "faction", "name": "X"}}"#.to_owned(),
            event("e1", r#", "with": "x""#),
        ],
        vec![
            event("e1", ""),
            r#"{"event": {"id": "e2"}, "actor": {"id": "x"}}"#.to_owned(),
            "[1]".to_owned(),
            "{}".to_owned(),
        ],
        vec![r#"{"redacted": {"id": "x"}}"#.to_owned(), "{\"event\"".to_owned(), "\u{1}".to_owned()],
        vec![r#"{"actor": {"id": "lost", "kind": }}"#.to_owned(), event("e1", r#", "with": "lost""#)],
        vec!["[".to_owned(), event("e1", "")],
        vec!["{".to_owned(), "\"event\": {}".to_owned()],
        vec![String::new(), "  ".to_owned()],
        vec![event("e1", r#", "place": "kidl""#), event("e2", r#", "with": "Kidal""#), "\u{feff}".to_owned()],
    ];
    for lines in texts {
        let text = joined(&lines);
        for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{}", text.trim_end())] {
            alike(&text, &known());
        }
    }
}

#[test]
fn given_bytes_that_are_no_text_when_streamed_then_the_byte_is_told_as_of_a_file_read_whole() {
    let line = event("e1", r#", "words": "mars \u00e9""#).replace("\\u00e9", "é");
    let latin: Vec<u8> = line.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [latin.clone(), [b"\xef\xbb\xbf".to_vec(), latin].concat(), utf16] {
        assert_eq!(streamed(&text, &known()), whole(&text, &known()));
    }
}

/// Tells bodies apart, as the digest of a log does.
fn digest(body: &Body) -> crate::domain::Digest {
    let mut digest = [0; 32];
    for (i, byte) in to_json(body).to_string().bytes().enumerate() {
        digest[i % 32] = byte.wrapping_add(u8::wrapping_mul(digest[i % 32], 31));
    }
    crate::domain::Digest(digest)
}

#[test]
fn given_redacted_records_when_streamed_again_then_they_are_told_and_not_taken() {
    let body = whole(event("e1", "").as_bytes(), &known()).unwrap().bodies.remove(0);
    let redacted = crate::domain::Redacted {
        sort: crate::domain::RecordSort::Event,
        id: body.id().clone(),
        digest: digest(&body),
    };
    let mut before = known().with_digest(digest);
    before.insert(Body::Redacted(redacted));
    let text = joined(&[event("e1", ""), event("e2", "")]);
    alike(&text, &before);
    assert_eq!(streamed(text.as_bytes(), &before).unwrap().redacted.len(), 1);
    alike(&text.replace("They meet", "They met"), &before);
}

/// So many events, over several chunks.
fn many(count: usize) -> Vec<String> {
    let more = |n: usize| {
        format!(r#", "after": ["m{}"], "remarks": {{"n": "{n}"}}"#, n.saturating_sub(1) + 2 * count)
    };
    (0..count).map(|n| event(&format!("m{n}"), &more(n))).collect()
}

#[test]
fn given_many_chunks_when_streamed_then_all_is_taken_in_order_and_what_repeats_is_skipped() {
    let mut lines = many(800);
    let text = joined(&lines);
    assert!(text.len() > 1 << 17);
    alike(&text, &known());
    // Half of it is recorded, and all of it stands twice.
    let mut before = known();
    whole(joined(&lines[..400]).as_bytes(), &known())
        .unwrap()
        .bodies
        .into_iter()
        .for_each(|b| before.insert(b));
    lines.extend(lines.clone());
    let intake = streamed(joined(&lines).as_bytes(), &before).unwrap();
    assert_eq!((intake.bodies.len(), intake.skipped), (400, 1200));
    assert_eq!(intake.bodies[0].id().as_str(), "m400");
}

#[test]
fn given_faults_late_in_a_long_stream_when_checked_then_all_are_told_with_their_lines() {
    let mut lines = many(800);
    lines.push(event("m500", ""));
    lines.push(event("late", r#", "with": "nobody""#));
    lines[700] = lines[700].replace("meeting", "meating");
    lines.insert(3, retract("r1", r#""event": "r1""#));
    alike(&joined(&lines), &known());
    let faults = streamed(joined(&lines).as_bytes(), &known()).unwrap_err();
    let found: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(found, [4, 702, 802, 803]);
    assert!(faults[2].message.contains("taken at a.jsonl:502:18"), "{}", faults[2]);
}

#[test]
fn given_more_faults_than_are_listed_when_checked_then_the_reading_ends_there() {
    let lines: Vec<String> = (0..1500).map(|n| event(&format!("m{n}"), r#", "with": "nobody""#)).collect();
    let faults = streamed(joined(&lines).as_bytes(), &known()).unwrap_err();
    assert_eq!(faults.len(), 1001);
    assert!(faults[1000].message.contains("the rest of the file is not read"), "{}", faults[1000]);
}

#[test]
fn given_a_line_over_the_limit_when_streamed_then_it_is_told_and_never_held() {
    let long = event("long", &format!(r#", "words": "{}""#, "x".repeat(9 << 20)));
    let text = joined(&[event("e1", ""), long.clone(), event("e2", r#", "with": "nobody""#)]);
    let faults = streamed(text.as_bytes(), &known()).unwrap_err();
    assert_eq!(faults.iter().map(|fault| (fault.line, fault.column)).collect::<Vec<_>>(), [(2, 1), (3, 141)]);
    assert!(faults[0].message.contains(&format!("{} bytes", long.len())), "{}", faults[0]);
}

/// An input that fails after so many reads.
struct Cut(Cursor<Vec<u8>>, usize);

impl Read for Cut {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.1 = self.1.checked_sub(1).ok_or_else(|| io::Error::other("cut"))?;
        self.0.read(out)
    }
}

impl Seek for Cut {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn given_a_stream_cut_short_anywhere_when_offered_again_then_it_goes_on_and_nothing_is_taken_twice() {
    let mut lines = many(900);
    lines.insert(10, correct("c1", "m899", r#""date": "2015""#));
    lines.insert(0, r#"{"actor": {"id": "new-one", "kind": "faction", "name": "New"}}"#.to_owned());
    let text = joined(&lines).into_bytes();
    let wanted = whole(&text, &known()).unwrap().bodies;
    let mut known = known();
    let mut taken: Vec<Body> = Vec::new();
    let mut cuts = 0;
    for reads in (1..).map(|n| n * 5) {
        let Ok(checked) = Stream::new(NAME, Cut(Cursor::new(text.clone()), reads)).check(&known, &mut |_| ())
        else {
            continue;
        };
        assert_eq!(checked.new as usize + taken.len(), wanted.len());
        let mut groups: usize = 0;
        let done = checked.take(70, |group| {
            // Whoever takes the groups may fail as well.
            groups += 1;
            if groups > 3 + cuts {
                return Err(StreamError::Changed);
            }
            taken.extend(group);
            Ok(())
        });
        for body in &taken {
            known.insert(body.clone());
        }
        if done.is_ok() {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 2, "{cuts}");
    assert_eq!(taken, wanted);
}

#[test]
fn given_an_input_that_changes_after_the_check_when_taken_then_that_is_told() {
    let text = joined(&many(300));
    let checked =
        Stream::new(NAME, Cursor::new(text.clone().into_bytes())).check(&known(), &mut |_| ()).unwrap();
    let changed = Checked { input: Cursor::new(text.replace("m299", "m298").into_bytes()), ..checked };
    assert!(matches!(changed.take(1000, |_| Ok::<(), StreamError>(())), Err(StreamError::Changed)));
}
