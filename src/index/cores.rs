//! Work shared among all cores.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::error::IndexError;
use crate::log::LogError;

/// Does work on every core at once, each until it finds nothing left to do.
///
/// # Errors
/// What any of it reports; where some was cut short by a fault of ours, that.
pub(super) fn share(work: impl Fn() -> Result<(), IndexError> + Sync) -> Result<(), IndexError> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mine = work();
        let gone = |_| Err(LogError::Corrupt { position: 0, what: "work was cut short".to_owned() }.into());
        others.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(gone)).and(mine)
    })
}

/// What only one core may hold at a time.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
