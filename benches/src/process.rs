//! Processes that are given so much time and no more, and what they leave.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::measured::Measured;

/// Waits for a process of ours, and ends it where it takes longer; `Err` says why nothing came of it.
pub fn within(command: &mut Command, budget: Duration) -> Result<(), String> {
    let begin = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().map_err(|error| error.to_string())?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(_)) => return Err("it failed".to_owned()),
            Ok(None) if begin.elapsed() > budget => {
                let ended = child.kill().and_then(|()| child.wait());
                let over = format!("over {} s", budget.as_secs());
                return Err(ended.map_or_else(|error| error.to_string(), |_| over));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// What a process measured; scripts leave their answers as text, of which the digest is taken here.
pub fn read(path: &Path) -> Result<Measured, String> {
    #[derive(Deserialize)]
    struct Lines {
        #[serde(default)]
        lines: Vec<String>,
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    fs::remove_file(path).map_err(|error| error.to_string())?;
    let text: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let lines = Lines::deserialize(&text).map_err(|error| error.to_string())?.lines;
    let mut measured: Measured = serde_json::from_value(text).map_err(|error| error.to_string())?;
    if !lines.is_empty() {
        let digest = blake3::hash(lines.concat().as_bytes()).to_hex();
        measured.digest = Some(digest.chars().take(16).collect());
    }
    Ok(measured)
}
