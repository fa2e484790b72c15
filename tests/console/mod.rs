//! The command line in tests: running the command, and splitting lines as they stand in documents.
#![allow(dead_code, reason = "each test uses some of it")]

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the command in a folder, on the store in it. Nothing of the surroundings shows.
pub fn annals<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    annals_with(folder, arguments, &[])
}

/// The same with variables of the environment.
pub fn annals_with<S: AsRef<OsStr>>(folder: &Path, arguments: &[S], variables: &[(&str, &str)]) -> Output {
    command(folder).args(arguments).envs(variables.iter().copied()).output().unwrap()
}

/// The command, to be run in a folder on the store in it.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command
        .env("ANNALS_STORE", folder.join("store"))
        .env("LC_ALL", "C.UTF-8")
        .env_remove("TERM")
        // Whatever pages would fail.
        .env("PAGER", "false")
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// Splits a command line at spaces, quotes respected.
pub fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(i, part)| match i % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}
