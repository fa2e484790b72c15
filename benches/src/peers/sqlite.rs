//! SQLite with care: write-ahead log and full sync, a log table, and bitemporal rows under covering indexes and an
//! R*Tree of whole numbers.

use std::path::Path;

use annals::domain::Record;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement, params};
use serde_json::Value;

use super::raw::{decoded, encoded};
use crate::Failure;
use crate::rows::{Line, Name, Row};

const LOG: &str = "CREATE TABLE IF NOT EXISTS log (position INTEGER PRIMARY KEY, body BLOB NOT NULL);";

const ROWS: &str = "
    CREATE TABLE spans (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, fluent TEXT NOT NULL, subject TEXT NOT NULL, object TEXT NOT NULL,
        answer INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
        be INTEGER, bl INTEGER, ee INTEGER, el INTEGER, recorded_from INTEGER NOT NULL, recorded_to INTEGER NOT NULL);
    CREATE VIRTUAL TABLE spans_in USING rtree_i32(id, valid_from, valid_to, recorded_from, recorded_to);";

const INDEXES: &str = "
    CREATE INDEX spans_by_end ON spans (valid_to, valid_from, number, answer, be, bl, ee, el);
    CREATE INDEX spans_by_begin ON spans (valid_from, valid_to, number, answer, be, bl, ee, el);
    CREATE INDEX spans_named_by_end ON spans (valid_to, valid_from, fluent, answer, be, bl, ee, el);
    CREATE INDEX spans_named_by_begin ON spans (valid_from, valid_to, fluent, answer, be, bl, ee, el);
    CREATE INDEX spans_by_fluent ON spans (fluent, valid_from, valid_to, answer, be, bl, ee, el);
    CREATE INDEX spans_by_subject ON spans (subject, valid_from, valid_to, number, answer, be, bl, ee, el);
    CREATE INDEX spans_by_object ON spans (object, valid_from, valid_to, number, answer, be, bl, ee, el);
    ANALYZE;";

const FOREVER: i64 = i32::MAX as i64;

/// A database.
pub struct Sqlite(Connection);

impl Sqlite {
    /// Opens one, durable at every commit.
    pub fn open(path: &Path) -> Result<Sqlite, Failure> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -262_144)?;
        connection.execute_batch(LOG)?;
        Ok(Sqlite(connection))
    }

    /// Appends a group in one transaction.
    pub fn append(&mut self, first: u64, group: &[Vec<u8>]) -> Result<(), Failure> {
        let transaction = self.0.transaction()?;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO log VALUES (?1, ?2)")?;
            for (position, body) in (first..).zip(group) {
                insert.execute(params![i64::try_from(position)?, body])?;
            }
        }
        Ok(transaction.commit()?)
    }

    pub fn append_records(
        &mut self,
        mut records: impl Iterator<Item = Result<Record, Failure>>,
    ) -> Result<(), Failure> {
        loop {
            let group = records.by_ref().take(1000).collect::<Result<Vec<Record>, _>>()?;
            let Some(first) = group.first() else { return Ok(()) };
            let bodies = group.iter().map(encoded).collect::<Result<Vec<_>, _>>()?;
            self.append(first.position, &bodies)?;
        }
    }

    /// Reads every row of the log: how many there are, and the sum of all bytes.
    pub fn scan(&self) -> Result<(u64, u64), Failure> {
        let mut sums = (0_u64, 0_u64);
        let mut select = self.0.prepare("SELECT body FROM log ORDER BY position")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let sum: u64 = row.get_ref(0)?.as_blob()?.iter().map(|byte| u64::from(*byte)).sum();
            sums = (sums.0 + 1, sums.1.wrapping_add(sum));
        }
        Ok(sums)
    }

    pub fn records(&self) -> Result<Vec<Record>, Failure> {
        let mut select = self.0.prepare("SELECT body FROM log ORDER BY position")?;
        let mut rows = select.query([])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(decoded(row.get_ref(0)?.as_blob()?)?);
        }
        Ok(records)
    }

    /// Parses lines, inserts them, and indexes which actor they name in which role on which day.
    pub fn load(&mut self, lines: impl Iterator<Item = std::io::Result<String>>) -> Result<u64, Failure> {
        self.0.execute_batch(
            "CREATE TABLE told (position INTEGER, kind TEXT, day TEXT, role TEXT, actor TEXT);",
        )?;
        let (mut loaded, mut group) = (0, Vec::with_capacity(1000));
        for line in lines {
            group.push(line?);
            if group.len() == 1000 {
                loaded = self.load_group(loaded, &group)?;
                group.clear();
            }
        }
        loaded = self.load_group(loaded, &group)?;
        self.0.execute_batch(
            "CREATE INDEX told_by_actor ON told (actor, day, kind, role, position);
             CREATE INDEX told_by_day ON told (day, actor, kind, role, position); ANALYZE;",
        )?;
        Ok(loaded)
    }

    fn load_group(&mut self, before: u64, group: &[String]) -> Result<u64, Failure> {
        let transaction = self.0.transaction()?;
        let mut position = before;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO log VALUES (?1, ?2)")?;
            let mut tell = transaction.prepare_cached("INSERT INTO told VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for line in group {
                position += 1;
                let at = i64::try_from(position)?;
                insert.execute(params![at, line.as_bytes()])?;
                let value: Value = serde_json::from_str(line)?;
                let Some(event) = value.get("event").and_then(Value::as_object) else { continue };
                let text = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
                for (role, fillers) in event {
                    let named = fillers.as_array().filter(|_| role != "place").into_iter().flatten();
                    for actor in named.filter_map(Value::as_str) {
                        tell.execute(params![at, text("kind"), text("date"), role, actor])?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(position)
    }

    /// Fills the table of rows and its indexes.
    pub fn fill(&mut self, rows: impl Iterator<Item = Result<Row, Failure>>) -> Result<(), Failure> {
        self.0.execute_batch(ROWS)?;
        let mut rows = (1..).zip(rows).peekable();
        while rows.peek().is_some() {
            let transaction = self.0.transaction()?;
            for (id, row) in rows.by_ref().take(100_000) {
                insert(&transaction, id, &row?)?;
            }
            transaction.commit()?;
        }
        Ok(self.0.execute_batch(INDEXES)?)
    }

    /// Takes in one row more, durably.
    pub fn insert(&mut self, id: i64, row: &Row) -> Result<(), Failure> {
        let transaction = self.0.transaction()?;
        insert(&transaction, id, row)?;
        Ok(transaction.commit()?)
    }

    pub fn state(&self, day: i32) -> Result<Vec<Line>, Failure> {
        self.held("number", "spans", day)
    }

    /// As [`Sqlite::state`], with the facts in words.
    pub fn named(&self, day: i32) -> Result<Vec<Line>, Failure> {
        self.held("fluent", "spans_named", day)
    }

    fn held(&self, column: &str, indexes: &str, day: i32) -> Result<Vec<Line>, Failure> {
        let by = if day < MIDDLE { "begin" } else { "end" };
        let select = format!(
            "SELECT {column}, answer, be, bl, ee, el FROM spans INDEXED BY {indexes}_by_{by}
            WHERE valid_from <= ?1 AND valid_to >= ?1"
        );
        lines(&mut *self.0.prepare_cached(&select)?, params![day])
    }

    /// As [`Sqlite::state`], of what was recorded by a position.
    pub fn recorded_by(&self, day: i32, position: u64) -> Result<Vec<Line>, Failure> {
        let select = "SELECT number, answer, be, bl, ee, el FROM spans
            WHERE valid_from <= ?1 AND valid_to >= ?1 AND recorded_from <= ?2 AND recorded_to > ?2";
        lines(&mut *self.0.prepare_cached(select)?, params![day, i64::try_from(position)?])
    }

    /// As [`Sqlite::state`], by way of the R*Tree.
    pub fn state_in(&self, day: i32) -> Result<Vec<Line>, Failure> {
        let select = "SELECT s.number, s.answer, s.be, s.bl, s.ee, s.el FROM spans_in AS t
            JOIN spans AS s ON s.id = t.id WHERE t.valid_from <= ?1 AND t.valid_to >= ?1";
        lines(&mut *self.0.prepare_cached(select)?, params![day])
    }

    pub fn actor(&self, actor: &str, day: i32) -> Result<Vec<Line>, Failure> {
        let select = "SELECT number, answer, be, bl, ee, el FROM spans
            WHERE subject = ?1 AND valid_from <= ?2 AND valid_to >= ?2
            UNION ALL SELECT number, answer, be, bl, ee, el FROM spans
            WHERE object = ?1 AND subject <> ?1 AND valid_from <= ?2 AND valid_to >= ?2";
        lines(&mut *self.0.prepare_cached(select)?, params![actor, day])
    }

    pub fn ask(&self, fluent: &str, day: i32) -> Result<Vec<Line>, Failure> {
        let select = "SELECT fluent, answer, be, bl, ee, el FROM spans
            WHERE fluent = ?1 AND valid_from <= ?2 AND valid_to >= ?2";
        lines(&mut *self.0.prepare_cached(select)?, params![fluent, day])
    }

    /// The facts whose answers differ between two days, each with both answers in one number. Grouped: a full join of the
    /// two states finds no index and takes twenty times as long.
    pub fn diff(&self, from: i32, to: i32) -> Result<Vec<Line>, Failure> {
        let select = "SELECT number, max(a) * 8 + max(b), 0, 0, 0, 0 FROM (
                SELECT number, answer AS a, 0 AS b FROM spans WHERE valid_from <= ?1 AND valid_to >= ?1
                UNION ALL SELECT number, 0, answer FROM spans WHERE valid_from <= ?2 AND valid_to >= ?2)
            GROUP BY number HAVING max(a) <> max(b)";
        lines(&mut *self.0.prepare_cached(select)?, params![from, to])
    }

    /// Puts everything from the journal into the database itself.
    pub fn settle(self) -> Result<(), Failure> {
        self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// The middle of the story: before it fewer rows have begun than end later.
const MIDDLE: i32 = 702_727 + 36_525 / 2;

fn insert(connection: &Connection, id: i64, row: &Row) -> Result<(), Failure> {
    let [be, bl, ee, el] = row.bounds;
    let mut span = connection.prepare_cached(
        "INSERT INTO spans VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13)",
    )?;
    span.execute(params![
        id,
        row.number,
        row.fluent,
        row.subject,
        row.object,
        row.answer,
        row.from,
        row.to,
        be,
        bl,
        ee,
        el,
        FOREVER
    ])?;
    let mut within = connection.prepare_cached("INSERT INTO spans_in VALUES (?1, ?2, ?3, 1, ?4)")?;
    within.execute(params![id, row.from, row.to, FOREVER])?;
    Ok(())
}

fn lines(select: &mut Statement<'_>, asked: impl rusqlite::Params) -> Result<Vec<Line>, Failure> {
    let mut rows = select.query(asked)?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let bounds = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        let name = match row.get_ref(0)? {
            ValueRef::Integer(number) => Name::Number(u32::try_from(number)?),
            text => Name::Text(text.as_str()?.to_owned()),
        };
        lines.push((name, row.get(1)?, bounds));
    }
    Ok(lines)
}
