//! The in-memory twin: the same log, for tests, dry runs and places where nothing can be written.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Clock, Head, Log, LogError, Redact, done, left, link, repeated, seal};
use crate::domain::{Amendment, Body, Record};

/// A log held in memory. It is lost with the process; *durable* means nothing here.
pub struct MemoryLog {
    clock: Clock,
    records: Mutex<Vec<Record>>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new(clock: Clock) -> MemoryLog {
        MemoryLog { clock, records: Mutex::default() }
    }

    fn records(&self) -> MutexGuard<'_, Vec<Record>> {
        // Records are only ever added whole, so a panic elsewhere leaves them sound.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn head_of(records: &[Record]) -> Head {
    records.last().map_or(Head::EMPTY, |r| Head { position: r.position, digest: r.digest })
}

/// At most `max` records from position `from` on.
fn window(records: &[Record], from: u64, max: usize) -> &[Record] {
    let start = usize::try_from(from.max(1) - 1).unwrap_or(usize::MAX).min(records.len());
    let rest = records.get(start..).unwrap_or_default();
    rest.get(..max).unwrap_or(rest)
}

impl Log for MemoryLog {
    fn head(&self) -> Result<Head, LogError> {
        Ok(head_of(&self.records()))
    }

    fn append(&self, expected: &Head, batch: Vec<Body>) -> Result<Head, LogError> {
        let mut records = self.records();
        let head = head_of(&records);
        if *expected != head {
            let present = window(&records, expected.position.saturating_add(1), batch.len());
            return repeated(expected, &batch, present).ok_or(LogError::Conflict { head });
        }
        let last = records.last().map(|r| r.recorded);
        let mut new = link(&head, last, (self.clock)(), batch, &self.limits())?;
        records.append(&mut new);
        Ok(head_of(&records))
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, LogError> {
        Ok(window(&self.records(), from, max).to_vec())
    }
}

impl Redact for MemoryLog {
    fn redact(&self, expected: &Head, act: Amendment) -> Result<Head, LogError> {
        let mut records = self.records();
        let head = head_of(&records);
        let read = |position| Ok(window(&records, position, 1).first().cloned());
        if *expected != head {
            let present = window(&records, expected.position.saturating_add(1), 1);
            return done(expected, &act, present, read)?.ok_or(LogError::Conflict { head });
        }
        let left = left(&act, read)?;
        let last = records.last().map(|r| r.recorded);
        let mut new = seal(&head, last, (self.clock)(), vec![Body::Amendment(act)], &self.limits())?;
        for record in left {
            if let Some(place) = records.iter_mut().find(|r| r.position == record.position) {
                *place = record;
            }
        }
        records.append(&mut new);
        Ok(head_of(&records))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::conformance::{self, Fixture};

    struct Memory;

    impl Fixture for Memory {
        fn open(&self, clock: Clock) -> Box<dyn Redact> {
            Box::new(MemoryLog::new(clock))
        }

        fn persistent(&self) -> bool {
            false
        }
    }

    #[test]
    fn given_the_memory_log_when_put_through_the_suite_then_it_conforms() {
        conformance::run(|| Box::new(Memory));
    }
}
