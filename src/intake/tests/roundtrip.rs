//! Given bodies: written, then read, they are the same.

use super::*;
use crate::domain::names::fold;
use crate::domain::{
    Actor, ActorKind, Amendment, Amends, Because, Citation, Content, EventDate, Filler, Fluent, Hint,
    HintKind, Holder, Kind, Name, Place, Proposition, Relation, Report, Role, Slug, Source, Surety, Values,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

const ACTORS: [&str; 3] = ["cpa", "cma", "ibrahim-ag-mohamed-assaleh"];

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,30}[!-~]", "[a-zéß\"'\\\\\n\t{}=#]{0,20}x", Just("👍🏽 \u{2028}x".to_owned())]
}

fn any_slug() -> impl Strategy<Value = Slug> {
    "[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?".prop_map(|t| slug(&t))
}

fn date() -> impl Strategy<Value = EventDate> {
    let dates = [
        "2014",
        "2014-03-18",
        "2014~",
        "2014?-03",
        "[2014..2015]",
        "[2018-12..]",
        "2013/2014-02~",
        "201X",
        "2014-22",
    ];
    select(dates.to_vec()).prop_map(|t| EventDate::parse(t).unwrap())
}

fn day() -> impl Strategy<Value = Option<String>> {
    option::of(select(vec!["2024-05-31".to_owned(), "2024-02-29".to_owned()]))
}

fn known_source() -> impl Strategy<Value = Slug> {
    select(vec![slug("000"), slug("001")])
}

fn names() -> impl Strategy<Value = Vec<Name>> {
    let sources = subsequence(vec![slug("000"), slug("001")], 0..=2);
    vec((text(), sources).prop_map(|(text, sources)| Name { text, sources }), 1..4)
}

fn register() -> impl Strategy<Value = Body> {
    let texts = (text(), option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    let links = (
        day(),
        option::of(known_source()),
        option::of(select(ACTORS.to_vec())),
        option::of(select(vec!["A", "F"])),
    );
    let source = (any_slug(), date(), texts, links).prop_map(|(id, date, texts, links)| {
        let (title, author, publisher, locator, note) = texts;
        let (retrieved, cited_by, party, reliability) = links;
        let (party, reliability) = (party.map(slug), reliability.map(str::to_owned));
        let cited_by = cited_by.filter(|c| *c != id);
        let source = Source {
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
        };
        Body::Source(source)
    });
    let actor = (any_slug(), select(ActorKind::ALL.to_vec()), names(), option::of(text()))
        .prop_map(|(id, kind, names, note)| Body::Actor(Actor { id, kind, names, note }));
    let place =
        (any_slug(), names(), any::<bool>(), option::of(text())).prop_map(|(id, names, within, note)| {
            Body::Place(Place { id, names, within: within.then(|| slug("kidal")), note })
        });
    prop_oneof![source, actor, place]
}

fn surety() -> impl Strategy<Value = Surety> {
    select(vec![Surety::Stated, Surety::Inferred, Surety::Ambiguous])
}

fn fillers() -> impl Strategy<Value = Vec<Filler>> {
    (subsequence(ACTORS.to_vec(), 0..=3), vec(surety(), 3)).prop_map(|(actors, sureties)| {
        actors.into_iter().zip(sureties).map(|(a, surety)| Filler { actor: slug(a), surety }).collect()
    })
}

fn proposition() -> impl Strategy<Value = Proposition> {
    let fact = select(Relation::ALL.to_vec()).prop_map(|relation| {
        let text = relation.usage();
        let words = text
            .replace("ACTOR", "cpa")
            .replace("OTHER", "cma")
            .replace("PLACE", "kidal")
            .replace("TREATY", "t");
        let words = words.replace("POST", "leader").replace("NAME", "Some Name");
        Content::Fact(Fluent::parse(&words).unwrap())
    });
    let aspect = select(vec!["fact", "date"])
        .prop_map(|aspect| Content::Aspect { report: slug("accord"), aspect: aspect.to_owned() });
    (any::<bool>(), prop_oneof![fact, aspect])
        .prop_map(|(affirmed, content)| Proposition { affirmed, content })
}

fn citation() -> impl Strategy<Value = Citation> {
    let strings = (option::of(text()), option::of(text()), day());
    (any::<bool>(), any::<bool>(), option::of(1u32..), strings).prop_map(
        |(first, through, paragraph, strings)| {
            let (source, other) = if first { ("000", "001") } else { ("001", "000") };
            let (page, archive, retrieved) = strings;
            Citation {
                source: slug(source),
                through: through.then(|| slug(other)),
                paragraph,
                page,
                archive,
                retrieved,
            }
        },
    )
}

fn hints() -> impl Strategy<Value = Vec<Hint>> {
    vec((select(HintKind::ALL.to_vec()), any_slug()), 0..5).prop_map(|hints| {
        let mut hints: Vec<Hint> = hints.into_iter().map(|(kind, other)| Hint { kind, other }).collect();
        hints.sort_by_key(|hint| HintKind::ALL.iter().position(|k| *k == hint.kind));
        hints
    })
}

fn report() -> impl Strategy<Value = Body> {
    let what = (any::<Index>(), vec(option::of(fillers()), 8), vec(any::<Index>(), 8), text());
    let when = (option::of(date()), option::of(text()), any::<bool>(), hints(), vec(any_slug(), 0..3));
    let said = (surety(), vec(text(), 0..3), vec(proposition(), 0..4), citation(), text());
    let remarks = btree_map("[!-~é]{1,9}( [a-z]{1,3})?", text(), 0..3);
    (any_slug(), what, when, said, remarks).prop_map(|(id, what, when, said, remarks)| {
        let kinds: Vec<Kind> = Kind::all().collect();
        let kind = kinds[what.0.index(kinds.len())];
        let grammar = kind.grammar();
        let mut roles = std::collections::BTreeMap::new();
        for (usage, fillers) in grammar.roles.iter().zip(what.1) {
            if let Some(fillers) = fillers.or(usage.required.then(Vec::new)) {
                roles.insert(usage.role, fillers);
            }
        }
        if let Some(about) = roles.get_mut(&Role::About) {
            about.push(Filler { actor: slug("algiers-2015"), surety: Surety::Stated });
        }
        let mut details = std::collections::BTreeMap::new();
        for (usage, pick) in grammar.details.iter().zip(what.2) {
            let value = match usage.values {
                Values::Text => what.3.clone(),
                Values::Slug => format!("p{}", fold(&what.3).replace(' ', "-")),
                Values::Number => ["500", "9000-10000", "20+", "~300", "<500"][pick.index(5)].to_owned(),
                Values::Duration => ["P6M", "P1Y6M", "P2W", "P90D"][pick.index(4)].to_owned(),
                Values::OneOf(words) => words[pick.index(words.len())].to_owned(),
            };
            if usage.required || pick.index(2) == 0 {
                details.insert(usage.detail, value);
            }
        }
        let not_itself = |other: &Slug| *other != id;
        Body::from(Report {
            kind,
            roles,
            details,
            date: when.0.unwrap_or_else(EventDate::undated),
            words: when.1,
            places: if when.2 { vec![slug("kidal"), slug("kidal-region")] } else { Vec::new() },
            hints: when.3.into_iter().filter(|h| not_itself(&h.other)).collect(),
            variant_of: when.4.into_iter().filter(not_itself).collect(),
            surety: said.0,
            contested: said.1,
            says: said.2,
            citation: said.3,
            summary: said.4,
            remarks,
            id: id.clone(),
        })
    })
}

fn there_and_back(body: &Body) {
    let toml = to_toml(body);
    assert_eq!(&super::body("a.toml", &toml), body, "{toml}");
    let json = to_json(body).to_string();
    assert!(!json.contains('\n'));
    assert_eq!(&super::body("a.jsonl", &json), body, "{json}");
}

fn act() -> impl Strategy<Value = (Amends, Holder)> {
    let reason = || select(Because::ALL.to_vec());
    let keeper = || text().prop_map(Holder::Keeper);
    let speaker = || {
        prop_oneof![
            select(ACTORS.to_vec()).prop_map(|id| Holder::Actor(slug(id))),
            known_source().prop_map(Holder::Source)
        ]
    };
    let retract = (any_slug(), reason(), keeper())
        .prop_map(|(target, because, by)| (Amends::Retract { target, because }, by));
    let same = keeper().prop_map(|by| (Amends::SameAs { actor: slug("cpa"), stays: slug("cma") }, by));
    let said =
        (select(vec!["confirm", "dispute", "deny"]), any_slug(), select(vec!["fact", "date"]), speaker());
    let said = said.prop_map(|(word, event, aspect, by)| {
        let aspect = aspect.to_owned();
        let act = match word {
            "confirm" => Amends::Confirm { event },
            "dispute" => Amends::Dispute { event, aspect },
            _ => Amends::Deny { event, aspect },
        };
        (act, by)
    });
    prop_oneof![retract, same, said]
}

/// An amendment as validation lets it be: who speaks is cited, and what the world learned has a day.
fn amendment() -> impl Strategy<Value = Amendment> {
    let rest = (option::of(date()), option::of(citation()), citation(), option::of(text()));
    (any_slug(), act(), rest).prop_map(|(id, (act, by), (date, cited, spare, note))| {
        let citation = match (&by, act.because()) {
            (Holder::Actor(_), _) => Some(spare),
            (Holder::Source(source), _) => cited.filter(|c| c.source == *source),
            (_, Some(Because::Source)) if date.is_none() => Some(spare),
            _ => cited,
        };
        let date = date.unwrap_or_else(EventDate::undated);
        let id = slug(&format!("a-{}", id.as_str()).chars().take(100).collect::<String>());
        Amendment { id, by, act, date, citation, note }
    })
}

/// The keys in which a record differs from another, as a correction of it sets and takes them away.
fn correction(from: &Body, to: &Body) -> Option<Amends> {
    let mut keys = super::super::write::differences(from, to);
    keys.sort();
    let becomes = Box::new(to.clone());
    (!keys.is_empty()).then_some(Amends::Correct { because: Because::Transcription, keys, becomes })
}

proptest! {
    #[test]
    fn given_any_amendment_but_a_correction_when_written_and_read_then_it_is_the_same(it in amendment()) {
        there_and_back(&Body::Amendment(it));
    }

    #[test]
    fn given_any_correction_when_written_and_read_then_it_is_the_same(
        from in prop_oneof![register(), report()], to in prop_oneof![register(), report()], it in amendment()
    ) {
        let mut to = to;
        match (&from, &mut to) {
            (Body::Source(a), Body::Source(b)) => b.id = a.id.clone(),
            (Body::Actor(a), Body::Actor(b)) => b.id = a.id.clone(),
            (Body::Place(a), Body::Place(b)) => b.id = a.id.clone(),
            (Body::Report(a), Body::Report(b)) => {
                let b = std::sync::Arc::make_mut(b);
                b.id = a.id.clone();
                b.hints.retain(|hint| hint.other != a.id);
                b.variant_of.retain(|other| *other != a.id);
            }
            _ => return Ok(()),
        }
        let not_itself = |body: &Body| !matches!(body, Body::Source(s) if s.cited_by.as_ref() == Some(&s.id));
        let placed = matches!(&to, Body::Place(place) if place.id.as_str().starts_with("kidal"));
        prop_assume!(from.id() != &it.id && not_itself(&to) && !placed);
        prop_assume!(!["000", "001", "cpa", "cma", "accord"].contains(&from.id().as_str()));
        let Some(act) = correction(&from, &to) else { return Ok(()) };
        let by = Holder::Keeper("K".to_owned());
        let it = Body::Amendment(Amendment { by, act, ..it });
        let mut known = known();
        known.insert(from);
        let (toml, json) = (to_toml(&it), to_json(&it).to_string());
        for file in [file("a.toml", &toml), file("a.jsonl", &json)] {
            let read = read(&[file], &known).unwrap_or_else(|e| panic!("{toml}\n{}", list(&e)));
            prop_assert_eq!(&read.bodies, std::slice::from_ref(&it), "{}", toml);
        }
    }

    #[test]
    fn given_any_source_actor_or_place_when_written_and_read_then_it_is_the_same(body in register()) {
        there_and_back(&body);
    }

    #[test]
    fn given_any_event_when_written_and_read_then_it_is_the_same(body in report()) {
        there_and_back(&body);
    }
}

#[test]
fn given_an_event_when_written_then_it_reads_as_people_write_it() {
    let text = "[[event]]\nid = \"e1\"\nkind = \"dissolution\"\nsubject = \"cpa\"\nby = []\ndate = \"2014~\"\n\
                place = [\"kidal\", \"kidal-region\"]\nafter = \"accord\"\nsays = \"not exists cpa\"\n\
                cite = { source = \"000\", paragraph = 3 }\nsummary = \"It \\\"ends\\\"\"\n\
                remarks = { why = \"w\", \"a b\" = \"c\" }\n";
    let sorted = text.replace("why = \"w\", \"a b\" = \"c\"", "\"a b\" = \"c\", why = \"w\"");
    assert_eq!(to_toml(&body("a.toml", text)), sorted);
    let json = to_json(&body("a.toml", text));
    assert_eq!(json["event"]["subject"], serde_json::json!(["cpa"]));
}
