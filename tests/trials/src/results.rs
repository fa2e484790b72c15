//! What came of the trials: counted, printed, and kept in a file so that long runs can be spread.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Trials and failures by what was tried: the first word of a name, and the second.
pub struct Results {
    kept: Option<File>,
    counts: BTreeMap<String, (u64, u64)>,
    failures: Vec<String>,
}

impl Results {
    /// Begins with none; each is also added to a file, where one is named.
    pub fn new(kept: Option<&Path>) -> io::Result<Results> {
        let kept = kept.map(|path| File::options().create(true).append(true).open(path)).transpose()?;
        Ok(Results { kept, counts: BTreeMap::new(), failures: Vec::new() })
    }

    /// Notes a trial; whether it failed.
    pub fn note(&mut self, name: &str, verdict: Result<(), String>) -> bool {
        let sort: Vec<&str> = name.split(' ').take(2).collect();
        let (trials, failed) = self.counts.entry(sort.join(" ")).or_default();
        *trials += 1;
        let line = match &verdict {
            Ok(()) => format!("ok\t{name}"),
            Err(why) => format!("FAILED\t{name}\t{}", why.replace('\n', " ")),
        };
        if let Some(file) = &mut self.kept {
            // A result that cannot be kept is still counted.
            let _ = writeln!(file, "{line}");
        }
        if verdict.is_err() {
            *failed += 1;
            eprintln!("{line}");
            self.failures.push(line);
        }
        verdict.is_err()
    }

    /// Prints the table; whether nothing failed.
    pub fn print(&self) -> bool {
        println!("{:<28}{:>8}{:>10}", "trial", "runs", "failures");
        for (sort, (trials, failed)) in &self.counts {
            println!("{sort:<28}{trials:>8}{failed:>10}");
        }
        self.failures.is_empty()
    }
}
