//! The fence around sled, which sometimes panics where an error is due: behind it a panic becomes an error.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::thread;

/// How sled names the threads it writes in.
const THREADS: &str = "sled-";

/// Most characters told of a panic.
const LONGEST: usize = 160;

thread_local! {
    /// Whether this thread is behind the fence.
    static BEHIND: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call; a panic in it becomes its text.
pub(super) fn fenced<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    let before = BEHIND.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(call));
    BEHIND.set(before);
    outcome.map_err(|panic| text(panic.as_ref()))
}

/// Something of sled's, which may panic when it is dropped: it writes then, and cannot say that it failed. What was
/// acknowledged is on disk already.
pub(super) struct Guarded<T>(Option<T>);

impl<T> Guarded<T> {
    /// Guards it.
    pub(super) fn new(held: T) -> Guarded<T> {
        Guarded(Some(held))
    }

    /// What is guarded: always there.
    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        let held = self.0.take();
        let _ = fenced(|| drop(held));
    }
}

/// The first line of what a panic says, for people; the rest is for who mends sled.
fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
    let first: String = text.lines().next().unwrap_or_default().chars().take(LONGEST).collect();
    first.trim_end_matches([':', ' ']).to_owned()
}

/// From now on this process prints nothing about panics behind the fence, nor about those of sled's own threads:
/// each is told as an error by the call that meets it. For programs; a library should leave the choice to them.
pub fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let own = thread::current().name().is_some_and(|name| name.starts_with(THREADS));
            // A thread that is ending has no flag any more.
            if !own && !BEHIND.try_with(Cell::get).unwrap_or(false) {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_panic_when_fenced_then_it_is_an_error_with_its_text() {
        quiet_panics();
        assert_eq!(fenced(|| 1), Ok(1));
        assert_eq!(fenced(|| -> u8 { panic!("odd {}", 7) }), Err("odd 7".to_owned()));
        assert_eq!(fenced(|| -> u8 { panic!("one:\n  two") }), Err("one".to_owned()));
        assert_eq!(fenced(|| fenced(|| -> u8 { panic!("inner") })), Ok(Err("inner".to_owned())));
        assert!(!BEHIND.get(), "it stands outside again");
    }
}
