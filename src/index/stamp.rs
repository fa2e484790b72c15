//! The stamp: of which log an index is, up to where, and under which rules; with it, the files that belong together. It is
//! written last, so that files half made are never taken for an index.

use std::fs;
use std::io;
use std::path::Path;

use super::file::{FileError, Seal};
use crate::domain::Digest;
use crate::log::Head;
use crate::projectors::RULES_VERSION;

const NAME: &str = "stamp";
/// The layout of the files of the index.
const LAYOUT: u32 = 9;

/// What an index is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Where the log stood.
    pub head: Head,
    /// The files, in the order in which they are listed.
    pub seals: Vec<Seal>,
}

impl Stamp {
    /// Reads the stamp of a folder; `None` where there is none, or one of another layout or of other rules.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn read(folder: &Path) -> Result<Option<Stamp>, FileError> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
                return Ok(None);
            }
            Err(e) => return Err(FileError::io(&path, "read")(e)),
        };
        Ok(parse(&text))
    }

    /// Writes it, in place of the one that is there.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn write(&self, folder: &Path) -> Result<(), FileError> {
        let (path, beside) = (folder.join(NAME), folder.join(format!("{NAME}.new")));
        let write = || {
            fs::write(&beside, self.text())?;
            fs::rename(&beside, &path)
        };
        write().map_err(FileError::io(&path, "write"))
    }

    fn text(&self) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let seals: Vec<String> = self.seals.iter().map(|s| hex(&s.0)).collect();
        let Head { position, digest } = self.head;
        let lines = format!(
            "annals index {LAYOUT}\nrules {RULES_VERSION}\nhead {position} {}\n{}\n",
            digest.hex(),
            seals.join(" ")
        );
        format!("{lines}{}\n", blake3::hash(lines.as_bytes()).to_hex())
    }
}

fn parse(text: &str) -> Option<Stamp> {
    let (lines, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    if blake3::hash(format!("{lines}\n").as_bytes()).to_hex().as_str() != sum {
        return None;
    }
    let mut lines = lines.lines();
    let fits = lines.next()? == format!("annals index {LAYOUT}")
        && lines.next()? == format!("rules {RULES_VERSION}");
    let (position, digest) = lines.next()?.strip_prefix("head ")?.split_once(' ')?;
    let head = Head { position: position.parse().ok()?, digest: Digest::parse(digest)? };
    let seal = |text: &str| {
        let bytes: Option<Vec<u8>> =
            (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect();
        bytes?.try_into().ok().map(Seal)
    };
    let seals = lines.next()?.split(' ').map(seal).collect::<Option<Vec<Seal>>>()?;
    fits.then_some(Stamp { head, seals })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_stamp_when_written_then_it_reads_back_and_any_change_makes_it_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Stamp::read(folder.path()).unwrap(), None);
        let stamp = Stamp {
            head: Head { position: 12, digest: Digest([3; 32]) },
            seals: vec![Seal([1; 8]), Seal([0xfe; 8])],
        };
        stamp.write(folder.path()).unwrap();
        assert_eq!(Stamp::read(folder.path()).unwrap(), Some(stamp));
        let path = folder.path().join(NAME);
        let text = fs::read(&path).unwrap();
        for i in 0..text.len() {
            let mut other = text.clone();
            other[i] ^= 1;
            fs::write(&path, other).unwrap();
            assert_eq!(Stamp::read(folder.path()).unwrap(), None, "byte {i}");
        }
    }
}
