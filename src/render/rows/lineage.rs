//! Lineage: a tree with branches in tables, flat steps for machines.

use serde::Serialize;

use super::{Ends, Row, listed, texts};
use crate::domain::{Relation, Slug};
use crate::question::{Direction, Step};

/// Deeper steps are not indented further; the number of their depth says how deep they are.
const DEEPEST: usize = 24;

/// How the branches of a tree are drawn: where the stem goes on beside, where it does not, a step with others after it, and
/// the last.
struct Twigs([&'static str; 4]);

const DRAWN: Twigs = Twigs(["│  ", "   ", "├─ ", "└─ "]);
const PLAIN: Twigs = Twigs(["|  ", "   ", "|- ", "`- "]);

/// A step of a lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LineageRow {
    direction: &'static str,
    depth: usize,
    relation: &'static str,
    subject: Option<String>,
    object: Option<String>,
    value: Option<String>,
    answer: &'static str,
    aspect: Vec<String>,
    begin: Ends,
    end: Ends,
    begun_by: Vec<String>,
    sources: Vec<String>,
    alternative: bool,
    again: bool,
    path: Vec<String>,
    #[serde(skip)]
    phrase: String,
    /// What stands before the phrase.
    #[serde(skip)]
    branch: String,
    /// What stands before a line that goes on under it.
    #[serde(skip)]
    under: String,
}

impl LineageRow {
    /// The steps of one direction as the rows of a tree. `plain`: only ASCII.
    pub fn tree(steps: &[Step], plain: bool) -> Vec<LineageRow> {
        let Twigs([beside, gap, more, last]) = if plain { PLAIN } else { DRAWN };
        let mut rows: Vec<LineageRow> = Vec::with_capacity(steps.len());
        // On which levels another step follows under the same stem: told from the end on.
        let mut follows: Vec<bool> = Vec::new();
        for step in steps.iter().rev() {
            let level = level(step);
            follows.resize(level + 1, false);
            let on = |level: usize| follows.get(level).copied().unwrap_or(false);
            let stem: String = (0..level.min(DEEPEST)).map(|l| if on(l) { beside } else { gap }).collect();
            let deep = if level > DEEPEST { format!("[{}] ", step.depth) } else { String::new() };
            let branch = format!("{stem}{}{deep}", if on(level) { more } else { last });
            let under = format!("{stem}{}", if on(level) { beside } else { gap });
            rows.push(LineageRow { branch, under, ..LineageRow::from(step) });
            if let Some(follows) = follows.get_mut(level) {
                *follows = true;
            }
        }
        rows.reverse();
        rows
    }

    /// The rows as text for few columns: under each step, when it was and how sure.
    pub fn narrow(rows: &[LineageRow]) -> String {
        let mut text = String::new();
        for row in rows {
            let [step, answer, when] = [row.step(), row.sure(), row.when()];
            text.push_str(step.trim_end());
            text.push('\n');
            let under: Vec<String> =
                [when, answer].into_iter().filter(|t| !t.is_empty() && t != "certain").collect();
            if !under.is_empty() {
                text.push_str(&format!("{}  {}\n", row.under, under.join(", ")));
            }
        }
        text
    }

    /// The step, in its place in the tree.
    fn step(&self) -> String {
        let again = if self.again { " (followed elsewhere)" } else { "" };
        format!("{}{}{again}", self.branch, self.phrase)
    }

    /// How sure it is.
    fn sure(&self) -> String {
        let mut answer = if self.answer == "yes" { "certain" } else { self.answer }.to_owned();
        if !self.aspect.is_empty() {
            answer.push_str(&format!(" ({})", self.aspect.join(", ")));
        }
        if self.alternative {
            answer.push_str(", one of several origins");
        }
        answer
    }

    /// When it was.
    fn when(&self) -> String {
        let mut when = self.begin.short();
        if self.relation == Relation::Named.word() && !self.end.short().is_empty() {
            when.push_str(&format!(" until {}", self.end.short()));
        }
        when
    }
}

/// How far in a step stands: names one further than the body that bears them.
fn level(step: &Step) -> usize {
    if step.direction == Direction::Names || step.relation == Relation::Named {
        step.depth
    } else {
        step.depth.saturating_sub(1)
    }
}

impl From<&Step> for LineageRow {
    fn from(step: &Step) -> LineageRow {
        LineageRow {
            direction: step.direction.word(),
            depth: step.depth,
            relation: step.relation.word(),
            subject: step.subject.as_ref().map(Slug::to_string),
            object: step.object.as_ref().map(Slug::to_string),
            value: step.value.clone(),
            answer: step.answer.word(),
            aspect: step.aspects.clone(),
            begin: step.begin.into(),
            end: step.end.into(),
            begun_by: texts(&step.begun_by),
            sources: texts(&step.sources),
            alternative: step.alternative,
            again: step.again,
            path: texts(&step.path),
            phrase: phrase(step),
            branch: String::new(),
            under: String::new(),
        }
    }
}

/// A step in words, as seen from the line it stands under.
fn phrase(step: &Step) -> String {
    let unnamed = || format!("{} unnamed bodies", step.value.as_deref().unwrap_or("several"));
    let other = step.leads_to().map_or_else(unnamed, Slug::to_string);
    let up = step.direction == Direction::Ancestors;
    let words = match (step.relation, up) {
        (Relation::SplitFrom, true) => "split from",
        (Relation::SplitFrom, false) => "split into",
        (Relation::MergedInto, true) => "merged from",
        (Relation::MergedInto, false) => "merged into",
        (Relation::AbsorbedInto, true) => "took in",
        (Relation::AbsorbedInto, false) => "taken in by",
        (Relation::RenamedFrom, true) => "renamed from",
        (Relation::RenamedFrom, false) => "renamed to",
        (Relation::FoundedBy, true) => "founded by",
        (Relation::FoundedBy, false) => "founded",
        _ => return format!("named {}", step.value.as_deref().unwrap_or_default()),
    };
    format!("{words} {other}")
}

impl Row for LineageRow {
    fn headers() -> Vec<&'static str> {
        vec!["lineage", "answer", "when", "because of", "sources"]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.step(), self.sure(), self.when(), listed(&self.begun_by), self.sources.join(", ")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Answer, Bounds, Day};

    fn step(depth: usize, relation: Relation, other: &str) -> Step {
        let slug = |text: &str| Slug::new(text).unwrap();
        let named = relation == Relation::Named;
        Step {
            direction: Direction::Descendants,
            depth,
            relation,
            subject: Some(slug(if named { "x" } else { other })),
            object: (!named).then(|| slug("x")),
            value: named.then(|| other.to_owned()),
            answer: Answer::Possible,
            aspects: Vec::new(),
            begin: Some(Bounds::exact(Day::of(2014, 3, 18).unwrap())),
            end: None,
            begun_by: Vec::new(),
            sources: Vec::new(),
            alternative: false,
            again: false,
            path: Vec::new(),
        }
    }

    fn story() -> Vec<Step> {
        let split = Relation::SplitFrom;
        vec![
            step(1, split, "aa"),
            step(1, Relation::Named, "First"),
            step(2, split, "bb"),
            step(3, split, "cc"),
            step(2, split, "dd"),
            step(1, split, "ee"),
        ]
    }

    #[test]
    fn given_steps_when_drawn_as_a_tree_then_branches_show_what_came_of_what() {
        let drawn = |plain: bool| {
            let rows = LineageRow::tree(&story(), plain);
            rows.iter().map(LineageRow::step).collect::<Vec<_>>()
        };
        assert_eq!(
            drawn(false),
            [
                "├─ split into aa",
                "│  ├─ named First",
                "│  ├─ split into bb",
                "│  │  └─ split into cc",
                "│  └─ split into dd",
                "└─ split into ee",
            ]
        );
        assert_eq!(
            drawn(true).join(" "),
            "|- split into aa |  |- named First |  |- split into bb |  |  `- split into cc |  `- split into dd `- split into ee"
        );
    }

    #[test]
    fn given_few_columns_when_drawn_then_days_and_doubt_stand_under_each_step() {
        let text = LineageRow::narrow(&LineageRow::tree(&story()[4..], true));
        assert_eq!(
            text,
            "|  `- split into dd\n|       2014-03-18, possible\n`- split into ee\n     2014-03-18, possible\n"
        );
    }

    #[test]
    fn given_a_chain_deeper_than_a_page_is_wide_when_drawn_then_its_depth_is_a_number() {
        let steps: Vec<Step> = (1..=5_000).map(|depth| step(depth, Relation::SplitFrom, "aa")).collect();
        let rows = LineageRow::tree(&steps, true);
        let last = rows.last().map(LineageRow::step).unwrap();
        assert!(last.len() < 120 && last.contains("[5000] split into aa"), "{last}");
    }
}
