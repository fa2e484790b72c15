//! The progress of what takes its time: drawn on a terminal only, and on standard error.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar without a length yet, over so many of something.
pub(super) fn bar(of: &str) -> ProgressBar {
    styled(0, &format!("{{bar:40}} {{pos}} of {{len}} {of}, {{eta}} left"))
}

/// A bar over so many bytes that are read.
pub(super) fn bytes(length: u64) -> ProgressBar {
    styled(length, "{bar:40} {percent}% checked, {eta} left")
}

/// A bar over so many records, with how many there are a second.
pub(super) fn records(length: u64) -> ProgressBar {
    styled(length, "{bar:40} {pos} of {len} records, {per_sec}, {eta} left")
}

fn styled(length: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
