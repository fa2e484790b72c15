//! Laws of the index: lineages, disputes and pictures told from a part are those told from the whole.

use annals::annals::{acting, disputed, doubted};
use annals::domain::{Kind, Surety};
use annals::question::{About, disputes, lineage};
use annals::render::picture::{Told, coalitions, descent};

use super::*;

/// What is told, when, whether it is called contested, and which other report it is an account of.
type More = (String, String, bool, Option<usize>);

/// Reports of what the worlds tell too rarely: mergers of bodies that are not named, changes of name, what is called contested,
/// and other accounts of it.
fn more() -> impl Strategy<Value = Vec<More>> {
    let kinds = [
        "merger result=a count:5",
        "merger result=k mode:absorption",
        "merger constituent=a result=k",
        "split parent=a result=n",
        "split parent=k? result=a",
        "rename subject=a new-name:front old-name:army",
        "formation subject=n founder=k",
        "battle side-a=a side-b=b place=zone",
        "capture by=b from=a place=east",
        "treaty-signed party=a+b treaty:t",
        "join member=a coalition=k",
        "join member=p coalition=a",
        "leave member=a coalition=k",
        "dissolution subject=a by=p",
        "vote by=a",
    ];
    let what = select(kinds.map(str::to_owned).to_vec());
    let when = prop_oneof![6 => dates::instant(), 1 => dates::spell()];
    vec((what, when, prop::bool::weighted(0.3), prop::option::weighted(0.4, 0..64usize)), 4..14)
}

/// Several chronologies and more reports as one.
fn world((parts, more): (Vec<Chronology>, Vec<More>)) -> Vec<Record> {
    let mut bodies: Vec<Body> = joined(parts).into_iter().map(|r| r.body).collect();
    let reports = bodies.iter().filter(|b| matches!(b, Body::Report(_)));
    let mut ids: Vec<ReportId> = reports.map(|b| b.id().clone()).collect();
    for (n, (what, when, contested, account)) in more.into_iter().enumerate() {
        let when = if when.is_empty() { "undated" } else { &when };
        let mut one = report(&format!("z{n} {what} @ {when} [s{} 2014-03-20]", n % 3));
        if one.kind == Kind::parse("merger").unwrap() {
            one.roles.entry(Role::Constituent).or_default();
        }
        if contested {
            one.contested = vec!["nature".to_owned()];
        }
        if n % 7 == 3 {
            one.surety = Surety::Inferred;
        }
        one.variant_of.extend(account.map(|i| ids[i % ids.len()].clone()));
        ids.push(one.id.clone());
        bodies.push(Body::from(one));
    }
    bodies.sort_by_key(|body| matches!(body, Body::Amendment(_)));
    numbered(bodies.into_iter())
}

/// Somebody who can be asked about, of whatever sort.
const ASKED: [&str; 12] = ["a", "b", "n", "k", "l", "p", "q", "zone", "east", "west", "away", "t"];

fn days() -> impl Iterator<Item = Day> {
    (0..24).step_by(7).map(|n| calendar().0.plus(n))
}

/// The lineage of each is told alike.
fn lineages(whole: &Timeline, part: &dyn Fn(&Asked) -> Timeline) -> Result<(), TestCaseError> {
    for id in ["a", "b", "n", "k", "l", "p"].map(slug) {
        let part = part(&Asked { lineage: vec![id.clone()], ..Asked::default() });
        for day in days().map(Some).chain([None]) {
            prop_assert_eq!(lineage(&part, &id, day), lineage(whole, &id, day), "{} on {:?}", id, day);
        }
    }
    Ok(())
}

/// Whatever is in dispute about each is told alike.
fn all_disputes(whole: &Timeline, part: &dyn Fn(&Asked) -> Timeline) -> Result<(), TestCaseError> {
    let facts = ["exists a", "member-of ? k", "member-of a ?", "controls ? zone", "holds-post ? a leader"];
    let facts = facts.map(|f| About::Facts(Pattern::parse(f).unwrap()));
    for about in ASKED.map(|id| About::One(slug(id))).into_iter().chain(facts) {
        let asked = disputed(&about);
        let told = part(&asked);
        for (from, to) in days().map(|d| (d, d)).chain([(Day::PAST, Day::FUTURE)]) {
            let mut found = disputes(&told, &about, from, to);
            let named = acting(&found);
            if !named.is_empty() {
                found = disputes(&part(&Asked { named, ..asked.clone() }), &about, from, to);
            }
            prop_assert_eq!(found, disputes(whole, &about, from, to), "{:?} from {} to {}", about, from, to);
        }
    }
    Ok(())
}

/// What is drawn of each is drawn alike.
fn pictures(
    records: &[Record],
    whole: &Timeline,
    part: &dyn Fn(&Asked) -> Timeline,
) -> Result<(), TestCaseError> {
    let directory = Directory::under(records, &View::default());
    for ids in [vec!["a"], vec!["k"], vec!["p", "l"], vec!["b"]] {
        let ids: Vec<Slug> = ids.into_iter().map(slug).collect();
        let kin = Asked { lineage: ids.clone(), ..Asked::default() };
        let by_kin = part(&kin);
        let by_body = part(&Asked { about: ids.clone(), between: true, ..Asked::default() });
        for day in days() {
            let shown = |timeline: &Timeline| {
                let told = Told { timeline, directory: &directory, asked: &ids, day: Some(day) };
                coalitions(&told, day, None)
            };
            prop_assert_eq!(shown(&by_body), shown(whole), "{:?} on {}", ids, day);
            for day in [Some(day), None] {
                let steps = lineage(whole, &ids[0], day);
                let shown = |timeline: &Timeline| {
                    let told = Told { timeline, directory: &directory, asked: &ids, day };
                    descent(&told, &ids[0], &steps, None)
                };
                let there = steps.iter().flat_map(|s| s.subject.iter().chain(&s.object)).chain([&ids[0]]);
                let named = doubted(&by_kin, there, day.unwrap_or(Day::FUTURE));
                let by_acts = part(&Asked { named, ..kin.clone() });
                prop_assert_eq!(shown(&by_acts), shown(whole), "{:?} on {:?}", ids, day);
            }
        }
    }
    Ok(())
}

#[test]
fn given_a_question_when_replayed_from_what_it_turns_on_then_lineages_and_disputes_are_as_in_the_whole() {
    hold(24, (vec(chronology(), 1..4), more(), views()), |(parts, more, view)| {
        let records = world((parts, more));
        let whole = replay(&records, &view);
        let catalog = Delta::of(&records);
        let told = |asked: &Asked| {
            let part = part(&catalog, &Records(&records), &view, last(&records, &view), asked);
            part.unwrap().expect("small logs need no other way")
        };
        lineages(&whole, &told)?;
        all_disputes(&whole, &told)?;
        pictures(&records, &whole, &told)
    });
}

#[test]
fn given_a_timeline_in_files_when_more_is_appended_then_lineages_and_disputes_are_as_in_the_whole() {
    hold(12, (vec(chronology(), 1..4), more(), 40..100usize), |(parts, more, of_hundred)| {
        let records = world((parts, more));
        let log = MemoryLog::new(system_clock());
        let mut bodies: Vec<Body> = records.into_iter().map(|r| r.body).collect();
        let later = bodies.split_off(bodies.len() * of_hundred / 100);
        log.append(&log.head().unwrap(), bodies).unwrap();
        let folder = tempfile::tempdir().unwrap();
        build(folder.path(), &log, 1 << 20, &mut |_| ()).unwrap();
        let mut index = Index::open(folder.path(), &log).unwrap();
        for some in later.chunks(5) {
            log.append(&log.head().unwrap(), some.to_vec()).unwrap();
            index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
        }
        let kept = Whole::open(folder.path(), &index, &log, &|_, _| ()).unwrap().unwrap();
        let records = log.read(1, usize::MAX).unwrap();
        let whole = replay(&records, &View::default());
        let told = |asked: &Asked| kept.timeline(&index, &log, asked).unwrap().unwrap();
        lineages(&whole, &told)?;
        all_disputes(&whole, &told)?;
        pictures(&records, &whole, &told)
    });
}
