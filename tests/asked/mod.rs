//! Command lines answered in this process, on one chronology: the timeline of a view is replayed once, not once for
//! every question. What is printed is what the `annals` command prints, without its notes.

use annals::annals::Annals;
use annals::domain::{Bounds, Day, EventDate, Fluent, Margins, Pattern, Relation, Slug};
use annals::intake::to_toml;
use annals::question::{self, About, Activities, Direction, FactAnswer, Mode, Resolved, Sort, When};
use annals::render::{
    ActorRow, DisputeRow, EventRow, FactRow, FigureRow, Format, LineageRow, PeriodRow, PlaceRow, PositionRow,
    Row, SourceRow, render,
};
use annals::replay::{Timeline, View};

use crate::console::words;

/// A chronology that is asked in the words of the command line.
pub struct Desk {
    annals: Annals,
    directory: question::Directory,
    views: Vec<(View, Timeline)>,
}

/// Takes an option and its value out of the words, as often as it is there.
fn option(words: &mut Vec<String>, name: &str) -> Vec<String> {
    let mut values = Vec::new();
    while let Some(at) = words.iter().position(|w| w == name) {
        words.remove(at);
        values.push(words.remove(at));
    }
    values
}

/// A day, month, year or `A..B` as its first and last day.
fn period(text: &str) -> (Day, Day) {
    let read = |text: &str| {
        let date = EventDate::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        Bounds::new(date.begin(&Margins::NONE).earliest, date.end(&Margins::NONE).latest)
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    (read(from).earliest, read(to).latest)
}

fn table<R: Row>(rows: Vec<R>, nothing: &str) -> String {
    if rows.is_empty() { format!("{nothing}\n") } else { render(&rows, Format::Table, None) }
}

/// A pattern without an open place.
fn whole(pattern: &Pattern) -> Option<Fluent> {
    let open = pattern.relation.declaration().value && pattern.value.is_none();
    let subject = pattern.subject.as_ref().filter(|_| !open)?;
    let mut fact = match (&pattern.object, pattern.relation.declaration().object) {
        (Some(object), _) => Fluent::two(pattern.relation, subject, object),
        (None, None) => Fluent::one(pattern.relation, subject),
        (None, Some(_)) => return None,
    };
    fact.value.clone_from(&pattern.value);
    Some(fact)
}

impl Desk {
    pub fn new(annals: Annals) -> Desk {
        Desk { directory: annals.directory(), annals, views: Vec::new() }
    }

    fn named(&self, text: &str, sorts: &[Sort]) -> Slug {
        let found = sorts.iter().map(|sort| self.directory.resolve(*sort, text));
        let one = found
            .filter_map(|f| if let Resolved::One(id) | Resolved::Near(id) = f { Some(id) } else { None });
        one.into_iter().next().unwrap_or_else(|| panic!("{text:?} is not known"))
    }

    fn fact(&self, words: &[String]) -> Pattern {
        question::read_fact(words, &self.directory).unwrap_or_else(|e| panic!("{words:?}: {e:?}")).pattern
    }

    fn view(&self, words: &mut Vec<String>) -> View {
        let known_by = option(words, "--known-by").first().map(|d| period(d).0);
        let sources = option(words, "--source").iter().map(|s| self.named(s, &[Sort::Source])).collect();
        let without = option(words, "--without").iter().map(|w| Slug::new(w).unwrap()).collect();
        View { known_by, sources, without, ..View::default() }
    }

    /// What `annals LINE` prints.
    pub fn answer(&mut self, line: &str) -> String {
        let mut words = words(line);
        let view = self.view(&mut words);
        let index = self.views.iter().position(|(v, _)| *v == view).unwrap_or_else(|| {
            self.views.push((view.clone(), self.annals.timeline(&view)));
            self.views.len() - 1
        });
        let timeline = &self.views[index].1;
        let verb = words.remove(0);
        let text = (!words.is_empty()).then(|| words.join(" "));
        let text = text.as_deref();
        match verb.as_str() {
            "ask" => self.ask(timeline, &words),
            "at" => self.at(timeline, &words),
            "history" => self.history(timeline, &mut words),
            "disputes" => self.disputes(timeline, &mut words),
            "lineage" => self.lineage(timeline, text.unwrap()),
            "findings" => {
                let actor = text.map(|t| self.named(t, &[Sort::Actor]));
                let found = question::findings(timeline, actor.as_ref(), None);
                found.iter().map(|w| format!("{}: {}\n", w.finding.kind.word(), w.finding.message)).collect()
            }
            "actors" => {
                let found = question::actors(&self.directory, &Activities::of(Sort::Actor, timeline), text);
                table(found.iter().map(ActorRow::from).collect(), "")
            }
            "places" => {
                let found = question::places(&self.directory, &Activities::of(Sort::Place, timeline), text);
                table(found.iter().map(PlaceRow::from).collect(), "")
            }
            "sources" => {
                let found = question::sources(&self.directory, &Activities::of(Sort::Source, timeline), text);
                table(found.iter().map(SourceRow::from).collect(), "")
            }
            "show" => to_toml(&self.annals.record(&words[0]).unwrap_or_else(|| panic!("{words:?}")).body),
            _ => panic!("{verb} is not answered here"),
        }
    }

    fn ask(&self, timeline: &Timeline, words: &[String]) -> String {
        let (from, to) = period(&words[0]);
        let pattern = self.fact(&words[1..]);
        let when = if from == to { When::At(from) } else { When::During(from, to, Mode::Ever) };
        let answers: Vec<FactAnswer> = match whole(&pattern) {
            Some(fact) => vec![question::ask(timeline, &fact, when)],
            None if from == to => question::who(timeline, &pattern, from).answers,
            None => question::who_during(timeline, &pattern, from, to, Mode::Ever).answers,
        };
        let mut text = match from == to {
            true => table(answers.iter().map(FactRow::from).collect(), "nobody"),
            false => table(answers.iter().map(PeriodRow::from).collect(), "nobody"),
        };
        if let [only] = answers.as_slice()
            && !only.claims.is_empty()
        {
            text.push('\n');
            text.push_str(&table(only.claims.iter().map(PositionRow::from).collect(), ""));
        }
        text
    }

    fn at(&self, timeline: &Timeline, words: &[String]) -> String {
        let day = period(&words[0]).0;
        let actors: Vec<Slug> = words[1..].iter().map(|w| self.named(w, &[Sort::Actor])).collect();
        let told = question::state(timeline, &actors, day);
        let mut text = table(told.iter().map(FactRow::from).collect(), "nothing is said of that date");
        let figures: Vec<FigureRow> = actors
            .iter()
            .flat_map(|a| question::figures(timeline, a, day))
            .map(|c| FigureRow::from(&c))
            .collect();
        if !figures.is_empty() {
            text.push('\n');
            text.push_str(&table(figures, ""));
        }
        text
    }

    fn history(&self, timeline: &Timeline, words: &mut Vec<String>) -> String {
        let from = option(words, "--from").first().map_or(Day::PAST, |d| period(d).0);
        let to = option(words, "--to").first().map_or(Day::FUTURE, |d| period(d).1);
        let actor = self.named(&words[0], &[Sort::Actor]);
        let told = question::history(timeline, Some(&actor), from, to);
        table(told.iter().map(EventRow::from).collect(), "nothing is reported of that time")
    }

    fn disputes(&self, timeline: &Timeline, words: &mut Vec<String>) -> String {
        let dated = words.last().is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        let (from, to) = if dated { period(&words.pop().unwrap()) } else { (Day::PAST, Day::FUTURE) };
        let about = match words.first() {
            Some(first) if words.len() > 1 && Relation::parse(first).is_some() => {
                About::Facts(self.fact(words))
            }
            Some(_) => About::One(self.named(&words.join(" "), &[Sort::Actor, Sort::Place, Sort::Treaty])),
            None => About::All,
        };
        let found = question::disputes(timeline, &about, from, to);
        table(found.iter().map(DisputeRow::from).collect(), "nothing is in dispute")
    }

    fn lineage(&self, timeline: &Timeline, text: &str) -> String {
        let actor = self.named(text, &[Sort::Actor]);
        let steps = question::lineage(timeline, &actor, None);
        let first = |direction| steps.iter().position(|s| s.direction == direction).unwrap_or(steps.len());
        let down = first(Direction::Descendants);
        let up = first(Direction::Ancestors).min(down);
        let parts = [
            ("its names", &steps[..up]),
            ("came out of", &steps[up..down]),
            ("gave rise to", &steps[down..]),
        ];
        let mut text = String::new();
        for (heading, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{actor}: {heading}\n"));
            text.push_str(&table(part.iter().map(LineageRow::from).collect(), ""));
        }
        text
    }
}
