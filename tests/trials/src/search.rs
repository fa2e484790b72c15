//! Whether a text that was taken away is still in any file.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

/// Bytes of what is searched for: enough not to be there by chance.
const NEEDLE: usize = 16;
/// From one searched for to the next: storage cuts texts in pieces.
const STEP: usize = 512;

/// Texts, as they are searched for.
#[derive(Default)]
pub struct Texts(HashSet<Vec<u8>>);

impl Texts {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        self.0.extend(text.as_bytes().windows(NEEDLE).step_by(STEP).map(<[u8]>::to_vec));
    }

    /// The first file of a folder, or of those in it, that holds a part of one of the texts. A folder that is not there
    /// holds none.
    pub fn found_in(&self, folder: &Path) -> io::Result<Option<String>> {
        if !folder.exists() || self.0.is_empty() {
            return Ok(None);
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let held = if path.is_dir() {
                self.found_in(&path)?.is_some()
            } else {
                let bytes = fs::read(&path)?;
                bytes.windows(NEEDLE).any(|w| w[0].is_ascii_alphanumeric() && self.0.contains(w))
            };
            if held {
                return Ok(Some(path.display().to_string()));
            }
        }
        Ok(None)
    }
}
