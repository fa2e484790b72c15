//! The archive: nothing is lost on the way there and back, and no change of it goes unseen.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Archive, ArchiveError, body_from_json, body_to_json, strict, write};
use crate::domain::{
    Actor, ActorKind, Amendment, Amends, Because, Body, Citation, Content, Detail, Digest, EventDate, Filler,
    Fluent, Hint, HintKind, Holder, Kind, Name, Place, Proposition, Record, Relation, Report, Role, Slug,
    Source, Surety,
};
use crate::log::{Head, Log, LogError, MemoryLog, canonical, sample, system_clock};

fn again(body: &Body) -> Body {
    body_from_json(strict::parse(body_to_json(body).to_string().as_bytes()).unwrap()).unwrap()
}

fn slug() -> BoxedStrategy<Slug> {
    "[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?".prop_map(|text| Slug::new(&text).unwrap()).boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        any::<String>(),
        "(not )?[a-z]{1,3} of [a-z]{1,3}",
        select(vec!["", " ", "\"\\\n\u{0}\u{feff}🙂"]).prop_map(str::to_owned)
    ]
    .boxed()
}

fn date() -> BoxedStrategy<EventDate> {
    let dates =
        ["", "2014", "2012-01~/2013-06?", "[2018-12..]", "{2014-03-01,2015}", "201X", "../2012", "-0044-03"];
    select(dates.to_vec())
        .prop_map(|d| if d.is_empty() { EventDate::undated() } else { EventDate::parse(d).unwrap() })
        .boxed()
}

fn names() -> BoxedStrategy<Vec<Name>> {
    vec((text(), vec(slug(), 0..3)).prop_map(|(text, sources)| Name { text, sources }), 0..4).boxed()
}

fn register() -> BoxedStrategy<Body> {
    let optional = || option::of(text());
    let source = (
        slug(),
        text(),
        [optional(), optional(), optional(), optional()],
        date(),
        option::of(slug()),
        option::of(slug()),
        optional(),
        optional(),
    )
        .prop_map(
            |(
                id,
                title,
                [author, publisher, retrieved, locator],
                date,
                cited_by,
                party,
                reliability,
                note,
            )| {
                Body::Source(Source {
                    id,
                    title,
                    author,
                    publisher,
                    date,
                    retrieved,
                    cited_by,
                    locator,
                    party,
                    reliability,
                    note,
                })
            },
        );
    let actor = (slug(), select(ActorKind::ALL), names(), optional())
        .prop_map(|(id, kind, names, note)| Body::Actor(Actor { id, kind, names, note }));
    let place = (slug(), names(), option::of(slug()), optional())
        .prop_map(|(id, names, within, note)| Body::Place(Place { id, names, within, note }));
    prop_oneof![source, actor, place].boxed()
}

fn citation() -> BoxedStrategy<Citation> {
    (
        slug(),
        option::of(slug()),
        option::of(any::<u32>()),
        option::of(text()),
        option::of(text()),
        option::of(text()),
    )
        .prop_map(|(source, through, paragraph, page, archive, retrieved)| Citation {
            source,
            through,
            paragraph,
            page,
            archive,
            retrieved,
        })
        .boxed()
}

fn said() -> BoxedStrategy<Proposition> {
    let fact = (select(Relation::ALL), slug(), option::of(slug()), option::of(text())).prop_map(
        |(relation, subject, object, value)| Content::Fact(Fluent { relation, subject, object, value }),
    );
    let aspect = (slug(), text()).prop_map(|(report, aspect)| Content::Aspect { report, aspect });
    (any::<bool>(), prop_oneof![fact, aspect])
        .prop_map(|(affirmed, content)| Proposition { affirmed, content })
        .boxed()
}

fn surety() -> BoxedStrategy<Surety> {
    select(vec![Surety::Stated, Surety::Inferred, Surety::Ambiguous]).boxed()
}

fn report() -> BoxedStrategy<Body> {
    let filler = (slug(), surety()).prop_map(|(actor, surety)| Filler { actor, surety });
    let hint = (select(HintKind::ALL), slug()).prop_map(|(kind, other)| Hint { kind, other });
    let kind = select(Kind::all().collect::<Vec<_>>());
    let (roles, details) =
        (btree_map(select(Role::ALL), vec(filler, 0..3), 0..3), btree_map(select(Detail::ALL), text(), 0..3));
    let lists = (vec(slug(), 0..3), vec(hint, 0..4), vec(slug(), 0..3), vec(text(), 0..3), vec(said(), 0..4));
    (
        slug(),
        kind,
        roles,
        details,
        date(),
        option::of(text()),
        lists,
        surety(),
        citation(),
        text(),
        btree_map(text(), text(), 0..3),
    )
        .prop_map(
            |(
                id,
                kind,
                roles,
                details,
                date,
                words,
                (places, hints, variant_of, contested, says),
                surety,
                citation,
                summary,
                remarks,
            )| {
                let remarks: BTreeMap<String, String> = remarks;
                Body::from(Report {
                    id,
                    kind,
                    roles,
                    details,
                    date,
                    words,
                    places,
                    hints,
                    variant_of,
                    surety,
                    contested,
                    says,
                    citation,
                    summary,
                    remarks,
                })
            },
        )
        .boxed()
}

fn amendment() -> BoxedStrategy<Body> {
    let because = || select(Because::ALL);
    let act = prop_oneof![
        slug().prop_map(|event| Amends::Confirm { event }),
        (slug(), text()).prop_map(|(event, aspect)| Amends::Dispute { event, aspect }),
        slug().prop_map(|event| Amends::Deny { event, aspect: "fact".to_owned() }),
        (because(), vec(text(), 0..3), prop_oneof![register(), report()]).prop_map(
            |(because, keys, becomes)| Amends::Correct { because, keys, becomes: Box::new(becomes) }
        ),
        (slug(), because()).prop_map(|(target, because)| Amends::Retract { target, because }),
        (slug(), slug()).prop_map(|(actor, stays)| Amends::SameAs { actor, stays }),
    ];
    let by = prop_oneof![
        slug().prop_map(Holder::Actor),
        slug().prop_map(Holder::Source),
        text().prop_map(Holder::Keeper)
    ];
    (slug(), by, act, date(), option::of(citation()), option::of(text()))
        .prop_map(|(id, by, act, date, citation, note)| {
            Body::Amendment(Amendment { id, by, act, date, citation, note })
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn given_any_body_when_written_and_read_then_it_is_the_same(body in prop_oneof![register(), report(), amendment()]) {
        let read = again(&body);
        prop_assert_eq!(canonical(&read), canonical(&body));
        prop_assert_eq!(read, body);
    }
}

fn log() -> MemoryLog {
    let log = MemoryLog::new(system_clock());
    let head = log.append(&Head::EMPTY, sample::bodies()).unwrap();
    log.append(&head, sample::amendments()).unwrap();
    log
}

fn archived(log: &dyn Log) -> Vec<u8> {
    let mut out = Vec::new();
    write(log, &mut out, |_| (), &|| ()).unwrap();
    out
}

fn read(bytes: &[u8]) -> Result<Vec<Record>, ArchiveError> {
    Archive::open("a.jsonl", bytes)?.collect()
}

#[test]
fn given_a_log_when_archived_then_its_records_are_read_with_their_digests() {
    let log = log();
    let bytes = archived(&log);
    assert_eq!(read(&bytes).unwrap(), log.read(1, usize::MAX).unwrap());
    assert_eq!(Archive::open("a", bytes.as_slice()).unwrap().head(), log.head().unwrap());
    assert!(read(&archived(&MemoryLog::new(system_clock()))).unwrap().is_empty());
}

#[test]
fn given_an_archive_when_any_bit_flips_then_it_is_noticed_or_says_the_same() {
    let log = log();
    let (bytes, records) = (archived(&log), log.read(1, usize::MAX).unwrap());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        if let Ok(read) = read(&changed) {
            // A digit of a digest in upper case.
            assert_eq!(read, records, "byte {at}");
        }
    }
}

#[test]
fn given_an_archive_that_was_cut_when_read_then_it_is_said_after_which_record() {
    let bytes = archived(&log());
    let lines: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').map(|at| at + 1).collect();
    for cut in (lines[0]..bytes.len()).step_by(7).chain([lines[3], lines[3] - 1, bytes.len() - 1]) {
        let whole = lines.iter().filter(|end| **end <= cut).count() as u64;
        match read(&bytes[..cut]) {
            Err(ArchiveError::Truncated { line, held, records, .. }) => {
                assert_eq!((line, held, records), (whole, whole - 1, 14), "cut at {cut}");
            }
            other => panic!("{cut}: {other:?}"),
        }
    }
    for cut in 0..lines[0] {
        assert!(matches!(read(&bytes[..cut]), Err(ArchiveError::NotOne { .. })), "{cut}");
    }
}

#[test]
fn given_an_archive_that_was_edited_when_read_then_file_line_and_fault_are_told() {
    let text = String::from_utf8(archived(&log())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let swapped = |a: usize, b: usize| {
        let mut lines = lines.clone();
        lines.swap(a, b);
        lines.join("\n") + "\n"
    };
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().join("\n") + "\n";
    let double = text.replacen("\"title\":", "\"title\":\"x\",\"title\":", 1);
    for (changed, needle) in [
        (text.replacen("2018-12", "2018-11", 1), "a.jsonl, line 2: record 1 was changed"),
        (text.replacen("\"position\":3", "\"position\":4", 1), "line 4: record 3 is missing or out of place"),
        (swapped(3, 4), "line 4: record 3 is missing or out of place"),
        (without(2), "line 3: record 2 is missing or out of place"),
        (text.replacen("\"title\":", "\"tilte\":", 1), "line 2: the source has no \"title\""),
        (text.replacen("\"title\":", "\"more\":\"x\",\"title\":", 1), "a key \"more\" that this version"),
        (double, "the key \"title\" stands twice"),
        (text.replacen("\"event\"", "\"evens\"", 1), "a record of sort \"evens\" is unknown"),
        (text.replacen("\"records\":14", "\"records\":13", 1), "line 1: the first line contradicts itself"),
        (text.clone() + lines[14] + "\n", "line 16: there is more after its last record"),
        (text.replacen("{\"position\":2", "{position\":2", 1), "line 3: it is no JSON"),
        (text.replacen("archive\":1", "archive\":2", 1), "use a newer one"),
        ("{\"event\":{}}\n".to_owned(), "a.jsonl is no archive of annals"),
        (String::new(), "a.jsonl is no archive of annals"),
    ] {
        assert_ne!(changed, text, "{needle}");
        let error = read(changed.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(needle), "{needle} is not in {error}");
    }
}

/// A log whose last record was changed behind its back.
struct Tampered(Vec<Record>);

impl Log for Tampered {
    fn head(&self) -> Result<Head, LogError> {
        let last = self.0.last().unwrap();
        Ok(Head { position: last.position, digest: last.digest })
    }

    fn append(&self, _: &Head, _: Vec<Body>) -> Result<Head, LogError> {
        self.head()
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, LogError> {
        Ok(self.0.iter().filter(|r| r.position >= from).take(max).cloned().collect())
    }
}

#[test]
fn given_a_log_that_does_not_hold_when_archived_then_it_is_refused() {
    let mut records = sample::records();
    records[2].digest = Digest([1; 32]);
    match write(&Tampered(records), &mut Vec::new(), |_| (), &|| ()) {
        Err(ArchiveError::Log(LogError::Corrupt { position: 3, .. })) => {}
        other => panic!("{other:?}"),
    }
}
