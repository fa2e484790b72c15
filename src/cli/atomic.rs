//! Files that are there whole or not at all: written beside, synced, and renamed into place.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::failure::Failure;

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Whoever may read new files.
    Usual,
    /// Its owner only.
    Owner,
}

/// Writes a file; one that is there already is replaced only where that is asked.
pub(super) fn write<T>(
    path: &Path,
    readers: Readers,
    replace: bool,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let name = path.display();
    let failed = |error: io::Error| Failure::File {
        message: format!("{name} cannot be written: {error}"),
        help: None,
    };
    free(path, replace)?;
    let around = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".annals-").suffix(".part");
    #[cfg(unix)]
    if readers == Readers::Usual {
        // What the user's mask leaves of it; a temporary file is its owner's only.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _same = readers;
    let mut out = BufWriter::new(builder.tempfile_in(around).map_err(failed)?);
    let done = fill(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    let persisted = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match persisted {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Err(there(path)),
        Err(error) => return Err(failed(error.error)),
    }
    if cfg!(unix) {
        File::open(around).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    Ok(done)
}

/// Whether a file can be written: it is not there yet, or is to be replaced.
pub(super) fn free(path: &Path, replace: bool) -> Result<(), Failure> {
    if path.is_dir() || (path.exists() && !replace) { Err(there(path)) } else { Ok(()) }
}

fn there(path: &Path) -> Failure {
    Failure::refused(format!("{} is there already", path.display()), Some("name another file".to_owned()))
}

/// The text of a small file.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    let failed = |why: String| Failure::File { message: format!("{name} cannot be read: {why}"), help: None };
    let bytes = fs::read(path).map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| failed("it is no text".to_owned()))
}
