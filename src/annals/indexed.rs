//! A chronology too large to be held in memory: every question is answered from the records it turns on.

use std::cell::RefCell;
use std::io::{Read, Seek};
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use super::chronicle::Chronicle;
use super::known::{Held, Recorded};
use super::stream::take;
use super::{Annals, Error, append};
use crate::domain::{Body, Record, RecordSort, Slug};
use crate::index::{Asked, Index, Making, Named, TAIL, Whole};
use crate::intake::{self, Checked, InputFile, Intake, Stream};
use crate::log::{Head, Log, system_clock};
use crate::question::{Activities, Directory, Redactions, Sort};
use crate::replay::{Timeline, View, replay};
use crate::store::SledLog;

/// Logs of more records than this are asked by way of an index; reading and replaying fewer takes no longer.
pub const LARGE: u64 = 20_000;
/// The folder of the index in that of the store.
pub(super) const FOLDER: &str = "index";
/// Bytes used for sorting where the index is made.
const SORTING: usize = 256 << 20;
/// The same where it is made while a stream is taken in, of which much is in memory already.
const BESIDE: usize = SORTING / 2;
/// Batches that were appended and are not in the index yet.
const AHEAD: usize = 8;

/// A chronology that was opened for questions.
pub enum Opened {
    /// It is held in memory.
    Whole(Annals),
    /// It is asked by way of its index.
    Indexed(Box<Indexed>),
}

impl Opened {
    /// Whichever it is.
    pub fn chronicle(&self) -> &dyn Chronicle {
        match self {
            Opened::Whole(annals) => annals,
            Opened::Indexed(indexed) => &**indexed,
        }
    }

    /// Reads files against what is already known: what is new, or every fault.
    ///
    /// # Errors
    /// As [`Annals::read`].
    pub fn read(&self, files: &[InputFile]) -> Result<Intake, Error> {
        match self {
            Opened::Whole(annals) => annals.read(files),
            Opened::Indexed(indexed) => indexed.read(files),
        }
    }
}

/// A large chronology.
pub struct Indexed {
    log: SledLog,
    index: Index,
    /// The timeline of the default view, once something was asked of it.
    whole: RefCell<Option<Rc<Whole>>>,
    /// That of another view, once something was asked in it, where it was worked out before; for which head of the index.
    seen: RefCell<Option<(Head, Rc<Whole>)>>,
    /// Its files as they are made anew, where that was begun.
    making: Option<Making>,
}

impl Annals {
    /// Opens the chronology in a folder for questions: a large one by way of its index, which is made or brought up to
    /// date first. `tick` is told how many records of how many were read for that.
    ///
    /// # Errors
    /// As [`Annals::open`], and [`Error::Index`].
    pub fn open_to_ask(
        path: &Path,
        patience: Duration,
        tick: &mut dyn FnMut(u64, u64),
    ) -> Result<Opened, Error> {
        let log = SledLog::open_waiting(path, system_clock(), patience)?;
        if log.head()?.position <= LARGE {
            return Ok(Opened::Whole(Annals::of(log)?));
        }
        Ok(Opened::Indexed(Box::new(Indexed::of(log, &path.join(FOLDER), tick)?)))
    }
}

impl Indexed {
    /// A log with its index in a folder.
    ///
    /// # Errors
    /// [`Error::Log`], [`Error::Index`].
    pub fn of(log: SledLog, folder: &Path, tick: &mut dyn FnMut(u64, u64)) -> Result<Indexed, Error> {
        let mut index = Index::open(folder, &log)?;
        let all = log.head()?.position;
        index.catch_up(&log, SORTING, &mut |read| tick(read, all))?;
        Ok(Indexed { log, index, whole: RefCell::default(), seen: RefCell::default(), making: None })
    }

    /// Opens the chronology in a folder, of whatever size, by way of its index. `tick` as in [`Annals::open_to_ask`].
    ///
    /// # Errors
    /// As [`Annals::open_to_ask`].
    pub fn open(path: &Path, patience: Duration, tick: &mut dyn FnMut(u64, u64)) -> Result<Indexed, Error> {
        Indexed::of(SledLog::open_waiting(path, system_clock(), patience)?, &path.join(FOLDER), tick)
    }

    /// Reads files against what is already known: what is new, or every fault.
    ///
    /// # Errors
    /// As [`Annals::read`].
    pub fn read(&self, files: &[InputFile]) -> Result<Intake, Error> {
        let registers = self.index.registers(&self.log)?;
        intake::read(files, &self.held(&registers)).map_err(Error::Rejected)
    }

    /// Reads a stream as [`Annals::check_stream`].
    ///
    /// # Errors
    /// As [`Annals::check_stream`].
    pub fn check_stream<R: Read + Seek>(
        &self,
        stream: Stream<R>,
        tick: &mut dyn FnMut(u64),
    ) -> Result<Checked<R>, Error> {
        let registers = self.index.registers(&self.log)?;
        Ok(stream.check(&self.held(&registers), tick)?)
    }

    fn held<'a>(&'a self, registers: &'a [Record]) -> Held<'a> {
        Held { log: &self.log, index: &self.index, registers: Recorded::of(registers) }
    }

    /// Appends bodies as [`Annals::append`], and takes them into the index.
    ///
    /// # Errors
    /// As [`Annals::append`].
    pub fn append(&mut self, bodies: Vec<Body>) -> Result<Head, Error> {
        let head = append(&self.log, bodies)?;
        self.index.catch_up(&self.log, SORTING, &mut |_| ())?;
        Ok(head)
    }

    /// Appends a stream as [`Annals::append_stream`]. Of one for which the index is to be made anew that is begun beside
    /// it; [`Indexed::catch_up`] completes it.
    ///
    /// # Errors
    /// As [`Annals::append_stream`].
    pub fn append_stream<R: Read + Seek>(
        &mut self,
        checked: Checked<R>,
        tick: &mut dyn FnMut(usize),
    ) -> Result<Head, Error> {
        let (log, index, before) = (&self.log, &self.index, self.log.head()?);
        if checked.new <= TAIL || checked.new < before.position {
            return take(log, checked, |head, batch| log.append(head, batch), tick);
        }
        let (head, making) = thread::scope(|scope| {
            let (send, added) = sync_channel(AHEAD);
            let making = scope.spawn(move || index.along(log, BESIDE, before, added));
            let append = |head: &Head, batch| {
                let (head, records) = log.append_records(head, batch)?;
                // Where the index cannot be made, completing it says why.
                let _ = send.send(records);
                Ok(head)
            };
            let head = take(log, checked, append, tick);
            drop(send);
            (head, making.join())
        });
        self.making = making.ok().and_then(Result::ok).filter(|_| head.is_ok());
        head
    }

    /// Brings the index up to where the log stands.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn catch_up(&mut self, tick: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        let all = self.log.head()?.position;
        let tick = &mut |read| tick(read, all);
        match self.making.take() {
            Some(making) => self.index.complete(making, &self.log, SORTING, tick)?,
            None => self.index.catch_up(&self.log, SORTING, tick)?,
        }
        Ok(())
    }

    /// The whole timeline of the default view; `None` where only a replay of the whole log can tell it.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn whole(&self, tick: &(dyn Fn(u64, u64) + Sync)) -> Result<Option<Whole>, Error> {
        let folder = self.log.path().join(FOLDER);
        Ok(Whole::open(&folder, &self.index, &self.log, tick)?)
    }

    /// The same of another view: of the last that was asked for it is kept.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn seen(&self, view: &View, tick: &(dyn Fn(u64, u64) + Sync)) -> Result<Option<Whole>, Error> {
        let folder = self.log.path().join(FOLDER);
        Ok(Whole::seen(&folder, &self.index, &self.log, view, tick)?)
    }

    /// The same where it was worked out before. It is opened once, and anew where more was appended.
    fn made(&self) -> Result<Option<Rc<Whole>>, Error> {
        let mut kept = self.whole.borrow_mut();
        if !kept.as_ref().is_some_and(|whole| whole.head() == self.index.head()) {
            *kept = Whole::open_made(&self.log.path().join(FOLDER), &self.index, &self.log)?.map(Rc::new);
        }
        Ok(kept.clone())
    }

    /// The timeline of another view where it was worked out before.
    fn seen_before(&self, view: &View) -> Result<Option<Rc<Whole>>, Error> {
        let mut kept = self.seen.borrow_mut();
        let head = self.index.head();
        let known = |(at, whole): &(Head, Rc<Whole>)| *at == head && whole.view() == view;
        if !kept.as_ref().is_some_and(known) {
            let folder = self.log.path().join(FOLDER);
            let whole = Whole::seen_before(&folder, &self.index, &self.log, view)?;
            *kept = whole.map(|whole| (head, Rc::new(whole)));
        }
        Ok(kept.as_ref().map(|(_, whole)| whole.clone()))
    }

    /// Lays what was appended over the timeline, where that was worked out: whoever asks next need not.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn lay_over(&self) -> Result<(), Error> {
        self.made().map(drop)
    }

    /// What is reported in a view of everything of a sort, or at least of these.
    ///
    /// # Errors
    /// [`Error::Log`], [`Error::Index`].
    pub fn activities(&self, view: &View, sort: Sort, of: Option<&[Slug]>) -> Result<Activities, Error> {
        let mut all = Activities::none(sort);
        if of.is_some_and(<[Slug]>::is_empty) {
            return Ok(all);
        }
        let named = of.and_then(|ids| match sort {
            Sort::Actor => Some(Named::Actors(ids)),
            Sort::Place => Some(Named::Places(ids)),
            Sort::Source => Some(Named::Sources(ids)),
            Sort::Treaty | Sort::Post => None,
        });
        self.index.reports(&self.log, view, named, &mut |reports| all.take(reports))?;
        Ok(all)
    }

    /// The log itself.
    pub fn log(&self) -> &SledLog {
        &self.log
    }

    /// The index itself.
    pub fn index(&self) -> &Index {
        &self.index
    }
}

impl Chronicle for Indexed {
    fn directory_under(&self, view: &View) -> Result<Directory, Error> {
        let mut directory = Directory::under(&self.index.registers(&self.log)?, view);
        for treaty in self.index.treaties()? {
            directory.also(Sort::Treaty, &treaty);
        }
        Ok(directory)
    }

    fn directory_of(&self, view: &View, texts: &[String]) -> Result<Directory, Error> {
        let (mut named, mut treaties) = (Vec::new(), Vec::new());
        for text in texts.iter().filter(|text| *text != "?") {
            let Ok(id) = Slug::new(text) else { return self.directory_under(view) };
            let found = self.index.all_of(&self.log, &id)?;
            let registers = |r: &Record| {
                let own = matches!(r.body, Body::Report(_) | Body::Amendment(_));
                *r.body.id() == id && !own
            };
            if found.iter().any(registers) {
                named.extend(found);
            } else if self.index.speaks_of(&id)? {
                treaties.push(id);
            } else {
                return self.directory_under(view);
            }
        }
        named.sort_by_key(|r| r.position);
        named.dedup_by_key(|r| r.position);
        let mut directory = Directory::under(&named, view);
        treaties.iter().for_each(|id| directory.also(Sort::Treaty, id));
        Ok(directory)
    }

    fn redactions(&self) -> Result<Redactions, Error> {
        Ok(Redactions::of(&self.index.redactions(&self.log)?))
    }

    fn timeline_of(&self, view: &View, asked: &Asked) -> Result<Timeline, Error> {
        let default = *view == View::default();
        if !asked.grounds
            && let Some(whole) = if default { self.made()? } else { self.seen_before(view)? }
            && let Some(timeline) = whole.timeline(&self.index, &self.log, asked)?
        {
            return Ok(timeline);
        }
        if let Some(timeline) = self.index.timeline(&self.log, view, asked)? {
            return Ok(timeline);
        }
        let records: Vec<Record> = self.log.tail(1).collect::<Result<_, _>>()?;
        Ok(replay(&records, view))
    }

    fn records_of(&self, id: &Slug) -> Result<Vec<Record>, Error> {
        Ok(self.index.records_of(&self.log, id)?)
    }

    fn last(&self) -> Result<u64, Error> {
        Ok(self.index.head().position)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, Error> {
        Ok(self.log.read(from, max)?)
    }

    fn known_ids(&self, _of: Option<RecordSort>) -> Vec<&Slug> {
        Vec::new()
    }
}
