//! `annals man`: the manual, in the format of `man`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::CommandFactory;
use clap_mangen::Man;

use super::failure::Failure;
use super::{Cli, out};

/// Where to.
#[derive(clap::Args)]
#[command(after_help = "Example: annals man | man -l -\n         annals man ~/.local/share/man/man1")]
pub(super) struct Arguments {
    /// A folder for a page of every verb; none: the first page to standard output
    folder: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        let (_, page) = page(&command, "annals")?;
        out::text(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let pages = pages(&command, "annals")?;
    for (name, text) in &pages {
        let path = folder.join(format!("{name}.1"));
        std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
    }
    out::note(&format!("{} pages written to {}", pages.len(), folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// The pages of a command and of all under it.
fn pages(command: &clap::Command, name: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut all = vec![page(command, name)?];
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        all.extend(pages(verb, &format!("{name}-{}", verb.get_name()))?);
    }
    Ok(all)
}

/// One page, with its name.
fn page(command: &clap::Command, name: &str) -> Result<(String, String), Failure> {
    let mut text: Vec<u8> = Vec::new();
    let man = Man::new(command.clone().display_name(name.to_owned())).title(name.to_owned());
    man.render(&mut text).map_err(|error| unwritable(Path::new(name), &error))?;
    Ok((name.to_owned(), String::from_utf8_lossy(&text).into_owned()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::refused(format!("{} cannot be written: {error}", path.display()), None)
}
