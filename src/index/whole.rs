//! The whole timeline of the default view: what was worked out and lies in files, and laid over it what later records made
//! stale, worked out anew. Its answers are those of a replay of the whole log (a law).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::beings::Find;
use super::closure::Closure;
use super::error::IndexError;
use super::file::FileError;
use super::horizon::horizon;
use super::part::{Asked, Made, part_with};
use super::plan::{PART, Plan};
use super::settle::{self, Task, part_of, settle};
use super::stale::{bound, leaning_on, may_hold, touched, turned, with_others};
use super::store::{Index, is_in};
use super::tight::{Tight, grown};
use super::tracks::{Key, Overlay, Row, Tracks, Turn};
use crate::domain::{Answer, Body, Day, Fluent, Record, Slug};
use crate::log::{Head, Log, LogError};
use crate::projectors::RULES_VERSION;
use crate::replay::{Elsewhere, Items, Segment, Span, Timeline, Track, View, hearing, within};

/// The folder of the tracks in that of the index.
const FOLDER: &str = "tracks";
/// The folder of those of another view: of the last that was asked for.
const VIEWS: &str = "views";

/// The whole timeline.
pub struct Whole {
    tracks: Tracks,
    overlay: Overlay,
    view: View,
    horizon: Day,
    head: Head,
}

impl Whole {
    /// The timeline of a log whose index is up to date; worked out first where that was not done yet. `tick` is told how many
    /// fluents of how many were.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn open(
        folder: &Path,
        index: &Index,
        log: &dyn Log,
        tick: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Option<Whole>, IndexError> {
        let Some(base) = index.base() else { return Ok(None) };
        let tracks = match made(folder, index)? {
            Some(tracks) => tracks,
            None => {
                settle(&folder.join(FOLDER), base, &index.registers(log)?, log, PART, tick)?;
                made(folder, index)?.ok_or_else(|| missing("its timeline"))?
            }
        };
        Whole::over(folder, tracks, index, log)
    }

    /// The same where it was worked out before, as far as the files of the index reach; else `None`.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn open_made(folder: &Path, index: &Index, log: &dyn Log) -> Result<Option<Whole>, IndexError> {
        let Some(tracks) = made(folder, index)? else { return Ok(None) };
        Whole::over(folder, tracks, index, log)
    }

    /// The timeline of a log as a view reads it, worked out first unless it was the last that was asked for; `None` where it
    /// takes a replay of the whole log to tell. `tick` as in [`Whole::open`].
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn seen(
        folder: &Path,
        index: &Index,
        log: &dyn Log,
        view: &View,
        tick: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Option<Whole>, IndexError> {
        if let Some(known) = Whole::seen_before(folder, index, log, view)? {
            return Ok(Some(known));
        }
        let Some(base) = index.base() else { return Ok(None) };
        let (catalog, head) = (index.catalog(), head_at(log, index.last(log, view)?)?);
        // Where it takes the whole log to tell how far is known, it is not worked out for nothing.
        if horizon(&catalog, log, view, head.position)?.is_none() {
            return Ok(None);
        }
        remove(&folder.join(VIEWS))?;
        let plan = Plan::of(base, index.delta(), PART)?;
        let registers = index.registers(log)?;
        let task = Task { catalog: &catalog, log, view, head };
        settle::work_out(&folder_of(folder, view), &plan, &task, &registers, tick)?;
        Whole::seen_before(folder, index, log, view)?.ok_or_else(|| missing("its timeline")).map(Some)
    }

    /// The same where it was worked out before, for the log as it stands; else `None`.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn seen_before(
        folder: &Path,
        index: &Index,
        log: &dyn Log,
        view: &View,
    ) -> Result<Option<Whole>, IndexError> {
        let Some(tracks) = opened(&folder_of(folder, view))? else { return Ok(None) };
        let head = head_at(log, index.last(log, view)?)?;
        if index.base().is_none() || tracks.key() != (Key { head, rules: RULES_VERSION }) {
            return Ok(None);
        }
        let horizon = horizon(&index.catalog(), log, view, head.position)?;
        let whole = |horizon| Whole { tracks, overlay: Overlay::new(), view: view.clone(), horizon, head };
        Ok(horizon.map(whole))
    }

    /// Lays over tracks what was taken in since.
    fn over(
        folder: &Path,
        tracks: Tracks,
        index: &Index,
        log: &dyn Log,
    ) -> Result<Option<Whole>, IndexError> {
        let (folder, view) = (folder.join(FOLDER), View::default());
        let Some(horizon) = horizon(&index.catalog(), log, &view, index.head().position)? else {
            return Ok(None);
        };
        let key = tracks.key();
        let (overlay, head) = match Overlay::kept(&folder, &tracks) {
            Some((overlay, head)) if is_in(log, head)? => (overlay, head),
            _ => (Overlay::new(), key.head),
        };
        let mut whole = Whole { tracks, overlay, view, horizon, head };
        whole.absorb(index, log)?;
        if whole.head != head {
            // Where nothing can be written it is worked out again next time.
            let _ = whole.overlay.keep(&folder, key, whole.head);
        }
        Ok(Some(whole))
    }

    /// The timeline of what is asked of the view, replayed from the records it turns on; what it leans on is taken from
    /// here.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn timeline(
        &self,
        index: &Index,
        log: &dyn Log,
        asked: &Asked,
    ) -> Result<Option<Timeline>, IndexError> {
        // Answers name the reports by which a body began and ended.
        let told = |track: Track| {
            let elsewhere = track.elsewhere.map(|elsewhere| Elsewhere { told_here: true, ..elsewhere });
            Arc::new(Track { elsewhere, ..track })
        };
        let find = |being: &Fluent| Ok(self.being(being)?.map(told));
        let standing = |id: &Slug, day| self.standing(id, day);
        let made = Made { find: &find, standing: &standing };
        let catalog = index.catalog();
        part_with(&catalog, log, &self.view, self.head.position, asked, self.horizon, Some(made))
    }

    /// The fluents that name an actor, place or treaty and hold in some way at the close of a day, as if there were no horizon.
    fn standing(&self, id: &Slug, day: Day) -> Result<Vec<Fluent>, IndexError> {
        let rows = self.tracks.state_of(id, day, &self.overlay)?;
        self.fluents(rows.iter().map(|row| row.fluent))
    }

    /// Whether a being was worked out.
    fn is_known(&self, being: &Fluent) -> Result<bool, IndexError> {
        Ok(self.tracks.being(being, &self.overlay)?.is_some())
    }

    /// The being of an actor as if there were no horizon, where it was worked out.
    fn being(&self, fluent: &Fluent) -> Result<Option<Track>, IndexError> {
        let Some((segments, elsewhere)) = self.tracks.being(fluent, &self.overlay)? else { return Ok(None) };
        let (fluent, items) = (fluent.clone(), Items::default());
        Ok(Some(Track { fluent, segments, items, elsewhere: Some(elsewhere) }))
    }

    /// What names any of these and may hold on any of some days.
    fn holding(&self, ids: &[Slug], days: &[(Day, Day)]) -> Result<BTreeSet<Fluent>, IndexError> {
        let mut all = BTreeSet::new();
        for id in ids.iter().filter(|_| !days.is_empty()) {
            let found = self.tracks.of_actor(id, &self.overlay)?.into_iter();
            all.extend(found.filter(|(_, segments)| may_hold(segments, days)).map(|(fluent, _)| fluent));
        }
        Ok(all)
    }

    /// Takes in what the index took in since.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn absorb(&mut self, index: &Index, log: &dyn Log) -> Result<(), IndexError> {
        let (from, to) = (self.head.position + 1, index.head().position);
        if from > to {
            return Ok(());
        }
        let catalog = index.catalog();
        let Some(registers) = index.known_registers() else { return Err(missing("its registers")) };
        let view = View::default();
        let ids = Closure::new(&catalog, log, &view, to)?;
        let records = bound(&catalog, log, from..=to)?;
        let new = || records.iter().filter(|record| record.position >= from);
        self.overlay.grow(grown(&catalog, log, &self.tracks, new())?);
        let mut stale = touched(&catalog, registers, &ids, &records, &(from..=to))?;
        // What leans on actors only where their being is told otherwise than before.
        let mut done: BTreeSet<Fluent> = BTreeSet::new();
        loop {
            let mut beings: Vec<Fluent> = Vec::new();
            for being in stale.fluents.iter().filter(|f| f.relation.is_being()) {
                if done.contains(being) {
                    continue;
                }
                let known = !stale.told.contains(being) && self.is_known(being)?;
                if known && self.adds_nothing(index, log, being, from)? {
                    done.insert(being.clone());
                } else {
                    beings.push(being.clone());
                }
            }
            if beings.is_empty() {
                break;
            }
            // Beings may lean on each other in circles: each is worked out from all that is told of it.
            for (fluent, segments, elsewhere) in self.work_out(index, log, &beings, &|_| Ok(None))? {
                let told = elsewhere.told_here && stale.told.contains(&fluent);
                // What leans on it takes over its answers, and what is told of it.
                let before = self.tracks.being(&fluent, &self.overlay)?;
                let before = before.filter(|(_, other)| *other == elsewhere && !told);
                let leaning = match before.and_then(|(was, _)| turned(&was, &segments)) {
                    Some(days) => self.holding(&ids.one_and_all(&fluent.subject), &days)?,
                    None => leaning_on(&catalog, &fluent.subject, &ids)?,
                };
                stale.tell(with_others(&catalog, leaning)?);
                self.overlay.put(&self.tracks, &fluent, segments)?;
                self.overlay.lean(&fluent, elsewhere);
            }
            done.extend(beings);
        }
        let rest: Vec<Fluent> = stale.fluents.into_iter().filter(|f| !done.contains(f)).collect();
        for some in rest.chunks(TOGETHER) {
            let found = self.work_out(index, log, some, &|being| Ok(self.being(being)?.map(Arc::new)))?;
            for (fluent, segments, _) in found {
                self.overlay.put(&self.tracks, &fluent, segments)?;
            }
        }
        // Reports alone silence no source that was heard before.
        let amends = |record: &Record| matches!(record.body, Body::Amendment(_) | Body::Redacted(_));
        self.horizon = if new().any(amends) {
            horizon(&catalog, log, &view, to)?.ok_or_else(|| missing("its horizon"))?
        } else {
            hearing(&records, &view).heard.into_values().fold(self.horizon, Day::max)
        };
        self.head = index.head();
        Ok(())
    }

    /// Whether records from a position on tell nothing new of a being (see [`Closure::adds_nothing`]).
    fn adds_nothing(
        &self,
        index: &Index,
        log: &dyn Log,
        being: &Fluent,
        from: u64,
    ) -> Result<bool, IndexError> {
        let (catalog, view) = (index.catalog(), View::default());
        let tight = Tight::Kept(&self.tracks, &self.overlay);
        let mut closure = Closure::new(&catalog, log, &view, index.head().position)?;
        closure.tighten(&tight);
        closure.adds_nothing(being, from)
    }

    /// The segments of fluents, and what leans on them needs besides; no segments where only silence speaks.
    fn work_out(
        &self,
        index: &Index,
        log: &dyn Log,
        fluents: &[Fluent],
        find: Find<'_>,
    ) -> Result<Vec<(Fluent, Vec<Segment>, Elsewhere)>, IndexError> {
        let (catalog, view) = (index.catalog(), View::default());
        let task = Task { catalog: &catalog, log, view: &view, head: index.head() };
        let timeline = part_of(&task, fluents, &Tight::Kept(&self.tracks, &self.overlay), find)?;
        let mut all: BTreeMap<Fluent, (Vec<Segment>, Elsewhere)> =
            fluents.iter().map(|f| (f.clone(), Default::default())).collect();
        for track in timeline.tracks().filter(|t| !t.items.is_empty()) {
            all.insert(track.fluent.clone(), (track.segments.clone(), track.summary()));
        }
        Ok(all.into_iter().map(|(fluent, (segments, elsewhere))| (fluent, segments, elsewhere)).collect())
    }

    /// How it reads the log.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The last day any source can have known (rule R12).
    pub fn horizon(&self) -> Day {
        self.horizon
    }

    /// How far it reaches.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Every fluent that holds in some way at the close of a day: *yes*, *possible*, *disputed*.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn state(&self, day: Day) -> Result<Vec<Row>, IndexError> {
        let rows = self.tracks.state(day, &self.overlay)?;
        self.cut(rows, day)
    }

    /// Those of them that name an actor, place or treaty.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn state_of(&self, id: &Slug, day: Day) -> Result<Vec<Row>, IndexError> {
        let rows = self.tracks.state_of(id, day, &self.overlay)?;
        self.cut(rows, day)
    }

    /// What is left of rows on a day past the horizon.
    fn cut(&self, mut rows: Vec<Row>, day: Day) -> Result<Vec<Row>, IndexError> {
        if day <= self.horizon {
            return Ok(rows);
        }
        let mut kept = Vec::new();
        for row in &mut rows {
            let fluent = self.fluent(row.fluent)?;
            let segment = Segment { from: day, answer: row.answer, silent: false, excluded: false };
            let answer = within(fluent.relation, segment, day, self.horizon);
            if !matches!(answer, Answer::No | Answer::Unknown) {
                kept.push(Row { answer, ..*row });
            }
        }
        Ok(kept)
    }

    /// The answer about a fluent at the close of a day, and the span that covers it; none of what nothing speaks of.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn ask(&self, fluent: &Fluent, day: Day) -> Result<Option<(Answer, Option<Span>)>, IndexError> {
        let Some((segment, span)) = self.tracks.on(fluent, day, &self.overlay)? else { return Ok(None) };
        let answer = within(fluent.relation, segment, day, self.horizon);
        Ok(Some((answer, span.filter(|_| !matches!(answer, Answer::No | Answer::Unknown)))))
    }

    /// Every fluent whose answer at the close of two days differs.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn diff(&self, one: Day, other: Day) -> Result<Vec<Turn>, IndexError> {
        if one <= self.horizon && other <= self.horizon {
            return Ok(self.tracks.diff(one, other, &self.overlay)?);
        }
        // Past the horizon what runs on is told otherwise, though nothing happened: every fluent is looked at.
        let numbers = 0..self.tracks.count() + u32::try_from(self.overlay.count()).unwrap_or(u32::MAX);
        let mut all = Vec::new();
        for number in numbers {
            let Ok(fluent) = self.fluent(number) else { continue };
            let segments = self.tracks.of_fluent(&fluent, &self.overlay)?.unwrap_or_default();
            let told = |day| at(&segments, day).map(|s| within(fluent.relation, s, day, self.horizon));
            if let (Some(before), Some(after)) = (told(one), told(other))
                && before != after
            {
                all.push(Turn { fluent: number, before, after });
            }
        }
        Ok(all)
    }

    /// The fluent of a number.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn fluent(&self, number: u32) -> Result<Fluent, IndexError> {
        Ok(self.tracks.fluent(number, &self.overlay)?)
    }

    /// The fluents of many numbers.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn fluents(&self, numbers: impl IntoIterator<Item = u32>) -> Result<Vec<Fluent>, IndexError> {
        Ok(self.tracks.fluents(numbers, &self.overlay)?)
    }

    /// The tracks in files.
    pub fn tracks(&self) -> &Tracks {
        &self.tracks
    }
}

/// So many stale fluents are worked out together.
const TOGETHER: usize = 10_000;

/// Takes away what was worked out in the folder of an index whose files were made anew: it fits them no longer, and may tell
/// of what was redacted.
///
/// # Errors
/// What the system says.
pub(super) fn forget(folder: &Path) -> Result<(), IndexError> {
    [FOLDER, VIEWS].iter().try_for_each(|name| remove(&folder.join(name)))
}

/// Removes a folder, where it is there.
///
/// # Errors
/// What the system says.
pub(super) fn remove(folder: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(FileError::io(folder, "remove")(error).into())
        }
        _ => Ok(()),
    }
}

/// The tracks in the folder of an index, where they are there and of its files.
fn made(folder: &Path, index: &Index) -> Result<Option<Tracks>, IndexError> {
    let Some(base) = index.base() else { return Ok(None) };
    let key = Key { head: base.stamp().head, rules: RULES_VERSION };
    Ok(opened(&folder.join(FOLDER))?.filter(|tracks| tracks.key() == key))
}

/// The tracks in a folder, where they are there and whole.
fn opened(folder: &Path) -> Result<Option<Tracks>, IndexError> {
    match Tracks::open(folder) {
        Err(error) if error.is_damage() || error.is_missing() => Ok(None),
        opened => Ok(opened?),
    }
}

/// The head a log stood at when it ended with this position.
fn head_at(log: &dyn Log, position: u64) -> Result<Head, IndexError> {
    let last = if position == 0 { None } else { log.read(position, 1)?.pop() };
    Ok(last.map_or(Head::EMPTY, |record| Head { position: record.position, digest: record.digest }))
}

/// The folder of a view in that of the index.
fn folder_of(folder: &Path, view: &View) -> PathBuf {
    folder.join(VIEWS).join(name_of(view))
}

/// The name of the folder of a view: whatever it asks for, but for how far it reads, which the tracks tell themselves.
fn name_of(view: &View) -> String {
    let words = format!("{:?}", View { recorded_by: None, ..view.clone() });
    blake3::hash(words.as_bytes()).to_hex().chars().take(16).collect()
}

/// The segment a day falls into.
fn at(segments: &[Segment], day: Day) -> Option<Segment> {
    let after = segments.partition_point(|s| s.from <= day);
    segments.get(after.checked_sub(1)?).copied()
}

fn missing(what: &str) -> IndexError {
    LogError::Corrupt { position: 0, what: format!("{what} cannot be told") }.into()
}
