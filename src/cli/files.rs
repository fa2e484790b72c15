//! Files of records: from arguments, from folders, from standard input.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::intake::{InputFile, MAX_FILE};

/// Reads every file, and every file of records of a folder; `-` is standard input.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<InputFile>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(one(path)?);
            continue;
        }
        let inside = in_folder(path);
        if inside.is_empty() {
            let help = "records stand in files that end in .toml, .jsonl or .ndjson".to_owned();
            return Err(fault(&path.display().to_string(), "no records are in this folder", Some(help)));
        }
        for file in &inside {
            files.push(one(file)?);
        }
    }
    Ok(files)
}

/// Reads files of any sort, and every file of a folder.
pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<InputFile>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> =
                std::fs::read_dir(path).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
            inside.retain(|path| path.is_file());
            inside.sort();
            inside.iter().try_for_each(|path| one(path).map(|file| files.push(file)))?;
        } else {
            files.push(one(path)?);
        }
    }
    Ok(files)
}

/// Inputs as they are taken in: files that are read whole, together, and those that are read in parts, each by itself.
#[derive(Default)]
pub(super) struct Inputs {
    pub whole: Vec<InputFile>,
    pub streams: Vec<Large>,
}

/// An input that is read in parts.
pub(super) struct Large {
    pub name: String,
    pub file: File,
    pub length: u64,
}

/// As [`read`], but what is JSON Lines and larger than a file may be, or is to be (`all`), is left to be read in parts.
/// Standard input is then kept in a temporary file meanwhile.
pub(super) fn apart(paths: &[PathBuf], all: bool) -> Result<Inputs, Failure> {
    let mut inputs = Inputs::default();
    for path in paths {
        let toml = path.is_dir() || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"));
        let name = path.display().to_string();
        if toml && all {
            let help = "leave --stream out, or name files of JSON Lines".to_owned();
            return Err(Failure::usage(
                format!("{name} is no JSON Lines, and only that is streamed"),
                Some(help),
            ));
        }
        if path == Path::new("-") {
            spooled(all, &mut inputs).map_err(|error| fault("standard input", &error.to_string(), None))?;
            continue;
        }
        let length = path.metadata().map_or(0, |data| data.len());
        if !toml && (all || length > MAX_FILE as u64) {
            let file = File::open(path).map_err(|error| fault(&name, &error.to_string(), None))?;
            inputs.streams.push(Large { name, file, length });
        } else {
            inputs.whole.extend(read(std::slice::from_ref(path))?);
        }
    }
    Ok(inputs)
}

/// Standard input: in memory as far as a file may be long, else in a temporary file.
fn spooled(all: bool, inputs: &mut Inputs) -> std::io::Result<()> {
    let (name, mut from) = ("standard input".to_owned(), std::io::stdin().lock());
    let mut bytes = Vec::new();
    from.by_ref().take(MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    if !all && bytes.len() <= MAX_FILE {
        inputs.whole.push(InputFile { name, bytes });
        return Ok(());
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(&bytes)?;
    drop(bytes);
    std::io::copy(&mut from, &mut file)?;
    let length = file.stream_position()?;
    inputs.streams.push(Large { name, file, length });
    Ok(())
}

pub(super) fn one(path: &Path) -> Result<InputFile, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        return match read {
            Ok(_) => Ok(InputFile { name: "standard input".to_owned(), bytes }),
            Err(error) => Err(fault("standard input", &error.to_string(), None)),
        };
    }
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok(InputFile { name, bytes }),
        Err(error) => Err(fault(&name, &error.to_string(), None)),
    }
}

fn fault(name: &str, why: &str, help: Option<String>) -> Failure {
    Failure::File { message: format!("{name} cannot be read: {why}; nothing was taken in"), help }
}

/// The files of records in a folder, by name.
pub(super) fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let known = |path: &PathBuf| {
        path.extension().and_then(|e| e.to_str()).is_some_and(|e| ["toml", "jsonl", "ndjson"].contains(&e))
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(known)
        .collect();
    paths.sort();
    paths
}
