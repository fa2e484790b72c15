//! Reading facts as people type them: names instead of slugs, several words to a name, posts in plain words.

use super::directory::{Directory, Resolved, Sort};
use crate::domain::{Arg, FactError, Pattern, Relation, Slug};

/// A fact as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What is asked.
    pub pattern: Pattern,
    /// Names that were taken as an actor, place or treaty spelt otherwise.
    pub near: Vec<(String, Slug)>,
}

/// Why a text is no fact that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not written as one.
    Fact(FactError),
    /// A name leads to none, or to several.
    Name {
        /// The name.
        text: String,
        /// What it should name.
        sort: Sort,
        /// What was found instead.
        found: Resolved,
    },
}

/// More words than this are not tried as names of several words.
const MOST_WORDS: usize = 24;

/// Reads a fact from the words of a command line: `member-of cpa cma`, `controls ? Kidal`. A word may itself be a name
/// of several words; one text of all words is read too, names of several words in it where only one reading makes
/// sense.
pub fn read_fact(words: &[String], directory: &Directory) -> Result<Reading, Unread> {
    let text = words.join(" ");
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let first = pieces.first().copied().unwrap_or_default();
    let Some(relation) = Relation::parse(first) else {
        return Err(Unread::Fact(match Pattern::parse(&text) {
            Err(error) => error,
            Ok(_) => FactError::Empty,
        }));
    };
    let declaration = relation.declaration();
    let sorts: Vec<Sort> =
        [Some(declaration.subject), declaration.object].into_iter().flatten().map(sort).collect();
    // As the words were given: each a place of its own.
    let given: Vec<&str> = match words.iter().map(|w| w.trim()).collect::<Vec<_>>().as_slice() {
        [_] => pieces.clone(),
        all => all.iter().copied().filter(|w| !w.is_empty()).collect(),
    };
    for places in [&given, &pieces] {
        let places: Vec<String> = places.iter().skip(1).map(|w| (*w).to_owned()).collect();
        let enough = places.len() == sorts.len() || (declaration.value && places.len() > sorts.len());
        if !places.is_empty() && enough {
            let read = take(relation, &sorts, &places, directory);
            if read.is_ok() {
                return read;
            }
        }
    }
    let rest: Vec<&str> = pieces.iter().skip(1).copied().collect();
    let mut found: Vec<Reading> = Vec::new();
    if rest.len() <= MOST_WORDS {
        for places in groupings(&rest, sorts.len(), declaration.value) {
            found.extend(take(relation, &sorts, &places, directory).ok());
        }
    }
    if found.len() == 1
        && let Some(one) = found.pop()
    {
        return Ok(one);
    }
    // Not to be read: say why, of the plainest reading.
    let plain: Vec<String> = given.iter().skip(1).map(|w| (*w).to_owned()).collect();
    let enough = plain.len() == sorts.len() || (declaration.value && plain.len() > sorts.len());
    if enough {
        return take(relation, &sorts, &plain, directory);
    }
    Err(Unread::Fact(miscounted(relation, sorts.len(), &rest)))
}

/// The fault of a fact with too few or too many words.
fn miscounted(relation: Relation, places: usize, rest: &[&str]) -> FactError {
    let usage = relation.usage();
    let missing =
        |what: &'static str| FactError::Missing { relation: relation.word(), what, usage: usage.clone() };
    match (rest.len(), rest.get(places)) {
        (0, _) => missing("subject"),
        (given, _) if given < places => missing("object"),
        (_, Some(extra)) => FactError::Extra { word: (*extra).to_owned(), usage },
        (_, None) => missing("last word"),
    }
}

fn sort(arg: Arg) -> Sort {
    match arg {
        Arg::Actor { .. } => Sort::Actor,
        Arg::Place => Sort::Place,
        Arg::Treaty => Sort::Treaty,
    }
}

/// Reads places that are known to be apart; what follows them is the value.
fn take(
    relation: Relation,
    sorts: &[Sort],
    places: &[String],
    directory: &Directory,
) -> Result<Reading, Unread> {
    let mut near = Vec::new();
    let mut ids: Vec<Option<Slug>> = Vec::new();
    for (sort, text) in sorts.iter().zip(places) {
        if text == "?" {
            ids.push(None);
            continue;
        }
        match directory.resolve(*sort, text) {
            Resolved::One(id) => ids.push(Some(id)),
            Resolved::Near(id) => {
                near.push((text.clone(), id.clone()));
                ids.push(Some(id));
            }
            found => return Err(Unread::Name { text: text.clone(), sort: *sort, found }),
        }
    }
    let mut ids = ids.into_iter();
    let (subject, object) = (ids.next().flatten(), ids.next().flatten());
    let rest = places.get(sorts.len()..).unwrap_or_default().join(" ");
    let value = match (relation, rest.as_str()) {
        (_, "") if relation.declaration().value => {
            return Err(Unread::Fact(miscounted(relation, sorts.len(), &vec!["?"; sorts.len()])));
        }
        (_, "" | "*" | "?") => None,
        (Relation::HoldsPost, words) => Some(Directory::post(words)),
        (_, words) => Some(words.to_owned()),
    };
    Ok(Reading { pattern: Pattern { relation, subject, object, value }, near })
}

/// Every way to put words into places of one word or more, the rest being the value where there is one.
fn groupings(words: &[&str], places: usize, value: bool) -> Vec<Vec<String>> {
    let joined = |range: &[&str]| range.join(" ");
    let mut all = Vec::new();
    for first in 1..=words.len() {
        let (head, rest) = words.split_at(first);
        if places == 1 {
            match (value, rest) {
                (false, []) => all.push(vec![joined(head)]),
                (true, [_, ..]) => all.push(vec![joined(head), joined(rest)]),
                _ => {}
            }
            continue;
        }
        for second in 1..=rest.len() {
            let (middle, rest) = rest.split_at(second);
            match (value, rest) {
                (false, []) => all.push(vec![joined(head), joined(middle)]),
                (true, [_, ..]) => all.push(vec![joined(head), joined(middle), joined(rest)]),
                _ => {}
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::sample::records;
    use super::*;

    fn read(words: &[&str]) -> Result<Reading, Unread> {
        let directory = Directory::of(&records(
            "r0 join member=bilal-ag-acherif coalition=mnla @2011
             r1 join member=mohamed-ag-intalla coalition=ganda-koy @2011
             r2 appointment org=mnla in=bilal-ag-acherif post:secretary-general @2011
             r3 treaty-signed party=mnla treaty:algiers-2015 @2015
             r4 join member=alghabass-ag-intalla coalition=mnla @2012",
        ));
        read_fact(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(), &directory)
    }

    #[test]
    fn given_names_when_read_then_they_become_slugs() {
        for (words, fact) in [
            (&["member-of", "bilal-ag-acherif", "mnla"][..], "member-of bilal-ag-acherif mnla"),
            (&["member-of bilal-ag-acherif MNLA"], "member-of bilal-ag-acherif mnla"),
            (&["member-of", "Bilal Ag Achérif", "Mnla"], "member-of bilal-ag-acherif mnla"),
            (&["member-of", "bilal", "ag", "acherif", "mnla"], "member-of bilal-ag-acherif mnla"),
            (&["holds-post ? mnla Secretary General"], "holds-post ? mnla secretary-general"),
            (&["holds-post", "bilal ag acherif", "mnla", "*"], "holds-post bilal-ag-acherif mnla *"),
            (&["party-to mnla algiers-2015"], "party-to mnla algiers-2015"),
        ] {
            let reading = read(words).unwrap();
            assert_eq!(reading.pattern, Pattern::parse(fact).unwrap(), "{words:?}");
            assert!(reading.near.is_empty());
        }
        let reading = read(&["exists", "Mohammed Ag Intala"]).unwrap();
        assert_eq!(reading.pattern, Pattern::parse("exists mohamed-ag-intalla").unwrap());
        assert_eq!(reading.near.len(), 1);
    }

    #[test]
    fn given_faulty_facts_when_read_then_the_fault_is_named() {
        assert_eq!(read(&[]), Err(Unread::Fact(FactError::Empty)));
        assert_eq!(read(&[""]), Err(Unread::Fact(FactError::Empty)));
        assert!(matches!(read(&["loves a b"]), Err(Unread::Fact(FactError::Relation { .. }))));
        assert!(matches!(read(&["exists"]), Err(Unread::Fact(FactError::Missing { what: "subject", .. }))));
        assert!(matches!(read(&["member-of mnla"]), Err(Unread::Fact(FactError::Missing { .. }))));
        assert!(matches!(
            read(&["holds-post ? mnla"]),
            Err(Unread::Fact(FactError::Missing { what: "last word", .. }))
        ));
        assert!(matches!(read(&["exists mnla zzz qqq"]), Err(Unread::Fact(FactError::Extra { .. }))));
        assert!(matches!(read(&["exists Intalla"]), Err(Unread::Name { sort: Sort::Actor, .. })));
        assert!(matches!(read(&["in-force algeria-2015"]), Err(Unread::Name { sort: Sort::Treaty, .. })));
        assert!(read(&["exists ", &"a ".repeat(10_000)]).is_err());
    }
}
