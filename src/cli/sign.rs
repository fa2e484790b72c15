//! `annals sign`: a signed statement of where the log stands, to be kept or handed out; and keys to sign with.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::atomic::{self, Readers};
use super::failure::Failure;
use super::{Shared, out, verify};
use crate::seal::{KeyError, SecretKey, Statement};

/// With which key, or which key to make.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals sign --key keeper.pem --out 2026-11-21.signed\nWhoever has the statement and keeper.pem.pub can ask ever after whether a log still holds what it held then:\nannals verify --key keeper.pem.pub 2026-11-21.signed"
)]
pub(super) struct Arguments {
    /// The secret Ed25519 key, PKCS#8 in PEM
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    key: Option<PathBuf>,
    /// Where the statement goes (left out: standard output)
    #[arg(long, value_name = "FILE", requires = "key")]
    out: Option<PathBuf>,
    /// Make a key: FILE, which only its owner can read, and FILE.pub
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "out"])]
    new_key: Option<PathBuf>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(file) = &arguments.new_key {
        return new_key(file);
    }
    let file = arguments.key.as_deref().unwrap_or(Path::new(""));
    let key = SecretKey::from_pem(&atomic::read(file)?).map_err(|error| odd_key(file, &error))?;
    let head = verify::all(shared)?.head()?;
    if head.position == 0 {
        return Err(Failure::refused("the log is empty: there is nothing to sign", None));
    }
    let line = format!("{}\n", Statement::sign(head, chrono::Utc::now(), &key).to_line());
    let Some(to) = &arguments.out else {
        out::text(&line)?;
        return Ok(ExitCode::SUCCESS);
    };
    atomic::write(to, Readers::Usual, false, |out| {
        out.write_all(line.as_bytes()).map_err(|error| Failure::File {
            message: format!("{} cannot be written: {error}", to.display()),
            help: None,
        })
    })?;
    let (position, digest) = (head.position, head.digest.hex());
    out::note(&format!("{} states that record {position} is {digest}", to.display()));
    Ok(ExitCode::SUCCESS)
}

fn new_key(file: &Path) -> Result<ExitCode, Failure> {
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    if public.exists() {
        return Err(Failure::refused(format!("{} is there already", public.display()), None));
    }
    let key = SecretKey::generate().map_err(|error| odd_key(file, &error))?;
    let texts = key.to_pem().and_then(|secret| Ok((secret, key.public().to_pem()?)));
    let (secret, open) = texts.map_err(|error| odd_key(file, &error))?;
    for (path, readers, text) in [(file, Readers::Owner, &secret), (&public, Readers::Usual, &open)] {
        atomic::write(path, readers, false, |out| {
            out.write_all(text.as_bytes()).map_err(|error| Failure::File {
                message: format!("{} cannot be written: {error}", path.display()),
                help: None,
            })
        })?;
    }
    out::note(&format!(
        "{} is the secret key: keep it, and keep it from others; hand out {}",
        file.display(),
        public.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Says what a file holds that should hold a key.
pub(super) fn odd_key(file: &Path, error: &KeyError) -> Failure {
    Failure::File { message: format!("{} {error}", file.display()), help: None }
}
