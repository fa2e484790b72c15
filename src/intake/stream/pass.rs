//! One pass over an input on every core: chunks are worked on side by side and taken in order.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::StreamError;
use super::chunks::Chunk;
use super::quick::Quick;

/// More than so many threads wait for whoever takes what they made.
const MOST: usize = 8;
/// Chunks on their way, a thread.
const AHEAD: usize = 3;

/// Where a thread gets its chunks from, and where what came of them goes, with their buffers.
type Worker<T> = (Sender<Chunk>, Receiver<(T, Vec<u8>)>);

/// Works on every chunk that `next` gives (into a buffer that may have been used before), each thread with a reader of its own, and hands over what came of it in the
/// order of the input. Both closures at the ends run on the calling thread; at most a few chunks are on their way.
///
/// # Errors
/// The first of `next` or `take`; nothing is taken after it.
pub(super) fn pass<T: Send, E: From<StreamError>>(
    mut next: impl FnMut(Vec<u8>) -> io::Result<Option<Chunk>>,
    work: impl Fn(&mut Quick, &Chunk) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST);
    let work = &work;
    thread::scope(|scope| {
        let mut workers: VecDeque<Worker<T>> = VecDeque::with_capacity(threads);
        for _ in 0..threads {
            let ((send, chunks), (done, receive)) = (channel::<Chunk>(), channel());
            scope.spawn(move || {
                let mut quick = Quick::new();
                for chunk in chunks {
                    if done.send((work(&mut quick, &chunk), chunk.bytes)).is_err() {
                        break;
                    }
                }
            });
            workers.push_back((send, receive));
        }
        let mut under_way = 0;
        let mut oldest = 0;
        let mut turn = 0;
        let mut over = false;
        let mut spare: Vec<Vec<u8>> = Vec::new();
        while !over || under_way > 0 {
            while !over && under_way < threads * AHEAD {
                match next(spare.pop().unwrap_or_default()).map_err(StreamError::Read)? {
                    Some(chunk) => {
                        // A worker ends early only by a panic, which the scope tells.
                        let sent = workers.get(turn % threads).map(|(send, _)| send.send(chunk));
                        over = !matches!(sent, Some(Ok(())));
                        under_way += usize::from(!over);
                        turn += 1;
                    }
                    None => over = true,
                }
            }
            if under_way > 0 {
                let Some(Ok((done, bytes))) =
                    workers.get(oldest % threads).map(|(_, receive)| receive.recv())
                else {
                    break;
                };
                (oldest, under_way) = (oldest + 1, under_way - 1);
                spare.push(bytes);
                take(done)?;
            }
        }
        Ok(())
    })
}
