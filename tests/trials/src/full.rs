//! Disks that are full, folders that cannot be written, files that cannot be opened. The first needs `strace`,
//! which makes one call after the other fail; the second and the real full disks need root.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::disk::{Event, Mounted, system};
use crate::power::{checked, said};
use crate::results::Results;
use crate::work::Mode;

/// The calls that a full disk refuses. What the writer says goes by `writev`, which is not among them.
const CALLS: [(&str, &str); 3] = [
    ("write", "write,pwrite64,pwritev,ftruncate,fallocate,copy_file_range"),
    ("name", "mkdir,rename,renameat,renameat2,symlink,link"),
    ("sync", "fsync,fdatasync,sync_file_range"),
];

/// What is done to a writer: its life in short.
struct Lived {
    acknowledged: u64,
    said: String,
    succeeded: bool,
}

/// Lets a writer with a fixed task run under a command, say `strace ...`.
fn lived(command: &[String], store: &Path, seed: u64) -> io::Result<Lived> {
    let own = std::env::current_exe()?;
    let (first, rest) = command.split_first().map_or((None, command), |(f, r)| (Some(f), r));
    let mut writer = match first {
        Some(first) => {
            let mut command = Command::new(first);
            command.args(rest).arg(own);
            command
        }
        None => Command::new(own),
    };
    writer.args(["write".as_ref(), store.as_os_str(), "--mode".as_ref(), "task".as_ref()]);
    writer.args(["--milliseconds", "60000", "--seed", &seed.to_string()]);
    let mut writer = writer.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let out = writer.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    let mut acknowledged = 0;
    for line in BufReader::new(out).lines() {
        if let Some(Event::Acknowledged(position)) = said(&line?) {
            acknowledged = position;
        }
    }
    let output = writer.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Ok(Lived { acknowledged, said, succeeded: output.status.success() })
}

/// What is wrong with how a writer ended, or with what it left.
fn verdict(lived: &Lived, store: &Path, seed: u64) -> io::Result<Result<(), String>> {
    if lived.said.contains("panicked") {
        return Ok(Err(format!("a panic reached the user: {}", lived.said)));
    }
    if !lived.succeeded && lived.said.is_empty() {
        return Ok(Err("it failed without a word".to_owned()));
    }
    Ok(checked(store, seed, lived.acknowledged, Mode::Task)?
        .map(|_| ())
        .map_err(|why| format!("{why} (writer: {})", lived.said)))
}

/// Makes one call after the other fail, and all that follow it: a disk that is full stays so.
pub fn every_call(seed: u64, step: usize, around: &Path, results: &mut Results) -> io::Result<()> {
    for (name, calls) in CALLS {
        for lasting in [true, false] {
            for nth in (1..).step_by(step) {
                let store = around.join("full");
                let rule =
                    format!("inject={calls}:error=ENOSPC:when={nth}{}", if lasting { "+" } else { "" });
                let command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &rule].map(str::to_owned);
                let lived = lived(&command, &store, seed)?;
                let verdict = verdict(&lived, &store, seed)?;
                results.note(&format!("full {name} call {nth} lasting {lasting}"), verdict);
                if std::fs::exists(&store)? {
                    std::fs::remove_dir_all(&store)?;
                }
                // Past its last call nothing fails any more.
                if lived.succeeded && lived.said.is_empty() {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Fills real file systems, from ones that hardly hold a store to ones that hold some of the task.
pub fn real(seed: u64, around: &Path, results: &mut Results) -> io::Result<()> {
    for kilobytes in (400..6_000).step_by(140) {
        let image = around.join("small.img");
        std::fs::write(&image, vec![0; kilobytes * 1024])?;
        system(
            "mkfs.ext4",
            &["-q".as_ref(), "-F".as_ref(), "-O".as_ref(), "^has_journal".as_ref(), image.as_os_str()],
        )?;
        let mounted = Mounted::new(&image, &around.join("small"), "rw")?;
        let store = around.join("small/store");
        let lived = lived(&[], &store, seed)?;
        // What it left is looked at where there is room again.
        let copy = around.join("roomy");
        if std::fs::exists(&copy)? {
            std::fs::remove_dir_all(&copy)?;
        }
        if std::fs::exists(&store)? {
            system("cp", &["-r".as_ref(), store.as_os_str(), copy.as_os_str()])?;
        }
        let verdict = verdict(&lived, &copy, seed)?;
        results.note(&format!("full disk of {kilobytes} KiB"), verdict);
        drop(mounted);
    }
    Ok(())
}

/// Lets a writer have fewer and fewer open files.
pub fn few_files(seed: u64, around: &Path, results: &mut Results) -> io::Result<()> {
    for files in 3..40 {
        let store = around.join("files");
        let command = ["prlimit".to_owned(), format!("--nofile={files}")];
        let lived = lived(&command, &store, seed)?;
        let verdict = verdict(&lived, &store, seed)?;
        results.note(&format!("files {files} open at most"), verdict);
        if std::fs::exists(&store)? {
            std::fs::remove_dir_all(&store)?;
        }
    }
    Ok(())
}

/// Puts a store on a file system that is mounted for reading only.
pub fn read_only(seed: u64, around: &Path, results: &mut Results) -> io::Result<()> {
    let image = around.join("medium.img");
    std::fs::write(&image, vec![0; 32 * 1024 * 1024])?;
    system("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), image.as_os_str()])?;
    let store = around.join("medium/store");
    let mounted = Mounted::new(&image, &around.join("medium"), "rw")?;
    let before = lived(&[], &store, seed)?;
    drop(mounted);
    let mounted = Mounted::new(&image, &around.join("medium"), "ro")?;
    for path in [store.clone(), around.join("medium/other")] {
        let lived = lived(&[], &path, seed)?;
        let refused = !lived.succeeded && lived.said.contains("cannot be written");
        let verdict = if refused { Ok(()) } else { Err(format!("not refused plainly: {}", lived.said)) };
        results.note("readonly folder", verdict);
    }
    drop(mounted);
    let mounted = Mounted::new(&image, &around.join("medium"), "rw")?;
    let verdict = checked(&store, seed, before.acknowledged, Mode::Task)?.map(|_| ());
    results.note("readonly afterwards", verdict);
    drop(mounted);
    Ok(())
}
