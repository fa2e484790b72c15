//! The progress of what takes its time: drawn on a terminal only, and on standard error.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar without a length yet, over so many of something.
pub(super) fn bar(of: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let template = format!("{{bar:40}} {{pos}} of {{len}} {of}, {{eta}} left");
    bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
