//! Files of a store that are cut short, taken away, or exchanged with those of another store or of another day.

use std::io;
use std::path::Path;

use annals::domain::Record;

use crate::judged::{Opened, open, salvaged};
use crate::results::Results;
use crate::stores::{Files, Sample, Shape, lies, put, remove};

/// Up to this length a file is cut at every length.
const SHORT: usize = 1024;
/// What says how a store was closed. Without it nothing is known of the files, as after a power cut.
const CLOSED: &str = "annals.closed";
const HEAD: &str = "annals.head";

/// The trials of one store.
struct Tampering<'a> {
    around: &'a Path,
    results: &'a mut Results,
    only: Option<u64>,
    number: u64,
    seed: u64,
    shape: Shape,
    /// What any file in the folder may hold: the records of the store, and of those its files are exchanged with.
    truths: Vec<&'a [Record]>,
}

/// Tampers with a store of every shape.
pub fn run(
    lengths: usize,
    only: Option<u64>,
    seed: u64,
    around: &Path,
    results: &mut Results,
) -> io::Result<()> {
    let mut number = 0;
    for shape in [Shape::Few, Shape::Hundred, Shape::Thousands] {
        let one = Sample::make(around, shape, true, seed)?;
        let other = Sample::make(around, shape, true, seed.wrapping_add(1))?;
        let truths = vec![&one.late.records[..], &other.late.records[..]];
        let mut tampering = Tampering { around, results, only, number, seed, shape, truths };
        tampering.cut(&one.late.files, lengths)?;
        tampering.taken_away(&one.late.files)?;
        tampering.exchanged("another store", &one.late.files, &other.late.files)?;
        tampering.exchanged("an older day", &one.late.files, &one.early.files)?;
        number = tampering.number;
    }
    Ok(())
}

impl Tampering<'_> {
    /// Every file, cut short at every length step, and made longer.
    fn cut(&mut self, files: &Files, lengths: usize) -> io::Result<()> {
        for (index, (name, bytes)) in files.iter().enumerate() {
            let step = if bytes.len() <= SHORT { 1 } else { bytes.len().div_ceil(lengths.max(1)) };
            for length in (0..bytes.len()).step_by(step) {
                let mut cut = files.clone();
                cut[index].1.truncate(length);
                self.tried(&format!("cut {} to {length} bytes", name.display()), &cut)?;
            }
            for (what, byte) in [("zeros", 0), ("ones", 0xff)] {
                let mut longer = files.clone();
                longer[index].1.extend([byte; 512]);
                self.tried(&format!("longer {} by {what}", name.display()), &longer)?;
            }
        }
        Ok(())
    }

    /// Every file, and every two.
    fn taken_away(&mut self, files: &Files) -> io::Result<()> {
        for (first, (one, _)) in files.iter().enumerate() {
            for (two, _) in &files[first..] {
                let left: Files = files.iter().filter(|(n, _)| n != one && n != two).cloned().collect();
                self.tried(&format!("without {} and {}", one.display(), two.display()), &left)?;
            }
        }
        Ok(())
    }

    /// Files of another folder in place of those here: each alone, and those that belong together.
    fn exchanged(&mut self, whose: &str, files: &Files, others: &Files) -> io::Result<()> {
        let database = ["db", "snap.", "conf", "annals.blocks"];
        let of = |given: &[&'static str]| [&database, given].concat();
        let cases: [(&str, Vec<&str>, bool); 11] = [
            ("db", vec!["db"], false),
            ("blocks", vec!["annals.blocks"], false),
            ("blocks, no annals.closed", vec!["annals.blocks"], true),
            ("snapshot", vec!["snap."], false),
            (HEAD, vec![HEAD], false),
            (CLOSED, vec![CLOSED], false),
            ("database", of(&[]), false),
            ("database", of(&[]), true),
            ("database and annals.closed", of(&[CLOSED]), false),
            ("database and annals.head", of(&[HEAD]), false),
            ("annals.head, no annals.closed", vec![HEAD], true),
        ];
        for (what, names, unclosed) in cases {
            let put_in = mixed(files, others, &names, unclosed);
            // Two small stores may both have sealed nothing.
            if put_in == *files {
                continue;
            }
            let name = format!("{what} of {whose}{}", if unclosed { ", no annals.closed" } else { "" });
            self.tried(&format!("exchanged {name}"), &put_in)?;
        }
        for (what, unclosed) in [("the whole folder", false), ("database, head, no annals.closed", true)] {
            let put_in = mixed(files, others, &of(&[HEAD, CLOSED]), unclosed);
            self.control(&format!("{what} of {whose}: only a basis kept elsewhere tells"), &put_in)?;
        }
        Ok(())
    }

    /// Refused, or noticed with every record there, or, where nothing is known of the files, every record there.
    fn tried(&mut self, name: &str, files: &Files) -> io::Result<()> {
        let Some(opened) = self.opened(name, files)? else { return Ok(()) };
        let said = match &opened {
            Ok(Opened::Refused(why)) => format!("{name} ({why})"),
            _ => name.to_owned(),
        };
        let told = files.iter().any(|(name, bytes)| name == Path::new(CLOSED) && !bytes.is_empty());
        let (class, verdict) = match opened {
            Err(why) => ("failed", Err(why)),
            Ok(Opened::Refused(_)) => ("refused", Ok(())),
            Ok(Opened::Up { records: Err(why), .. }) => {
                ("unreadable", Err(format!("open, not readable: {why}")))
            }
            Ok(Opened::Up { odd, records: Ok(records) }) => match (records == self.truths[0], odd.is_empty())
            {
                (true, false) => ("noticed", Ok(())),
                (true, true) if !told => ("unclosed", Ok(())),
                (true, true) => ("silent", Err("nothing is noticed".to_owned())),
                (false, true) => ("fewer", Err(format!("{} records in silence", records.len()))),
                (false, false) => ("others-noticed", Ok(())),
            },
        };
        self.note(class, &said, verdict);
        Ok(())
    }

    /// What opens, with other records, and without a word: the files are those of a whole store.
    fn control(&mut self, name: &str, files: &Files) -> io::Result<()> {
        let Some(opened) = self.opened(name, files)? else { return Ok(()) };
        let verdict = match opened {
            Ok(Opened::Up { odd, records: Ok(records) }) if odd.is_empty() && records != self.truths[0] => {
                Ok(())
            }
            Ok(Opened::Refused(why)) => Err(format!("refused: {why}")),
            Ok(_) => Err("noticed, or the same records".to_owned()),
            Err(why) => Err(why),
        };
        self.note("control", name, verdict);
        Ok(())
    }

    /// Salvages and opens a folder of these files, if it is its turn.
    fn opened(&mut self, name: &str, files: &Files) -> io::Result<Option<Result<Opened, String>>> {
        self.number += 1;
        if self.only.is_some_and(|only| only != self.number) {
            return Ok(None);
        }
        let path = self.around.join(format!("tamper-{}", self.number));
        put(files, &path)?;
        let found = salvaged(&path, &self.truths);
        let untouched = lies(files, &path)?;
        let opened = open(&path);
        let opened = match found {
            Err(why) => Err(why),
            Ok(_) if !untouched => Err(format!("salvage changed the store it looked at: {name}")),
            Ok(_) => opened,
        };
        if self.only.is_none() {
            remove(&path)?;
        }
        Ok(Some(opened))
    }

    fn note(&mut self, class: &str, name: &str, verdict: Result<(), String>) {
        let name =
            format!("tamper {class} trial {} seed {} {:?}: {name}", self.number, self.seed, self.shape);
        self.results.note(&name, verdict);
    }
}

/// The files of one folder, those whose name begins so replaced by those of another.
fn mixed(files: &Files, others: &Files, names: &[&str], unclosed: bool) -> Files {
    let named = |name: &Path| names.iter().any(|n| name.to_string_lossy().starts_with(n));
    let mut mixed: Files = files.iter().filter(|(name, _)| !named(name)).cloned().collect();
    mixed.extend(others.iter().filter(|(name, _)| named(name)).cloned());
    mixed.sort();
    mixed.retain(|(name, _)| !(unclosed && name == Path::new(CLOSED)));
    mixed
}
