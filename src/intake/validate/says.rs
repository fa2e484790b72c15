//! What an event says: `[not] FACT` or `[not] ASPECT of EVENT` (rule R3).

use std::ops::Range;

use super::super::MAX_HINTS;
use super::super::draft::{Node, Sort};
use super::checker::{Checker, folded};
use crate::domain::names::nearest;
use crate::domain::{Arg, Content, FactError, Fluent, Proposition, Relation, Slug};

/// One thing said or a list.
pub(super) fn says(checker: &mut Checker<'_>, node: &Node, own: &str) -> Vec<Proposition> {
    let items = checker.items(node);
    if items.len() > MAX_HINTS {
        let message = format!("{} things said, over the limit of {MAX_HINTS}", items.len());
        checker.fault(&node.span, message, "break the event up");
        return Vec::new();
    }
    items.iter().filter_map(|item| proposition(checker, item, own)).collect()
}

/// A word of the text and where in it it stands.
#[derive(Clone)]
struct Word<'t> {
    text: &'t str,
    at: Range<usize>,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut from = 0;
    for word in text.split_whitespace() {
        let start = text.get(from..).and_then(|rest| rest.find(word)).map_or(from, |at| from + at);
        from = start + word.len();
        words.push(Word { text: word, at: start..from });
    }
    words
}

fn proposition(checker: &mut Checker<'_>, node: &Node, own: &str) -> Option<Proposition> {
    let text = checker.text(node)?;
    let words = words(text);
    let denied = words.first().is_some_and(|w| w.text == "not");
    let rest = words.get(usize::from(denied)..).unwrap_or(&[]);
    let said = Said { node, text };
    let content = match rest {
        [aspect, of, event] if of.text == "of" => said.aspect(checker, aspect, event, own)?,
        _ => said.fact(checker, rest)?,
    };
    Some(Proposition { affirmed: !denied, content })
}

/// A thing said, where it stands.
struct Said<'n> {
    node: &'n Node,
    text: &'n str,
}

impl Said<'_> {
    fn fault(&self, checker: &mut Checker<'_>, part: &Range<usize>, message: String, help: String) {
        let span = checker.part(self.node, self.text, part.clone());
        let shown = self.text.get(part.clone()).filter(|t| !t.is_empty()).unwrap_or(self.text);
        checker.fault_with(&span, shown, message, help);
    }

    fn aspect(
        &self,
        checker: &mut Checker<'_>,
        aspect: &Word<'_>,
        event: &Word<'_>,
        own: &str,
    ) -> Option<Content> {
        if let Err(error) = Slug::new(aspect.text) {
            let help = "an aspect is one lower-case word: fact, date, author, mode".to_owned();
            self.fault(checker, &aspect.at, error.to_string(), help);
            return None;
        }
        if event.text == own {
            let help = "an event cannot speak of itself; say a fact, or name the other event".to_owned();
            self.fault(checker, &event.at, "\"says\" names the event itself".to_owned(), help);
            return None;
        }
        // It may be recorded later: as with hints, replay notes what is not there (rule R35).
        let report = match Slug::new(event.text) {
            Ok(slug) => slug,
            Err(error) => {
                self.fault(checker, &event.at, error.to_string(), folded(event.text));
                return None;
            }
        };
        Some(Content::Aspect { report, aspect: aspect.text.to_owned() })
    }

    fn fact(&self, checker: &mut Checker<'_>, words: &[Word<'_>]) -> Option<Content> {
        let start = words.first().map_or(0, |w| w.at.start);
        let fact = self.text.get(start..).unwrap_or("");
        if words.is_empty() {
            let help = "write a fact, as in \"exists some-actor\"".to_owned();
            self.fault(checker, &(0..self.text.len()), "nothing is said".to_owned(), help);
            return None;
        }
        match Fluent::parse(fact) {
            Ok(fluent) => self.fact_known(checker, &fluent, words).then_some(Content::Fact(fluent)),
            Err(error) => {
                self.no_fact(checker, error, words);
                None
            }
        }
    }

    /// Whether everybody and everything the fact names is there.
    fn fact_known(&self, checker: &mut Checker<'_>, fluent: &Fluent, words: &[Word<'_>]) -> bool {
        let declaration = fluent.relation.declaration();
        let places = [Some(declaration.subject), declaration.object];
        let mut sound = true;
        for (arg, word) in places.into_iter().flatten().zip(words.iter().skip(1)) {
            let sort = match arg {
                Arg::Actor { .. } => Sort::Actor,
                Arg::Place => Sort::Place,
                Arg::Treaty => continue,
            };
            sound &= self.known(checker, sort, word).is_some();
        }
        if let (Relation::HoldsPost, Some(post), Some(word)) = (fluent.relation, &fluent.value, words.get(3))
            && let Err(error) = Slug::new(post)
        {
            let part = word.at.start..words.last().map_or(word.at.end, |w| w.at.end);
            self.fault(checker, &part, error.to_string(), folded(post));
            sound = false;
        }
        sound
    }

    fn known(&self, checker: &mut Checker<'_>, sort: Sort, word: &Word<'_>) -> Option<Slug> {
        match Slug::new(word.text) {
            Ok(slug) if checker.index.has(sort, word.text) => Some(slug),
            Ok(_) => {
                let help = checker.remedy(sort, word.text);
                self.fault(checker, &word.at, format!("unknown {}", sort.word()), help);
                None
            }
            Err(error) => {
                self.fault(checker, &word.at, error.to_string(), folded(word.text));
                None
            }
        }
    }

    /// Points at the word that makes a text no fact.
    fn no_fact(&self, checker: &mut Checker<'_>, error: FactError, words: &[Word<'_>]) {
        let first = words.first().map_or(0..0, |w| w.at.clone());
        let find = |text: &str| {
            words.iter().skip(1).find(|w| w.text == text).map_or(first.clone(), |w| w.at.clone())
        };
        let end = self.text.len()..self.text.len();
        let (part, help) = match &error {
            FactError::Relation { word } => {
                let relations: Vec<&str> = Relation::ALL.iter().map(|r| r.word()).collect();
                let near = nearest(word, relations.iter().copied(), 1);
                let help = match near.first().and_then(|w| Relation::parse(w)) {
                    Some(relation) => format!("did you mean `{}`?", relation.usage()),
                    None => format!(
                        "a fact begins with one of {}; an aspect is `[not] date of EVENT`",
                        relations.join(", ")
                    ),
                };
                (first, help)
            }
            FactError::Missing { usage, .. } => (end, format!("write `[not] {usage}`")),
            FactError::Extra { word, usage } => (find(word), format!("write `[not] {usage}`")),
            FactError::Slug { word, .. } => (find(word), folded(word)),
            FactError::Empty => (first, "write a fact, as in \"exists some-actor\"".to_owned()),
            FactError::Open { .. } => (find("?"), "name everybody; `?` is for questions".to_owned()),
        };
        self.fault(checker, &part, error.to_string(), help);
    }
}
