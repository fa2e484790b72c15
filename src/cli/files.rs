//! Files of records: from arguments, from folders' faults, from standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::intake::InputFile;

/// Reads every file; `-` is standard input.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<InputFile>, Failure> {
    paths.iter().map(|path| one(path)).collect()
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
    if path.is_dir() {
        let help = format!("name its files: {}", path.join("*.toml").display());
        return Err(fault(&name, "it is a folder, and a file is due here", Some(help)));
    }
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
