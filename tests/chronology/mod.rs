//! The chronology of `events/`, for the tests that ask it.

use std::path::{Path, PathBuf};

use annals::annals::Annals;
use annals::intake::InputFile;

/// Its files, in order.
pub fn paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths
}

/// All of it, in memory.
pub fn load() -> Annals {
    let file = |p: &PathBuf| InputFile { name: p.display().to_string(), bytes: std::fs::read(p).unwrap() };
    let files: Vec<InputFile> = paths().iter().map(file).collect();
    let mut annals = Annals::in_memory();
    let intake = annals.read(&files).unwrap_or_else(|e| panic!("{e:?}"));
    annals.append(intake.bodies).unwrap();
    annals
}
