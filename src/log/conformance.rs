//! The conformance suite: what every log does, whatever it is made of. A new backend is one [`Fixture`] and
//! one line.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use chrono::DateTime;

use super::{Clock, Head, Log, LogError, Oversize, Redact, sample, verify};
use crate::domain::{Amends, Body, Digest, Record, Redaction};

/// One place where a log lies: a folder, a server, a variable.
pub(crate) trait Fixture {
    /// Opens the log of this place. A log opened before was dropped.
    fn open(&self, clock: Clock) -> Box<dyn Redact>;

    /// Whether what was appended is there when the log is opened again.
    fn persistent(&self) -> bool;
}

/// Puts a backend through the suite; `make` gives a new and empty place each time.
pub(crate) fn run(make: impl Fn() -> Box<dyn Fixture>) {
    let tests: [fn(&dyn Fixture); 17] = [
        given_no_record_when_read_then_it_is_empty,
        given_batches_when_appended_then_positions_are_dense_and_digests_chained,
        given_a_stale_head_when_appending_then_it_conflicts,
        given_an_oversized_record_when_appending_then_nothing_is_appended,
        given_an_oversized_batch_when_appending_then_nothing_is_appended,
        given_the_largest_record_when_appended_then_it_reads_the_same,
        given_an_append_that_went_through_when_repeated_then_nothing_is_appended,
        given_records_when_read_in_windows_then_each_is_there_once,
        given_positions_when_read_then_each_is_there_and_none_past_the_head,
        given_many_records_when_tailed_then_the_tail_ends_at_the_head_of_its_call,
        given_two_writers_when_they_retry_conflicts_then_nothing_is_lost,
        given_readers_while_batches_are_appended_then_none_sees_half_of_one,
        given_a_clock_that_runs_backwards_when_appending_then_instants_do_not,
        given_a_log_when_opened_again_then_all_is_there_and_goes_on,
        given_records_when_redacted_then_the_chain_holds_and_all_others_stay,
        given_a_redaction_that_went_through_when_repeated_then_nothing_changes,
        given_what_is_no_redaction_or_names_another_record_when_asked_then_nothing_changes,
    ];
    for test in tests {
        test(make().as_ref());
    }
}

/// A clock that ticks by a second each time it is read, from the given second on.
fn ticking(from: i64) -> Clock {
    let seconds = AtomicI64::new(from);
    Arc::new(move || DateTime::from_timestamp(seconds.fetch_add(1, Ordering::Relaxed), 0).unwrap())
}

fn open(place: &dyn Fixture) -> Box<dyn Redact> {
    place.open(ticking(1_000))
}

/// The bodies of reports `prefix-0`, `prefix-1` ...
fn batch(prefix: &str, count: usize) -> Vec<Body> {
    (0..count).map(|i| Body::from(sample::small_report(&format!("{prefix}-{i}"), "2014-03"))).collect()
}

fn all(log: &(impl Log + ?Sized)) -> Vec<Record> {
    log.read(1, usize::MAX).unwrap()
}

fn bodies(records: &[Record]) -> Vec<Body> {
    records.iter().map(|r| r.body.clone()).collect()
}

fn given_no_record_when_read_then_it_is_empty(place: &dyn Fixture) {
    let log = open(place);
    assert_eq!(log.head().unwrap(), Head::EMPTY);
    assert_eq!(all(&*log), []);
    assert_eq!(log.read(0, 10).unwrap(), []);
    assert!(log.tail(1).next().is_none());
    assert_eq!(log.append(&Head::EMPTY, vec![]).unwrap(), Head::EMPTY);
}

fn given_batches_when_appended_then_positions_are_dense_and_digests_chained(place: &dyn Fixture) {
    let log = open(place);
    let first = log.append(&Head::EMPTY, sample::bodies()).unwrap();
    let second = log.append(&first, batch("b", 1)).unwrap();
    let third = log.append(&second, batch("c", 1000)).unwrap();
    assert_eq!(log.head().unwrap(), third);
    assert_eq!(log.append(&third, vec![]).unwrap(), third);

    let records = all(&*log);
    let expected = [sample::bodies(), batch("b", 1), batch("c", 1000)].concat();
    assert_eq!(bodies(&records), expected);
    assert_eq!(verify(&records, &Head::EMPTY), Ok(third));
    let instants: Vec<i64> = records.iter().map(|r| r.recorded.timestamp()).collect();
    assert_eq!(instants[..6], [1000, 1000, 1000, 1000, 1000, 1001], "one instant a batch");
}

fn given_a_stale_head_when_appending_then_it_conflicts(place: &dyn Fixture) {
    let log = open(place);
    let head = log.append(&Head::EMPTY, batch("a", 3)).unwrap();
    let forged = Head { digest: Digest([7; 32]), ..head };
    let ahead = Head { position: 9, ..head };
    for expected in [Head::EMPTY, forged, ahead] {
        for offered in [batch("b", 2), batch("a", 4), vec![]] {
            match log.append(&expected, offered) {
                Err(LogError::Conflict { head: told }) => assert_eq!(told, head),
                other => panic!("{other:?} instead of a conflict"),
            }
        }
    }
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(all(&*log).len(), 3);
}

fn given_an_oversized_record_when_appending_then_nothing_is_appended(place: &dyn Fixture) {
    let log = open(place);
    let limit = log.limits().bytes_per_record;
    let head = log.append(&Head::EMPTY, batch("a", 1)).unwrap();
    let offered = [batch("b", 2), vec![sample::actor("huge", limit)], batch("c", 1)].concat();
    match log.append(&head, offered) {
        Err(LogError::TooLarge { what: Oversize::Record { index, name }, found, limit: told }) => {
            assert_eq!((index, name.as_str(), told), (2, "actor huge", limit));
            assert!(found > limit);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(all(&*log).len(), 1);
    log.append(&head, batch("d", 1)).unwrap();
}

fn given_an_oversized_batch_when_appending_then_nothing_is_appended(place: &dyn Fixture) {
    let log = open(place);
    let limit = log.limits().records_per_batch;
    match log.append(&Head::EMPTY, batch("a", limit + 1)) {
        Err(LogError::TooLarge { what: Oversize::Batch, found, limit: told }) => {
            assert_eq!((found, told), (limit + 1, limit));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(log.head().unwrap(), Head::EMPTY);
    assert_eq!(all(&*log), []);
}

fn given_the_largest_record_when_appended_then_it_reads_the_same(place: &dyn Fixture) {
    let log = open(place);
    let spare = super::canonical(&sample::actor("huge", 0)).unwrap().len();
    let huge = sample::actor("huge", log.limits().bytes_per_record - spare);
    assert_eq!(super::canonical(&huge).unwrap().len(), log.limits().bytes_per_record);
    let offered = [batch("a", 1), vec![huge.clone(), huge], batch("b", 1)].concat();
    let head = log.append(&Head::EMPTY, offered.clone()).unwrap();
    assert_eq!(bodies(&all(&*log)), offered);
    assert_eq!(log.read(3, 1).unwrap()[0].body, offered[2]);
    assert_eq!(verify(&all(&*log), &Head::EMPTY), Ok(head));
}

fn given_an_append_that_went_through_when_repeated_then_nothing_is_appended(place: &dyn Fixture) {
    let log = open(place);
    let first = log.append(&Head::EMPTY, batch("a", 3)).unwrap();
    assert_eq!(log.append(&Head::EMPTY, batch("a", 3)).unwrap(), first);
    let second = log.append(&first, batch("b", 2)).unwrap();
    assert_eq!(log.append(&first, batch("b", 2)).unwrap(), second);
    // Even where somebody has gone on since: the answer is that of the first time.
    assert_eq!(log.append(&Head::EMPTY, batch("a", 3)).unwrap(), first);
    // A part of a batch, or a batch and more, is another append: the first would leave the caller with a head
    // inside a batch, the second with records half there.
    assert!(log.append(&first, batch("b", 3)).is_err());
    assert_eq!(log.head().unwrap(), second);
    assert_eq!(all(&*log).len(), 5);
    // The same bodies after the present head are appended: what counts as known is decided elsewhere.
    assert_eq!(log.append(&second, batch("b", 2)).unwrap().position, 7);
}

fn given_records_when_read_in_windows_then_each_is_there_once(place: &dyn Fixture) {
    let log = open(place);
    let head = log.append(&Head::EMPTY, batch("a", 20)).unwrap();
    log.append(&head, batch("b", 20)).unwrap();
    let whole = all(&*log);
    assert_eq!(whole.len(), 40);
    for size in [1, 7, 40, 41] {
        let windows = (1..=40).step_by(size).flat_map(|from| log.read(from, size).unwrap());
        assert_eq!(windows.collect::<Vec<_>>(), whole, "windows of {size}");
    }
    assert_eq!(log.read(0, 2).unwrap(), whole[..2]);
    assert_eq!(log.read(40, 5).unwrap(), whole[39..]);
    assert_eq!(log.read(1, 0).unwrap(), []);
    assert_eq!(log.read(41, 5).unwrap(), []);
    assert_eq!(log.read(u64::MAX, usize::MAX).unwrap(), []);
}

fn given_positions_when_read_then_each_is_there_and_none_past_the_head(place: &dyn Fixture) {
    let log = open(place);
    assert_eq!(log.read_at(&[0, 1, 7]).unwrap(), []);
    let head = log.append(&Head::EMPTY, batch("a", 700)).unwrap();
    let head = log.append(&head, batch("b", 3)).unwrap();
    let before = all(&*log);
    log.redact(&head, sample::redaction("redact-a-4", &[&before[4]])).unwrap();
    let whole = all(&*log);
    for positions in
        [&[][..], &[1], &[0, 5, 6, 40, 699, 700, 701, 704], &[702, 703, 704, 705, 9_000, u64::MAX]]
    {
        let there: Vec<Record> =
            whole.iter().filter(|record| positions.contains(&record.position)).cloned().collect();
        assert_eq!(log.read_at(positions).unwrap(), there, "{positions:?}");
    }
}

fn given_many_records_when_tailed_then_the_tail_ends_at_the_head_of_its_call(place: &dyn Fixture) {
    let log = open(place);
    let mut head = Head::EMPTY;
    for prefix in ["a", "b", "c"] {
        head = log.append(&head, batch(prefix, 300)).unwrap();
    }
    let whole = all(&*log);
    for from in [0, 1, 257, 900] {
        let tail: Vec<Record> = log.tail(from).map(Result::unwrap).collect();
        assert_eq!(tail, whole[from.max(1) as usize - 1..], "from {from}");
    }
    assert!(log.tail(901).next().is_none());

    let mut tail = log.tail(899);
    assert_eq!(tail.next().unwrap().unwrap().position, 899);
    log.append(&head, batch("d", 1)).unwrap();
    assert_eq!(tail.next().unwrap().unwrap().position, 900);
    assert!(tail.next().is_none(), "what comes later is another tail");
}

fn given_two_writers_when_they_retry_conflicts_then_nothing_is_lost(place: &dyn Fixture) {
    const APPENDS: usize = 15;
    let log = open(place);
    let start = Barrier::new(2);
    let write = |name: &str| {
        start.wait();
        for i in 0..APPENDS {
            let mut expected = log.head().unwrap();
            loop {
                match log.append(&expected, batch(&format!("{name}-{i}"), 2)) {
                    Ok(_) => break,
                    Err(LogError::Conflict { head }) => expected = head,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| write("x"));
        scope.spawn(|| write("y"));
    });
    let records = all(&*log);
    assert_eq!(records.len(), 4 * APPENDS);
    assert_eq!(verify(&records, &Head::EMPTY), Ok(log.head().unwrap()));
    for name in ["x", "y"] {
        let found: Vec<Body> =
            bodies(&records).into_iter().filter(|b| b.id().as_str().starts_with(name)).collect();
        let sent: Vec<Body> = (0..APPENDS).flat_map(|i| batch(&format!("{name}-{i}"), 2)).collect();
        assert_eq!(found, sent, "each writer's records, once each and in its order");
    }
}

fn given_readers_while_batches_are_appended_then_none_sees_half_of_one(place: &dyn Fixture) {
    const SIZE: usize = 7;
    let log = open(place);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = || {
            let mut before = Head::EMPTY;
            while !over.load(Ordering::Relaxed) {
                let head = log.head().unwrap();
                let records = all(&*log);
                let tailed = log.tail(1).map(Result::unwrap).count();
                for seen in [head.position as usize, records.len(), tailed] {
                    assert_eq!(seen % SIZE, 0, "half a batch was seen");
                }
                let end = verify(&records, &Head::EMPTY).unwrap();
                assert!(head.position >= before.position && end.position >= head.position);
                before = end;
            }
        };
        scope.spawn(reader);
        scope.spawn(reader);
        let mut head = Head::EMPTY;
        for i in 0..30 {
            head = log.append(&head, batch(&format!("b{i}"), SIZE)).unwrap();
        }
        over.store(true, Ordering::Relaxed);
    });
    assert_eq!(all(&*log).len(), 30 * SIZE);
}

fn given_a_clock_that_runs_backwards_when_appending_then_instants_do_not(place: &dyn Fixture) {
    let seconds = AtomicI64::new(5_000);
    let log = place.open(Arc::new(move || {
        DateTime::from_timestamp(seconds.fetch_sub(10, Ordering::Relaxed), 123_456_789).unwrap()
    }));
    let first = log.append(&Head::EMPTY, batch("a", 2)).unwrap();
    let second = log.append(&first, batch("b", 2)).unwrap();
    let instant = DateTime::from_timestamp(5_000, 123_456_000).unwrap();
    assert!(all(&*log).iter().all(|r| r.recorded == instant), "whole microseconds, never backwards");
    assert_eq!(verify(&all(&*log), &Head::EMPTY), Ok(second));
    drop(log);

    if place.persistent() {
        let log = place.open(ticking(1_000));
        log.append(&second, batch("c", 1)).unwrap();
        assert_eq!(all(&*log).last().unwrap().recorded, instant, "nor after opening again");
    }
}

fn given_a_log_when_opened_again_then_all_is_there_and_goes_on(place: &dyn Fixture) {
    if !place.persistent() {
        return;
    }
    let mut head = Head::EMPTY;
    let mut whole = Vec::new();
    for round in 0..4 {
        let log = place.open(ticking(1_000 * (round + 1)));
        assert_eq!(log.head().unwrap(), head);
        assert_eq!(all(&*log), whole);
        if round > 0 {
            // An append whose answer was lost is recognised after opening, too.
            let again = log.append(&Head::EMPTY, batch("r0", 50)).unwrap();
            assert_eq!(again.position, 50);
        }
        let offered = [batch(&format!("r{round}"), 50), vec![]].concat();
        head = log.append(&head, offered).unwrap();
        whole = all(&*log);
        assert_eq!(verify(&whole, &Head::EMPTY), Ok(head));
    }
    assert_eq!(whole.len(), 200);
}

fn given_records_when_redacted_then_the_chain_holds_and_all_others_stay(place: &dyn Fixture) {
    let log = open(place);
    let offered = [batch("a", 3), vec![sample::actor("large", 20_000)], batch("b", 2)].concat();
    let head = log.append(&Head::EMPTY, offered).unwrap();
    let before = all(&*log);
    let act = sample::redaction("redact-large", &[&before[3], &before[1]]);
    let reached = log.redact(&head, act.clone()).unwrap();
    assert_eq!((reached.position, log.head().unwrap()), (7, reached));
    let after = all(&*log);
    assert_eq!(verify(&after, &Head::EMPTY), Ok(reached));
    for (old, new) in before.iter().zip(&after) {
        let body =
            if [2, 4].contains(&old.position) { sample::redacted(&old.body) } else { old.body.clone() };
        assert_eq!(*new, Record { body, ..old.clone() });
    }
    assert_eq!(after[6].body, Body::Amendment(act));
    // It goes on, and what is left is no body to append.
    for offered in [after[3].body.clone(), after[6].body.clone()] {
        assert!(matches!(log.append(&reached, vec![offered]), Err(LogError::Redaction { .. })));
    }
    let further = log.append(&reached, batch("c", 1)).unwrap();
    let whole = all(&*log);
    assert_eq!(verify(&whole, &Head::EMPTY), Ok(further));
    drop(log);
    if place.persistent() {
        assert_eq!(all(&*open(place)), whole);
    }
}

fn given_a_redaction_that_went_through_when_repeated_then_nothing_changes(place: &dyn Fixture) {
    let log = open(place);
    let head = log.append(&Head::EMPTY, batch("a", 3)).unwrap();
    let act = sample::redaction("redact-a-1", &[&all(&*log)[1]]);
    let once = log.redact(&head, act.clone()).unwrap();
    let whole = all(&*log);
    assert_eq!(log.redact(&head, act.clone()).unwrap(), once);
    let further = log.append(&once, batch("b", 1)).unwrap();
    assert_eq!(log.redact(&head, act.clone()).unwrap(), once);
    let other = sample::redaction("redact-again", &[&whole[2]]);
    match log.redact(&head, other) {
        Err(LogError::Conflict { head }) => assert_eq!(head, further),
        other => panic!("{other:?}"),
    }
    assert_eq!(all(&*log)[..4], whole);
    // The append that brought it in is recognised all the same.
    assert_eq!(log.append(&Head::EMPTY, batch("a", 3)).unwrap(), head);
}

fn given_what_is_no_redaction_or_names_another_record_when_asked_then_nothing_changes(place: &dyn Fixture) {
    let log = open(place);
    let head = log.append(&Head::EMPTY, batch("a", 3)).unwrap();
    let whole = all(&*log);
    let named = |change: fn(&mut Redaction)| {
        let mut act = sample::redaction("r", &[&whole[1]]);
        if let Amends::Redact(redaction) = &mut act.act {
            change(redaction);
        }
        act
    };
    let Body::Amendment(none) = sample::amendments().remove(0) else { panic!() };
    let acts = [
        named(|r| r.target.position = 1),
        named(|r| r.target.position = 9),
        named(|r| r.target.record.digest = Digest([1; 32])),
        named(|r| r.target.record.id = sample::slug("other")),
        named(|r| r.because = " ".to_owned()),
        none,
    ];
    for act in acts {
        assert!(matches!(log.redact(&head, act), Err(LogError::Redaction { .. })));
    }
    let reached = log.redact(&head, named(|_| ())).unwrap();
    let act = sample::redaction("r-2", &[&all(&*log)[3]]);
    assert!(matches!(log.redact(&reached, act), Err(LogError::Redaction { .. })), "the act stays");
    assert_eq!(all(&*log)[2..3], whole[2..]);
    assert_eq!(log.head().unwrap(), reached);
}
