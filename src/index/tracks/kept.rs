//! What was worked out anew, kept beside the tracks it is laid over, so that it is not worked out at every opening. One file,
//! written whole; damaged or of other tracks it counts as not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{ANEW, Key};
use super::{Overlay, Tracks, code};
use crate::domain::{Day, Digest, Fluent};
use crate::index::file::FileError;
use crate::log::Head;
use crate::replay::{Elsewhere, Segment};

/// A fluent as it is written: in words; the first day of each segment and what it says; what others need of a being.
type Written = (String, Vec<(i32, u8)>, Option<(Option<i32>, bool)>);

#[derive(Serialize, Deserialize)]
struct File {
    /// The head the tracks were worked out for.
    tracks: (u64, String),
    /// The head that what is laid over them reaches.
    head: (u64, String),
    fluents: Vec<Written>,
    /// Knots of records of which more was told since; nothing: all.
    grown: Option<BTreeSet<u32>>,
}

impl Overlay {
    /// Writes it into the folder of tracks. It reaches a head of the log.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(&self, folder: &Path, key: Key, head: Head) -> Result<(), FileError> {
        let fluents = self.each().map(|(fluent, segments, elsewhere)| -> Written {
            let segments = segments.iter().map(|s| (s.from.0, code::says(s))).collect();
            let elsewhere = elsewhere.map(|e| (e.last_birth.map(|day| day.0), e.told_here));
            (fluent.to_string(), segments, elsewhere)
        });
        let (tracks, head, grown) = (written(key.head), written(head), self.grown().cloned());
        let file = File { tracks, head, fluents: fluents.collect(), grown };
        let path = folder.join(ANEW);
        let mut bytes = serde_json::to_vec(&file)
            .map_err(|error| FileError::io(&path, "write")(std::io::Error::other(error)))?;
        bytes.extend(blake3::hash(&bytes).as_bytes());
        let beside = folder.join(format!("{ANEW}.new"));
        let write = || {
            fs::write(&beside, &bytes)?;
            fs::rename(&beside, &path)
        };
        write().map_err(FileError::io(&path, "write"))
    }

    /// What was kept in the folder of tracks, and the head it reaches; `None` where there is nothing that can be used.
    pub fn kept(folder: &Path, tracks: &Tracks) -> Option<(Overlay, Head)> {
        let bytes = fs::read(folder.join(ANEW)).ok()?;
        let (text, sum) = bytes.split_last_chunk::<32>()?;
        let whole = blake3::hash(text).as_bytes() == sum;
        let file: File = serde_json::from_slice(text).ok().filter(|_| whole)?;
        let head = read(&file.head)?;
        let mut overlay = Overlay::new();
        overlay.grow(file.grown);
        for (fluent, segments, elsewhere) in file.fluents {
            let fluent = Fluent::parse(&fluent).ok()?;
            let segments = segments.into_iter().map(|(from, says)| code::said(Day(from), says));
            let segments = segments.collect::<Option<Vec<Segment>>>()?;
            overlay.put(tracks, &fluent, segments).ok()?;
            if let Some((last_birth, told_here)) = elsewhere {
                overlay.lean(&fluent, Elsewhere { last_birth: last_birth.map(Day), told_here });
            }
        }
        (read(&file.tracks)? == tracks.key().head).then_some((overlay, head))
    }
}

fn written(head: Head) -> (u64, String) {
    (head.position, head.digest.hex())
}

fn read((position, digest): &(u64, String)) -> Option<Head> {
    Some(Head { position: *position, digest: Digest::parse(digest)? })
}
