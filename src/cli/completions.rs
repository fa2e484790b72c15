//! `annals completions`: words that complete themselves in a shell.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::failure::Failure;
use super::{Cli, out};

/// For which shell.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals completions bash > ~/.local/share/bash-completion/completions/annals"
)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut script: Vec<u8> = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "annals", &mut script);
    out::text(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
