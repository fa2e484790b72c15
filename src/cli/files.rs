//! Files of records: from arguments, from folders, from standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::intake::InputFile;

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

fn one(path: &Path) -> Result<InputFile, Failure> {
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
