//! Hostile input: every file of the corpora through its body, then mutations of them for a while.
//!
//! `FUZZ_SECONDS` is the time a body gets (2 where it is not set), `FUZZ_SEED` where the chance begins (a number that is
//! printed), `FUZZ_BODY` the one body to run. Runs that follow the coverage are started with `tests/fuzz/run`.

use std::any::Any;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use annals::hostile::{BODIES, Body, words};

/// Longest input a mutation makes, in bytes.
const LONGEST: usize = 4096;
/// Longest a body may take for one input, without optimisation.
const PATIENCE: Duration = Duration::from_secs(10);

fn corpus(body: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/corpus").join(body);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Puts one input through a body, on a stack of the usual size; a panic is told with the input.
fn through((name, body): Body, input: &[u8], what: &str) {
    let begun = Instant::now();
    let outcome = std::panic::catch_unwind(|| body(input));
    let slow = begun.elapsed() > PATIENCE;
    let why = match &outcome {
        Err(panic) => said(panic.as_ref()),
        Ok(()) if slow => format!("it took {:?}", begun.elapsed()),
        Ok(()) => return,
    };
    let hex: String = input.iter().map(|b| format!("{b:02x}")).collect();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{name}-{:08x}", crc(input)));
    let kept = std::fs::write(&path, input).map_or_else(|e| e.to_string(), |()| path.display().to_string());
    panic!("{name}: {what}: {why}\nkept in {kept}\n{hex}");
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}

/// A number for a file name.
fn crc(input: &[u8]) -> u32 {
    input.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Chance: xorshift, so that a seed leads to the same inputs on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// A stretch of a text of this length.
    fn stretch(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        from..from + self.below((length - from).min(64) + 1)
    }
}

/// Changes an input in one of seven ways; `other` is another input, `words` the dictionary.
fn mutate(input: &mut Vec<u8>, other: &[u8], words: &[String], chance: &mut Chance) {
    let length = input.len();
    match chance.below(8) {
        0 if length > 0 => input[chance.below(length)] ^= 1 << chance.below(8),
        1 if length > 0 => input[chance.below(length)] = chance.next() as u8,
        2 => drop(input.drain(chance.stretch(length))),
        3 => {
            let piece = input[chance.stretch(length)].to_vec();
            let at = chance.below(length + 1);
            drop(input.splice(at..at, piece.repeat(1 + chance.below(4))));
        }
        4 => {
            let piece = other[chance.stretch(other.len())].to_vec();
            drop(input.splice(chance.stretch(length), piece));
        }
        5 => input.truncate(chance.below(length + 1)),
        6 => {
            input.truncate(chance.below(length + 1));
            input.extend_from_slice(&other[chance.below(other.len() + 1)..]);
        }
        _ => {
            let word = words[chance.below(words.len())].as_bytes().to_vec();
            let at = chance.below(length + 1);
            let end = if chance.below(2) == 0 { at } else { (at + word.len()).min(length) };
            drop(input.splice(at..end, word));
        }
    }
    input.truncate(LONGEST);
}

#[test]
fn given_the_corpora_when_counted_then_each_body_has_a_small_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/corpus");
    let mut folders: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut names: Vec<&str> = BODIES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(folders, names);
    let sizes: Vec<usize> =
        names.iter().flat_map(|name| corpus(name)).map(|(_, bytes)| bytes.len()).collect();
    assert!(sizes.iter().all(|size| *size < 4096) && sizes.iter().sum::<usize>() < 300 * 1024);
}

#[test]
fn given_the_dictionary_when_compared_then_it_holds_the_words_of_the_bodies() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/words.dict");
    let quoted = |word: &String| {
        let plain = |b: u8| (b.is_ascii_graphic() || b == b' ') && b != b'"' && b != b'\\';
        let byte = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("\\x{b:02x}") };
        format!("\"{}\"\n", word.bytes().map(byte).collect::<String>())
    };
    let dictionary: String = words().iter().map(quoted).collect();
    // `MEND=1 cargo test --test hostile` writes it.
    if std::env::var_os("MEND").is_some() {
        std::fs::write(&file, &dictionary).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), dictionary);
}

#[test]
fn given_every_file_of_the_corpora_when_put_through_its_body_then_what_should_hold_does() {
    for body in BODIES {
        let files = corpus(body.0);
        assert!(files.len() >= 5, "{}", body.0);
        for (path, input) in files {
            through(*body, &input, &path.display().to_string());
        }
    }
}

#[test]
fn given_mutations_of_the_corpora_when_put_through_their_bodies_then_what_should_hold_does() {
    let time = Duration::from_secs(setting("FUZZ_SECONDS").unwrap_or(2));
    let seed = setting("FUZZ_SEED").unwrap_or(20_261_121);
    let only = std::env::var("FUZZ_BODY").ok();
    let words = words();
    // A panic is told once, with its input.
    std::panic::set_hook(Box::new(|_| {}));
    let mut failed = Vec::new();
    for body in BODIES.iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        let outcome = std::panic::catch_unwind(|| run(*body, seed, time, &words));
        match outcome {
            Ok(runs) => println!("{}: {runs} executions in {time:?} from seed {seed}", body.0),
            Err(panic) => failed.push(said(panic.as_ref())),
        }
    }
    let _ = std::panic::take_hook();
    assert!(failed.is_empty(), "from seed {seed}:\n{}", failed.join("\n\n"));
}

/// Runs a body for a while; how many inputs it saw.
fn run(body: Body, seed: u64, time: Duration, words: &[String]) -> u64 {
    let mut chance = Chance(seed | 1);
    let mut inputs: Vec<Vec<u8>> = corpus(body.0).into_iter().map(|(_, bytes)| bytes).collect();
    let (begun, mut runs) = (Instant::now(), 0);
    while begun.elapsed() < time {
        let mut input = inputs[chance.below(inputs.len())].clone();
        let other = inputs[chance.below(inputs.len())].clone();
        for _ in 0..=chance.below(6) {
            mutate(&mut input, &other, words, &mut chance);
        }
        through(body, &input, &format!("mutation {runs}"));
        // Now and then one is mutated further.
        if chance.below(64) == 0 {
            let at = chance.below(inputs.len());
            if inputs.len() < 256 { inputs.push(input) } else { inputs[at] = input }
        }
        runs += 1;
    }
    runs
}
