//! The keys of records beside the roles and details of the grammar: one table a sort. The parser, the JSON
//! Schema and the hints of error messages read it.

use super::draft::Sort;
use crate::domain::{ActorKind, Amends, Because, HintKind, Surety};

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// Text.
    Text,
    /// Text, or a whole number taken as text.
    Label,
    /// A slug of its own.
    Slug,
    /// The slug of a record of this sort.
    One(Sort),
    /// Slugs of records of this sort: one or a list.
    Many(Sort),
    /// Labels: one or a list.
    Labels,
    /// An EDTF expression.
    Date,
    /// A calendar day, `YYYY-MM-DD`.
    Day,
    /// A whole number from 1.
    Count,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// Names: text or `{ name, sources }`.
    Aliases,
    /// Facts and aspects of events, affirmed or denied.
    Says,
    /// Where the source says it.
    Cite,
    /// Free keys with text.
    Remarks,
    /// Keys of a record, with their values.
    Set,
}

/// A key of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// How it is written.
    pub word: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for, in a line.
    pub about: &'static str,
}

const fn need(word: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { word, shape, required: true, about }
}

const fn may(word: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { word, shape, required: false, about }
}

const SOURCE: &[Key] = &[
    need("id", Shape::Slug, "identity, chosen by its author"),
    need("title", Shape::Text, "its title, or what it is"),
    need("date", Shape::Date, "when the world could read it (EDTF)"),
    may("author", Shape::Text, "who wrote it"),
    may("publisher", Shape::Text, "who published it"),
    may("retrieved", Shape::Day, "when our copy was taken"),
    may("cited-by", Shape::One(Sort::Source), "the source that cites it, where we never saw it ourselves"),
    may("locator", Shape::Text, "where it is found"),
    may("party", Shape::One(Sort::Actor), "the actor speaking in it, where the source is itself a party"),
    may("reliability", Shape::Word(reliabilities), "Admiralty code"),
    may("note", Shape::Text, "anything a reader should know"),
];

const ACTOR: &[Key] = &[
    need("id", Shape::Slug, "identity, chosen by its author"),
    need("kind", Shape::Word(actor_kinds), "what sort of actor"),
    need("name", Shape::Text, "the usual name"),
    may("aliases", Shape::Aliases, "other names"),
    may("sources", Shape::Many(Sort::Source), "the sources that use the usual name"),
    may("note", Shape::Text, "anything a reader should know"),
];

const PLACE: &[Key] = &[
    need("id", Shape::Slug, "identity, chosen by its author"),
    need("name", Shape::Text, "the usual name"),
    may("aliases", Shape::Aliases, "other names"),
    may("sources", Shape::Many(Sort::Source), "the sources that use the usual name"),
    may("within", Shape::One(Sort::Place), "the place around it"),
    may("note", Shape::Text, "anything a reader should know"),
];

const EVENT: &[Key] = &[
    need("id", Shape::Slug, "identity, chosen by its author"),
    need("kind", Shape::Word(kinds), "what happened"),
    need("cite", Shape::Cite, "where the source says it"),
    need("summary", Shape::Text, "one line in our own words"),
    may("date", Shape::Date, "when it happened (EDTF); left out: undated"),
    may("words", Shape::Text, "the source's own words for the date, where they say more"),
    may("place", Shape::Many(Sort::Place), "where it happened"),
    may("after", Shape::Many(Sort::Event), "begins no earlier than these begin"),
    may("before", Shape::Many(Sort::Event), "begins no later than these begin"),
    may("after-end", Shape::Many(Sort::Event), "begins no earlier than these end"),
    may("ends-before", Shape::Many(Sort::Event), "ends no later than these begin"),
    may("part-of", Shape::Many(Sort::Event), "lies inside the extent of these"),
    may("variant-of", Shape::Many(Sort::Event), "other accounts of the same happening"),
    may("surety", Shape::Word(sureties), "how firmly it is told; left out: stated"),
    may("contested", Shape::Labels, "aspects known to be contested"),
    may("says", Shape::Says, "what is said: `[not] FACT` or `[not] ASPECT of EVENT`"),
    may("remarks", Shape::Remarks, "anything else told, by key"),
];

const AMENDMENT: &[Key] = &[
    need("id", Shape::Slug, "identity, chosen by its author; unique among events and amendments"),
    need("kind", Shape::Word(acts), "what it does"),
    need("by", Shape::Text, "who makes it: confirm, dispute, deny: an actor or a source; else any name"),
    may("event", Shape::One(Sort::Event), "the event it amends"),
    may("source", Shape::One(Sort::Source), "the source it corrects"),
    may("actor", Shape::One(Sort::Actor), "the actor it corrects; same-as: the second id"),
    may("place", Shape::One(Sort::Place), "the place it corrects"),
    may("amendment", Shape::One(Sort::Amendment), "the amendment it retracts"),
    may("same-as", Shape::One(Sort::Actor), "the id that stays"),
    may("because", Shape::Word(reasons), "whose slip it was: our own, or the world learned better"),
    may("set", Shape::Set, "the keys as they should read"),
    may("unset", Shape::Labels, "the keys to take away"),
    may("aspect", Shape::Slug, "what is not accepted; left out: fact"),
    may("date", Shape::Date, "when the world could read it (EDTF)"),
    may("cite", Shape::Cite, "where it is said"),
    may("note", Shape::Text, "anything a reader should know"),
];

/// What an amendment of this sort takes, in the order of the table; empty for a word that is none.
pub(super) fn takes(act: &str) -> Vec<Key> {
    let (needed, more): (&[&str], &[&str]) = match act {
        "confirm" => (&["event"], &[]),
        "dispute" | "deny" => (&["event"], &["aspect"]),
        "correct" => (&["because"], &["event", "source", "actor", "place", "set", "unset"]),
        "retract" => (&["because"], &["event", "amendment"]),
        "same-as" => (&["actor", "same-as"], &[]),
        _ => return Vec::new(),
    };
    let always = |key: &Key| key.required || matches!(key.word, "date" | "cite" | "note");
    let taken = |key: &&Key| always(key) || needed.contains(&key.word) || more.contains(&key.word);
    let keys = AMENDMENT.iter().filter(taken).copied();
    keys.map(|key| Key { required: key.required || needed.contains(&key.word), ..key }).collect()
}

/// The keys of which an amendment of this sort names exactly one: what it amends.
pub(super) fn targets(act: &str) -> &'static [Sort] {
    match act {
        "correct" => &[Sort::Event, Sort::Source, Sort::Actor, Sort::Place],
        "retract" => &[Sort::Event, Sort::Amendment],
        "confirm" | "dispute" | "deny" => &[Sort::Event],
        _ => &[],
    }
}

/// The keys of `cite`.
pub(super) const CITE: &[Key] = &[
    need("source", Shape::One(Sort::Source), "the source that says it"),
    may("through", Shape::One(Sort::Source), "the source through which it is read"),
    may("paragraph", Shape::Count, "paragraph of our copy, from 1"),
    may("page", Shape::Label, "page, as printed"),
    may("archive", Shape::Text, "where a copy is kept"),
    may("retrieved", Shape::Day, "when it was read"),
];

/// The keys of a name written as a table.
pub(super) const ALIAS: &[Key] = &[
    need("name", Shape::Text, "the name"),
    may("sources", Shape::Many(Sort::Source), "the sources that use it"),
];

/// The keys of a filler of a role written as a table.
pub(super) const FILLER: &[Key] = &[
    need("actor", Shape::One(Sort::Actor), "who fills the role"),
    may("surety", Shape::Word(sureties), "how firmly that is told; left out: stated"),
];

/// The keys of a sort of record, roles and details of events left out.
pub(super) fn keys(sort: Sort) -> &'static [Key] {
    match sort {
        Sort::Source => SOURCE,
        Sort::Place => PLACE,
        Sort::Actor => ACTOR,
        Sort::Event => EVENT,
        Sort::Amendment => AMENDMENT,
    }
}

/// The words of surety.
pub(super) fn sureties() -> Vec<&'static str> {
    [Surety::Stated, Surety::Inferred, Surety::Ambiguous].map(Surety::word).to_vec()
}

/// The letters of reliability.
pub(super) fn reliabilities() -> Vec<&'static str> {
    vec!["A", "B", "C", "D", "E", "F"]
}

/// The kinds of actors.
pub(super) fn actor_kinds() -> Vec<&'static str> {
    ActorKind::ALL.iter().map(|k| k.word()).collect()
}

/// The kinds of events.
pub(super) fn kinds() -> Vec<&'static str> {
    crate::domain::Kind::all().map(|k| k.word()).collect()
}

/// What amendments do.
pub(super) fn acts() -> Vec<&'static str> {
    Amends::WORDS.to_vec()
}

/// Why something is corrected or retracted.
pub(super) fn reasons() -> Vec<&'static str> {
    Because::ALL.iter().map(|b| b.word()).collect()
}

/// The keys that order events.
pub(super) fn hints() -> impl Iterator<Item = (HintKind, &'static str)> {
    HintKind::ALL.iter().map(|kind| (*kind, kind.word()))
}

/// A word with its indefinite article: `an appointment`.
pub(super) fn article(word: &str) -> String {
    let an = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {word}", if an { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Detail, Role};

    #[test]
    fn given_the_keys_of_events_when_compared_then_no_role_or_detail_shares_a_word() {
        let mut words: Vec<&str> = EVENT.iter().map(|k| k.word).collect();
        words.extend(Role::ALL.iter().map(|r| r.word()));
        words.extend(Detail::ALL.iter().map(|d| d.word()));
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(hints().all(|(_, word)| EVENT.iter().any(|k| k.word == word)));
    }

    #[test]
    fn given_every_act_when_its_keys_are_listed_then_each_stands_in_the_table_and_each_is_taken_by_one() {
        let mut taken: Vec<&str> = acts().into_iter().flat_map(takes).map(|k| k.word).collect();
        taken.sort_unstable();
        taken.dedup();
        let mut all: Vec<&str> = AMENDMENT.iter().map(|k| k.word).collect();
        all.sort_unstable();
        assert_eq!(taken, all);
        for act in acts() {
            for sort in targets(act) {
                assert!(takes(act).iter().any(|k| k.word == sort.word()), "{act}");
            }
        }
    }
}
