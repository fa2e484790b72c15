//! Two chronologies: where they answer otherwise, and what keeps one from taking in the other.

use serde::Serialize;
use serde_json::Value;

use super::Row;
use crate::domain::Day;
use crate::question::{Cause, Difference};

/// Most characters of a value in a table.
const SHORT: usize = 40;

/// A record that two chronologies do not share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct CauseRow {
    id: String,
    sort: &'static str,
    side: &'static str,
}

impl From<&Cause> for CauseRow {
    fn from(cause: &Cause) -> CauseRow {
        CauseRow { id: cause.id.to_string(), sort: cause.sort, side: cause.side.word() }
    }
}

/// A stretch of days on which two chronologies answer a fact otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DifferenceRow {
    fact: String,
    first_day: Option<String>,
    last_day: Option<String>,
    mine: &'static str,
    theirs: &'static str,
    because: Vec<CauseRow>,
}

impl From<&Difference> for DifferenceRow {
    fn from(difference: &Difference) -> DifferenceRow {
        let revision = &difference.revision;
        let text = |day: Day| (!day.is_open()).then(|| day.to_string());
        DifferenceRow {
            fact: revision.fact.to_string(),
            first_day: text(revision.from),
            last_day: text(revision.to),
            mine: revision.before.word(),
            theirs: revision.after.word(),
            because: difference.because.iter().map(CauseRow::from).collect(),
        }
    }
}

impl DifferenceRow {
    fn causes(&self) -> Vec<String> {
        self.because.iter().map(|c| format!("{} ({})", c.id, c.side)).collect()
    }
}

impl Row for DifferenceRow {
    fn headers() -> Vec<&'static str> {
        vec!["mine", "theirs", "fact", "first day", "last day", "because of"]
    }

    fn cells(&self) -> Vec<String> {
        let day = |d: &Option<String>| d.clone().unwrap_or_else(|| "..".to_owned());
        let (first, last) = (day(&self.first_day), day(&self.last_day));
        let because = self.causes();
        let because = if because.is_empty() { "not told apart".to_owned() } else { because.join(", ") };
        vec![self.mine.to_owned(), self.theirs.to_owned(), self.fact.clone(), first, last, because]
    }

    fn flat(&self) -> Vec<Value> {
        let mut row = serde_json::to_value(self).unwrap_or_default();
        if let Some(because) = row.get_mut("because") {
            *because = self.causes().into();
        }
        vec![row]
    }
}

/// A key that reads otherwise on two sides; what is not there is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeyRow {
    /// The key, as it is written in records.
    pub key: String,
    /// Its value here.
    pub mine: Option<String>,
    /// Its value there.
    pub theirs: Option<String>,
}

/// A record that cannot simply be taken from another chronology.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClashRow {
    /// The id of their record.
    pub id: String,
    /// Its sort.
    pub sort: &'static str,
    /// What is wrong, in a few words.
    pub clash: String,
    /// The keys that differ.
    pub keys: Vec<KeyRow>,
    /// What to do.
    pub to_do: String,
}

impl ClashRow {
    fn line(&self, key: &KeyRow, first: bool) -> Vec<String> {
        let value = |value: &Option<String>| value.as_deref().map_or_else(String::new, short);
        let once = |text: &str| if first { text.to_owned() } else { String::new() };
        let (mine, theirs) = (value(&key.mine), value(&key.theirs));
        let what = once(&format!("{} {}", self.sort, self.id));
        vec![what, once(&self.clash), key.key.clone(), mine, theirs, once(&self.to_do)]
    }
}

impl Row for ClashRow {
    fn headers() -> Vec<&'static str> {
        vec!["record", "clash", "key", "mine", "theirs", "what to do"]
    }

    fn cells(&self) -> Vec<String> {
        self.line(self.keys.first().unwrap_or(&KeyRow::default()), true)
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let rest = self.keys.iter().skip(1).map(|key| self.line(key, false));
        std::iter::once(self.cells()).chain(rest).collect()
    }

    fn flat(&self) -> Vec<Value> {
        let none = [KeyRow::default()];
        let keys = if self.keys.is_empty() { &none } else { self.keys.as_slice() };
        let text = |value: &Option<String>| value.clone().map_or(Value::Null, Value::from);
        let one = |key: &KeyRow| {
            serde_json::json!({
                "id": self.id, "sort": self.sort, "clash": self.clash, "key": key.key,
                "mine": text(&key.mine), "theirs": text(&key.theirs), "to_do": self.to_do,
            })
        };
        keys.iter().map(one).collect()
    }
}

/// A value on one short line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    line.chars().take(SHORT - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_clash_in_two_keys_when_written_then_each_has_a_line_and_long_values_are_cut() {
        let key =
            |key: &str, mine: &str| KeyRow { key: key.to_owned(), mine: Some(mine.to_owned()), theirs: None };
        let keys = vec![key("date", "2014"), key("summary", &"word ".repeat(20))];
        let row = ClashRow { id: "a".to_owned(), sort: "event", keys, ..ClashRow::default() };
        let lines = row.lines();
        assert_eq!((lines[0][0].as_str(), lines[0][3].as_str()), ("event a", "2014"));
        assert_eq!((lines[1][0].as_str(), lines[1][3].chars().count()), ("", SHORT));
        assert_eq!(row.flat().len(), 2);
        assert_eq!(ClashRow::default().flat().len(), 1);
    }
}
