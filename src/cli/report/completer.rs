//! What completes an answer at the terminal: words of a list, or what a name may mean, the best fit first.

use std::rc::Rc;

use inquire::CustomUserError;
use inquire::autocompletion::{Autocomplete, Replacement};

use crate::domain::names::nearest;
use crate::question::{Directory, Sort};

/// Most suggestions at once.
const MOST: usize = 8;

/// What completes an answer.
#[derive(Clone)]
pub(super) enum Completer {
    /// Nothing.
    None,
    /// Words.
    Words(Vec<&'static str>),
    /// Names of these sorts, one after another between commas.
    Names(Rc<Directory>, &'static [Sort]),
}

impl Completer {
    /// The answers that may be meant by what is typed so far.
    pub fn meant(&self, typed: &str) -> Vec<String> {
        match self {
            Completer::None => Vec::new(),
            Completer::Words(words) => {
                let typed = typed.trim();
                let mut found: Vec<&str> = words.iter().copied().filter(|w| w.starts_with(typed)).collect();
                found.extend(words.iter().copied().filter(|w| !w.starts_with(typed) && w.contains(typed)));
                if found.is_empty() {
                    found = nearest(typed, words.iter().copied(), MOST);
                }
                found.into_iter().map(str::to_owned).collect()
            }
            Completer::Names(directory, sorts) => {
                let (before, last) = typed.rsplit_once(',').map_or(("", typed), |(a, b)| (a, b));
                if last.trim().is_empty() {
                    return Vec::new();
                }
                let before = if before.is_empty() { String::new() } else { format!("{}, ", before.trim()) };
                let found = sorts.iter().flat_map(|sort| directory.search(*sort, last.trim()));
                let one = |id: &crate::domain::Slug| match directory.name(id) {
                    name if name == id.as_str() => format!("{before}{id}"),
                    // Commas stand between answers.
                    name => format!("{before}{id} ({})", name.replace(',', "")),
                };
                found.take(MOST).map(|found| one(&found.id)).collect()
            }
        }
    }
}

impl Autocomplete for Completer {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        Ok(self.meant(input))
    }

    fn get_completion(
        &mut self,
        input: &str,
        chosen: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        Ok(chosen.or_else(|| self.meant(input).into_iter().next()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_the_begin_or_a_part_of_a_word_when_completed_then_the_begin_comes_first() {
        let words = Completer::Words(vec!["capture", "recapture", "split"]);
        assert_eq!(words.meant("cap"), ["capture", "recapture"]);
        assert_eq!(words.meant("splt"), ["split"]);
        assert!(Completer::None.meant("x").is_empty());
    }
}
