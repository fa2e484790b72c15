//! `annals watch`: questions whose answers are compared at every append. They are kept beside the log, not in it.

use std::process::ExitCode;

use clap::Parser;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::{Shared, names, open, out, when};
use crate::annals::Annals;
use crate::domain::{Day, Pattern};
use crate::question::{Watch, watched};
use crate::render::WatchRow;
use crate::replay::Timeline;

/// Under this key the store remembers what is watched.
const KEY: &str = "watched";
/// The form it is kept in.
const VERSION: u32 = 1;

/// What to do; nothing: list.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals watch add 2015-06-30 member-of cpa cma --known-by 2016-01-01\n         annals watch remove 1"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Watch a question from now on, in the view that the options ask for
    Add {
        /// A fact and a date, in either order, with `?` for anybody: member-of cpa cma 2015-06-30
        #[arg(required = true, value_name = "FACT> <DATE")]
        words: Vec<String>,
    },
    /// The watched questions, with their present answers
    List,
    /// Watch one no longer, or none
    Remove {
        /// Its number in the list, or `all`
        #[arg(value_name = "N|all")]
        which: String,
    },
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    watched: Vec<Entry>,
}

/// A question, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    fact: String,
    date: String,
    view: Vec<String>,
}

/// A watched question, ready to be asked.
pub(super) struct Question {
    /// The fact, `?` for anybody.
    pub fact: String,
    pub watch: Watch,
    pub day: Day,
    /// The options of its view, as they were given.
    pub view: Vec<String>,
}

/// A command line of nothing but options.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct Options {
    #[command(flatten)]
    shared: Shared,
}

impl Question {
    /// The chronology in the view of the question.
    pub fn timeline(&self, annals: &Annals) -> Result<Timeline, Failure> {
        let options = Options::try_parse_from(&self.view);
        let options = options.map_err(|_| Failure::usage("its view options cannot be read", None))?;
        Ok(annals.timeline(&options.shared.view(annals)?))
    }
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.act {
        Some(Act::Add { words }) => add(shared, words),
        Some(Act::Remove { which }) => remove(shared, which),
        None | Some(Act::List) => list(shared),
    }
}

fn add(shared: &Shared, words: &[String]) -> Result<ExitCode, Failure> {
    let (day, fact) = match words {
        [first, rest @ ..] if when::is_date(first) => (when::day(first)?, rest),
        [rest @ .., last] if when::is_date(last) => (when::day(last)?, rest),
        _ => {
            let help = "as in: annals watch add member-of cpa cma 2015-06-30".to_owned();
            return Err(Failure::usage("a date is missing", Some(help)));
        }
    };
    if fact.is_empty() {
        let help = "as in: annals watch add member-of cpa cma 2015-06-30".to_owned();
        return Err(Failure::usage("a fact is missing", Some(help)));
    }
    let annals = open::open(shared)?;
    let timeline = annals.timeline(&shared.view(&annals)?);
    let pattern = names::fact(&shared.directory(&annals)?, fact)?;
    let entry = Entry { fact: written(&pattern), date: day.to_string(), view: shared.view_words() };
    let mut all = entries(&annals)?;
    if let Some(at) = all.iter().position(|known| *known == entry) {
        out::note(&format!("{} on {day} is watched already, as number {}", entry.fact, at + 1));
        return Ok(ExitCode::SUCCESS);
    }
    let answer = watched(&timeline, &meant(pattern), day);
    out::note(&format!("{} on {day} is watched as number {}; now: {answer}", entry.fact, all.len() + 1));
    all.push(entry);
    keep(&annals, all)?;
    if annals.is_in_memory() {
        out::note("note: this chronology is kept in memory; what is watched is forgotten with this command");
    }
    Ok(ExitCode::SUCCESS)
}

fn list(shared: &Shared) -> Result<ExitCode, Failure> {
    let annals = open::open(shared)?;
    if !shared.view_words().is_empty() {
        out::note(
            "note: a watched question is asked in the view it was added with; view options change nothing here",
        );
    }
    let row = |(number, question): (usize, &Question)| {
        let answer = match question.timeline(&annals) {
            Ok(timeline) => Some(watched(&timeline, &question.watch, question.day)),
            Err(failure) => {
                out::note(&format!("note: number {number} cannot be asked: {}", failure.text()));
                None
            }
        };
        let (fact, date, view) = (question.fact.clone(), question.day.to_string(), question.view.clone());
        WatchRow { number, answer, fact, date, view }
    };
    let questions = questions(&annals)?;
    let rows: Vec<WatchRow> = (1..).zip(&questions).map(row).collect();
    out::rows(shared, &rows, "nothing is watched; `annals watch add FACT DATE` begins it")?;
    Ok(ExitCode::SUCCESS)
}

fn remove(shared: &Shared, which: &str) -> Result<ExitCode, Failure> {
    let annals = open::open(shared)?;
    if which == "all" {
        keep(&annals, Vec::new())?;
        out::note("nothing is watched any longer");
        return Ok(ExitCode::SUCCESS);
    }
    let mut all = entries(&annals)?;
    let at =
        which.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < all.len());
    let Some(at) = at else {
        let help = format!("`annals watch list` lists {}; write a number of it, or all", all.len());
        return Err(Failure::usage(format!("no watched question has the number {which:?}"), Some(help)));
    };
    let gone = all.remove(at);
    keep(&annals, all)?;
    out::note(&format!("{} on {} is watched no longer", gone.fact, gone.date));
    Ok(ExitCode::SUCCESS)
}

/// The watched questions of a chronology.
pub(super) fn questions(annals: &Annals) -> Result<Vec<Question>, Failure> {
    let read = |entry: Entry| {
        let pattern = Pattern::parse(&entry.fact).ok()?;
        let day = Day::parse(&entry.date)?;
        Some(Question { fact: entry.fact, watch: meant(pattern), day, view: entry.view })
    };
    entries(annals)?.into_iter().map(|entry| read(entry).ok_or_else(unreadable)).collect()
}

fn unreadable() -> Failure {
    let help = "use the version of annals that wrote it, or `annals watch remove all`".to_owned();
    Failure::usage("what is watched was written by another version and cannot be read", Some(help))
}

fn entries(annals: &Annals) -> Result<Vec<Entry>, Failure> {
    let Some(bytes) = annals.recall(KEY)? else { return Ok(Vec::new()) };
    match serde_json::from_slice::<Kept>(&bytes) {
        Ok(kept) if kept.version == VERSION => Ok(kept.watched),
        _ => Err(unreadable()),
    }
}

fn keep(annals: &Annals, watched: Vec<Entry>) -> Result<(), Failure> {
    let text = serde_json::to_vec(&Kept { version: VERSION, watched });
    let text = text.map_err(|e| Failure::usage(format!("what is watched cannot be written: {e}"), None))?;
    Ok(annals.remember(KEY, &text)?)
}

fn meant(pattern: Pattern) -> Watch {
    names::whole(&pattern).map_or(Watch::Who(pattern), Watch::Fact)
}

/// A pattern as it is read back.
fn written(pattern: &Pattern) -> String {
    let declaration = pattern.relation.declaration();
    let open =
        |place: &Option<crate::domain::Slug>| place.as_ref().map_or("?".to_owned(), ToString::to_string);
    let mut words = vec![pattern.relation.word().to_owned(), open(&pattern.subject)];
    words.extend(declaration.object.map(|_| open(&pattern.object)));
    words.extend(declaration.value.then(|| pattern.value.clone().unwrap_or_else(|| "*".to_owned())));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_questions_when_written_then_they_read_back_the_same() {
        for text in [
            "member-of cpa cma",
            "controls ? kidal",
            "holds-post ? cpa leader",
            "holds-post x cpa *",
            "exists ?",
        ] {
            let pattern = Pattern::parse(text).unwrap();
            assert_eq!(written(&pattern), text);
            assert_eq!(Pattern::parse(&written(&pattern)).unwrap(), pattern);
        }
    }

    #[test]
    fn given_view_options_when_kept_as_words_then_they_ask_for_the_same() {
        let given = [
            "--known-by=2015-06-30",
            "--source=a",
            "--source=b c",
            "--without=-x",
            "--according-to=p",
            "--min-reliability=C",
            "--recorded-by=#12",
        ];
        let options = Options::try_parse_from(given).unwrap();
        assert_eq!(options.shared.view_words(), given);
        assert!(Options::try_parse_from([] as [&str; 0]).unwrap().shared.view_words().is_empty());
    }
}
