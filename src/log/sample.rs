//! Bodies and records for tests, from the smallest to one in which every field is filled.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::{Head, Limits, body_digest, link, seal};
use crate::domain::{
    Actor, ActorKind, Amendment, Amends, Because, Body, BodyKind, Citation, Content, Detail, EventDate,
    Filler, Fluent, Hint, HintKind, Holder, Kind, Name, Place, Proposition, Record, RecordSort, Redacted,
    Redaction, Report, Role, Slug, Source, SpeechKind, Struck, Surety,
};

/// A slug.
pub(crate) fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn name(text: &str, sources: &[&str]) -> Name {
    Name { text: text.to_owned(), sources: sources.iter().map(|s| slug(s)).collect() }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A place with nothing but a name.
pub(crate) fn place(id: &str, usual: &str) -> Body {
    Body::Place(Place { id: slug(id), names: vec![name(usual, &[])], within: None, note: None })
}

/// An actor whose note is as long as asked for, in bytes.
pub(crate) fn actor(id: &str, note: usize) -> Body {
    let names = vec![name(id, &[]), name("Coordination des mouvements de l’Azawad", &["000", "001"])];
    // Not one letter repeated: storage may compress.
    let note = (0..note).map(|i| char::from(b'a' + (i * i % 23) as u8)).collect();
    Body::Actor(Actor { id: slug(id), kind: ActorKind::Coalition, names, note: Some(note) })
}

fn source() -> Body {
    Body::Source(Source {
        id: slug("000"),
        title: "Coalition of the People of Azawad".to_owned(),
        author: text("various hands"),
        publisher: text("an encyclopedia"),
        date: EventDate::parse("[2018-12..]").unwrap(),
        retrieved: text("2024-05-31"),
        cited_by: Some(slug("001")),
        locator: text("example.org/cpa"),
        party: Some(slug("cma")),
        reliability: text("B"),
        note: text("a note"),
    })
}

/// A report with nothing but what it must have.
pub(crate) fn small_report(id: &str, date: &str) -> Report {
    let citation = Citation {
        source: slug("000"),
        through: None,
        paragraph: None,
        page: None,
        archive: None,
        retrieved: None,
    };
    Report {
        id: slug(id),
        kind: Kind::Speech(SpeechKind::Status),
        roles: BTreeMap::new(),
        details: BTreeMap::new(),
        date: EventDate::parse(date).unwrap(),
        words: None,
        places: vec![],
        hints: vec![],
        variant_of: vec![],
        surety: Surety::Stated,
        contested: vec![],
        says: vec![],
        citation,
        summary: "A state of affairs".to_owned(),
        remarks: BTreeMap::new(),
    }
}

/// A report in which every field is filled.
pub(crate) fn full_report() -> Report {
    let filler = |id, surety| Filler { actor: slug(id), surety };
    Report {
        kind: Kind::Body(BodyKind::Formation),
        roles: BTreeMap::from([
            (Role::Subject, vec![filler("cpa", Surety::Stated)]),
            (Role::Founder, vec![filler("ibrahim", Surety::Stated), filler("other", Surety::Inferred)]),
            (Role::Member, vec![]),
        ]),
        details: BTreeMap::from([(Detail::Form, "ceremony".to_owned())]),
        date: EventDate::parse("2014-03-18").unwrap(),
        words: text("March 18, 2014"),
        places: vec![slug("hassi-labyad"), slug("kidal")],
        hints: vec![
            Hint { kind: HintKind::After, other: slug("rift") },
            Hint { kind: HintKind::PartOf, other: slug("war") },
        ],
        variant_of: vec![slug("cpa-formed-by-merger")],
        surety: Surety::Stated,
        contested: vec!["mode".to_owned()],
        says: vec![
            Proposition {
                affirmed: true,
                content: Content::Fact(Fluent::parse("member-of cpa cma").unwrap()),
            },
            Proposition {
                affirmed: false,
                content: Content::Aspect { report: slug("rift"), aspect: "date".to_owned() },
            },
        ],
        citation: Citation {
            source: slug("000"),
            through: None,
            paragraph: Some(3),
            page: None,
            archive: text("archive.example/1"),
            retrieved: text("2024-05-31"),
        },
        summary: "The CPA is founded at a village ceremony".to_owned(),
        remarks: BTreeMap::from([("attendance".to_owned(), "700".to_owned())]),
        ..small_report("cpa-formed", "2014")
    }
}

/// One body of each sort, and reports from small to full.
pub(crate) fn bodies() -> Vec<Body> {
    vec![
        source(),
        actor("cma", 12),
        place("kidal", "Kidal"),
        Body::from(small_report("war", "2012-01~/2013-06?")),
        Body::from(full_report()),
    ]
}

/// These bodies as the first records of a log, taken in at one instant.
pub(crate) fn records() -> Vec<Record> {
    let now = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
    link(&Head::EMPTY, None, now, bodies(), &Limits::STANDARD).unwrap()
}

/// An amendment of each act, by each sort of holder, and a correction of each sort of record.
pub(crate) fn amendments() -> Vec<Body> {
    let keeper = || Holder::Keeper("A. Analyst".to_owned());
    let event = slug("cpa-formed");
    let correct = |becomes: Body, keys: &[&str], because| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        (keeper(), Amends::Correct { because, keys, becomes: Box::new(becomes) })
    };
    let acts = [
        (Holder::Source(slug("001")), Amends::Confirm { event: event.clone() }),
        (Holder::Actor(slug("cma")), Amends::Dispute { event: event.clone(), aspect: "date".to_owned() }),
        (Holder::Source(slug("001")), Amends::Deny { event: event.clone(), aspect: "fact".to_owned() }),
        correct(Body::from(full_report()), &["date", "words"], Because::Transcription),
        correct(source(), &["title"], Because::Source),
        correct(actor("cma", 12), &["aliases"], Because::Transcription),
        correct(place("kidal", "Kidal"), &["name"], Because::Transcription),
        (keeper(), Amends::Retract { target: event, because: Because::Source }),
        (keeper(), Amends::SameAs { actor: slug("cpa-2"), stays: slug("cpa") }),
    ];
    let numbered = acts.into_iter().zip(1..);
    let amendment = |((by, act), number): ((Holder, Amends), u32)| Amendment {
        id: slug(&format!("amendment-{number}")),
        by,
        act,
        date: if number % 2 == 0 { EventDate::parse("2024-05~").unwrap() } else { EventDate::undated() },
        citation: (number % 3 == 0).then(|| full_report().citation),
        note: (number % 4 == 0).then(|| "a note".to_owned()),
    };
    numbered.map(|numbered| Body::Amendment(amendment(numbered))).collect()
}

/// Those amendments as the first records of a log.
pub(crate) fn amending_records() -> Vec<Record> {
    let now = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
    link(&Head::EMPTY, None, now, amendments(), &Limits::STANDARD).unwrap()
}

/// An amendment by somebody who keeps the chronology.
pub(crate) fn by_keeper(id: &str, act: Amends) -> Body {
    let by = Holder::Keeper("A. Analyst".to_owned());
    let (id, date) = (slug(id), EventDate::undated());
    Body::Amendment(Amendment { id, by, act, date, citation: None, note: None })
}

/// What is left of a body.
pub(crate) fn redacted(body: &Body) -> Body {
    Body::Redacted(left(body))
}

fn left(body: &Body) -> Redacted {
    Redacted { sort: RecordSort::of(body), id: body.id().clone(), digest: body_digest(body) }
}

/// The act that redacts these records.
pub(crate) fn redaction(id: &str, of: &[&Record]) -> Amendment {
    let mut struck = of.iter().map(|r| Struck { position: r.position, record: left(&r.body) });
    let target = struck.next().unwrap();
    let fact = Fluent::parse("member-of cpa cma").unwrap();
    let leaned = vec![target.record.leaned(&fact), target.record.about(&fact.subject)];
    let because = "order of a court".to_owned();
    let act = Amends::Redact(Redaction { target, with: struck.collect(), because, leaned });
    match by_keeper(id, act) {
        Body::Amendment(act) => act,
        _ => unreachable!(),
    }
}

/// A log of the sample bodies of which an event and an actor are redacted, the act at its end.
pub(crate) fn redacted_records() -> Vec<Record> {
    let mut records = records();
    let act = redaction("redact-cpa-formed", &[&records[4], &records[1]]);
    let last = &records[4];
    let head = Head { position: last.position, digest: last.digest };
    let act = seal(&head, None, last.recorded, vec![Body::Amendment(act)], &Limits::STANDARD).unwrap();
    for at in [1, 4] {
        records[at].body = redacted(&records[at].body);
    }
    records.extend(act);
    records
}
