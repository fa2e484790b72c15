//! Sorted runs made into one, row by row.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;
use std::sync::Arc;

use super::FileError;
use super::at::At;
use super::sorter::{Stretch, order};

/// Bytes read of a run at a time.
const CHUNK: usize = 256 * 1024;

/// A sorted run, of which a part is in memory.
#[derive(Debug)]
pub(super) struct Run<const W: usize> {
    rows: Arc<Vec<[u8; W]>>,
    next: usize,
    end: usize,
    rest: Option<Rest>,
}

/// What of a run is still on disk.
#[derive(Debug)]
struct Rest {
    at: Arc<At>,
    offset: u64,
    rows: u64,
    hasher: crc32fast::Hasher,
    sum: u32,
}

impl<const W: usize> Run<W> {
    /// A sorted part of what is in memory.
    pub(super) fn in_memory(rows: &Arc<Vec<[u8; W]>>, part: Range<usize>) -> Run<W> {
        Run { rows: Arc::clone(rows), next: part.start, end: part.end, rest: None }
    }

    /// A run that was written out.
    pub(super) fn on_disk(at: &Arc<At>, run: Stretch) -> Run<W> {
        let (hasher, sum) = (crc32fast::Hasher::new(), run.sum);
        let rest = Rest { at: Arc::clone(at), offset: run.offset, rows: run.rows, hasher, sum };
        Run { rows: Arc::default(), next: 0, end: 0, rest: Some(rest) }
    }

    fn next(&mut self) -> Result<Option<[u8; W]>, FileError> {
        if self.next >= self.end && !self.refill()? {
            return Ok(None);
        }
        self.next += 1;
        Ok(self.rows.get(self.next - 1).copied())
    }

    /// Reads on, where something is left.
    fn refill(&mut self) -> Result<bool, FileError> {
        let Some(rest) = &mut self.rest else { return Ok(false) };
        if rest.rows == 0 {
            let sound = rest.hasher.clone().finalize() == rest.sum;
            let path = rest.at.path();
            return if sound {
                Ok(false)
            } else {
                Err(FileError::damaged(path, "rows to be sorted were changed"))
            };
        }
        let many = ((CHUNK / W.max(1)).max(1) as u64).min(rest.rows);
        let mut rows = vec![[0; W]; many as usize];
        rest.at.read(rest.offset, rows.as_flattened_mut())?;
        rest.hasher.update(rows.as_flattened());
        rest.offset += many * W as u64;
        rest.rows -= many;
        (self.next, self.end, self.rows) = (0, rows.len(), Arc::new(rows));
        Ok(true)
    }
}

/// The foremost row of a run.
#[derive(Debug)]
struct First<const W: usize> {
    row: [u8; W],
    run: usize,
}

impl<const W: usize> Ord for First<W> {
    fn cmp(&self, other: &First<W>) -> Ordering {
        order(&self.row, &other.row).then(self.run.cmp(&other.run))
    }
}

impl<const W: usize> PartialOrd for First<W> {
    fn partial_cmp(&self, other: &First<W>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const W: usize> PartialEq for First<W> {
    fn eq(&self, other: &First<W>) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<const W: usize> Eq for First<W> {}

/// Rows in order. After a fault it ends.
#[derive(Debug)]
pub struct Merge<const W: usize> {
    runs: Vec<Run<W>>,
    heap: BinaryHeap<Reverse<First<W>>>,
}

impl<const W: usize> Merge<W> {
    pub(super) fn of(mut runs: Vec<Run<W>>) -> Result<Merge<W>, FileError> {
        let mut heap = BinaryHeap::new();
        for (run, rows) in runs.iter_mut().enumerate() {
            if let Some(row) = rows.next()? {
                heap.push(Reverse(First { row, run }));
            }
        }
        Ok(Merge { runs, heap })
    }

    fn step(&mut self) -> Result<Option<[u8; W]>, FileError> {
        let Some(mut top) = self.heap.peek_mut() else { return Ok(None) };
        let row = top.0.row;
        match self.runs.get_mut(top.0.run).map(Run::next).transpose()?.flatten() {
            Some(next) => top.0.row = next,
            None => {
                PeekMut::pop(top);
            }
        }
        Ok(Some(row))
    }
}

impl<const W: usize> Iterator for Merge<W> {
    type Item = Result<[u8; W], FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.step().transpose();
        if matches!(row, Some(Err(_))) {
            self.heap.clear();
        }
        row
    }
}
