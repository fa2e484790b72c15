//! `annals init`: a folder for a new chronology, with commented examples of every sort of record and of a mapping.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::failure::Failure;
use super::out;

/// Where.
#[derive(clap::Args)]
#[command(after_help = "Example: annals init lakes && cd lakes && annals check events/")]
pub(super) struct Arguments {
    /// The folder; left out: this one
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// What is written, by its place in the folder.
const FILES: [(&str, &str); 6] = [
    ("events/sources.toml", include_str!("init/sources.toml")),
    ("events/actors.toml", include_str!("init/actors.toml")),
    ("events/places.toml", include_str!("init/places.toml")),
    ("events/events.toml", include_str!("init/events.toml")),
    ("members.csv", include_str!("init/members.csv")),
    ("mapping.toml", include_str!("init/mapping.toml")),
];

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let folder = &arguments.folder;
    let there: Vec<&str> = FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| folder.join(name).symlink_metadata().is_ok())
        .collect();
    if !there.is_empty() {
        return Err(Failure::File {
            message: format!("{} is there already; nothing was written", there.join(", ")),
            help: Some("name an empty folder: annals init FOLDER".to_owned()),
        });
    }
    for (name, text) in FILES {
        write(&folder.join(name), text)?;
        out::note(&format!("wrote {name}"));
    }
    out::note("next: annals check events/; annals append events/");
    out::note("      annals import spells members.csv --mapping mapping.toml");
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file; what is there in the meantime stays.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let opened = made.and_then(|()| OpenOptions::new().write(true).create_new(true).open(path));
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::File {
        message: format!("{} cannot be written: {error}", path.display()),
        help: None,
    })
}
