//! A pager for answers longer than the terminal is high. What is written is held back until it is longer; then a pager is
//! started and gets all of it, with what is said beside it.

use std::io::{IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::terminal;

/// The pager of this process, if it may have one.
static PAGER: Mutex<State> = Mutex::new(State::Off);

enum State {
    /// Everything is written at once.
    Off,
    /// So far it may fit.
    Held { text: String, rows: usize },
    /// It did not.
    Running(Child),
}

fn state() -> MutexGuard<'static, State> {
    PAGER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on long answers are paged, where they go to a terminal and a pager is wanted there.
pub(super) fn allow() {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    if let Some(rows) = terminal::height()
        && std::io::stdin().is_terminal()
        && !dumb
        && !wanted().is_empty()
    {
        *state() = State::Held { text: String::new(), rows };
    }
}

/// The command of the pager; empty where none is wanted.
fn wanted() -> String {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    if pager.trim() == "cat" { String::new() } else { pager.trim().to_owned() }
}

/// Takes text that goes to standard output; `None` where it is not paged.
pub(super) fn write(text: &str) -> Option<std::io::Result<()>> {
    let mut state = state();
    match &mut *state {
        State::Off => None,
        State::Held { text: held, rows } => {
            held.push_str(text);
            if held.lines().count() < *rows {
                return Some(Ok(()));
            }
            let held = std::mem::take(held);
            match started() {
                Some(child) => *state = State::Running(child),
                None => *state = State::Off,
            }
            match &mut *state {
                State::Running(child) => Some(given(child, &held)),
                _ => Some(directly(&held)),
            }
        }
        State::Running(child) => Some(given(child, text)),
    }
}

/// Takes what is said beside the answer, where that would stand between its lines on the same terminal.
pub(super) fn beside(text: &str) -> bool {
    let there = matches!(&*state(), State::Held { text, .. } if !text.is_empty())
        || matches!(&*state(), State::Running(_));
    there && std::io::stderr().is_terminal() && write(&format!("{text}\n")).is_some()
}

/// Writes what is still held back, and waits until nobody reads any more.
pub(super) fn finish() -> std::io::Result<()> {
    match std::mem::replace(&mut *state(), State::Off) {
        State::Off => Ok(()),
        State::Held { text, .. } => directly(&text),
        State::Running(mut child) => {
            drop(child.stdin.take());
            child.wait().map(|_| ())
        }
    }
}

fn given(child: &mut Child, text: &str) -> std::io::Result<()> {
    match child.stdin.as_mut() {
        Some(stdin) => stdin.write_all(text.as_bytes()),
        None => Ok(()),
    }
}

fn directly(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Starts the pager; `None` where there is none such. `PAGER` is a command line, as elsewhere.
fn started() -> Option<Child> {
    let mut command = match cfg!(windows) {
        true => Command::new(wanted()),
        false => {
            let mut shell = Command::new("sh");
            // What cannot be found is found out before the answer is gone into it.
            let first = wanted().split_whitespace().next().unwrap_or_default().to_owned();
            let there = Command::new("sh")
                .args(["-c", "command -v -- \"$1\" >/dev/null 2>&1", "sh", &first])
                .status();
            if !there.is_ok_and(|status| status.success()) {
                return None;
            }
            shell.args(["-c", &wanted()]);
            shell
        }
    };
    if std::env::var_os("LESS").is_none() {
        // Ends where all fits, shows colours, and leaves the answer on the screen.
        command.env("LESS", "FRX");
    }
    command.stdin(Stdio::piped()).spawn().ok()
}
