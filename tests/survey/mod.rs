//! Finds distinct disagreements and makes them small; run by hand with `--ignored`.
use annals::domain::{Amendment, Answer, EventDate, Relation};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::generated::{self, Chronology, calendar};
use super::reference::{Asked, Reference};
use super::{Tally, asked, compare, engine_answer, view};

/// Leaves out whatever the same sort of disagreement does not need.
fn shrink(mut c: Chronology, same: &dyn Fn(&Chronology) -> bool) -> Chronology {
    loop {
        let mut smaller: Vec<Chronology> = Vec::new();
        for i in 0..c.reports.len() {
            let mut less = c.clone();
            let gone = less.reports.remove(i).id;
            for r in &mut less.reports {
                r.hints.retain(|h| h.other != gone);
                r.variant_of.retain(|v| *v != gone);
            }
            less.amendments.retain(|a| *a.act.target() != gone);
            smaller.push(less);
        }
        for i in 0..c.amendments.len() {
            let mut less = c.clone();
            less.amendments.remove(i);
            smaller.push(less);
            let change = |f: &dyn Fn(&mut Amendment)| {
                let mut less = c.clone();
                f(&mut less.amendments[i]);
                less
            };
            smaller.push(change(&|a| a.citation = None));
            smaller.push(change(&|a| a.date = EventDate::undated()));
        }
        for i in 0..c.reports.len() {
            let change = |f: &dyn Fn(&mut annals::domain::Report)| {
                let mut less = c.clone();
                f(&mut less.reports[i]);
                less
            };
            smaller.push(change(&|r| r.hints.clear()));
            smaller.push(change(&|r| r.variant_of.clear()));
            smaller.push(change(&|r| r.citation.source = generated::slug("s0")));
            smaller.push(change(&|r| r.surety = annals::domain::Surety::Stated));
            for at in 0..c.reports[i].places.len() {
                smaller.push(change(&|r| drop(r.places.remove(at))));
            }
            for detail in c.reports[i].details.keys() {
                smaller.push(change(&|r| drop(r.details.remove(detail))));
            }
            for (role, fillers) in &c.reports[i].roles {
                for at in 0..fillers.len() {
                    smaller.push(change(&|r| {
                        let all = r.roles.get_mut(role).unwrap();
                        all.remove(at);
                        if all.is_empty() {
                            r.roles.remove(role);
                        }
                    }));
                    smaller.push(change(&|r| {
                        r.roles.get_mut(role).unwrap()[at].surety = annals::domain::Surety::Stated
                    }));
                }
            }
            let date = |text: String| {
                let date = annals::domain::EventDate::parse(&text).unwrap();
                change(&|r| r.date = date.clone())
            };
            let bounds = c.reports[i].date.begin.bounds;
            for day in [bounds.earliest, bounds.latest, calendar().0.plus(5)] {
                if !day.is_open() {
                    smaller.push(date(day.to_string()));
                }
            }
        }
        let size = |c: &Chronology| format!("{c:?}").len();
        let valid = |c: &Chronology| {
            c.reports.iter().all(|r| {
                let grammar = r.kind.grammar();
                grammar.roles.iter().all(|u| !u.required || r.roles.contains_key(&u.role))
                    && grammar.details.iter().all(|u| !u.required || r.details.contains_key(&u.detail))
            })
        };
        smaller.retain(valid);
        let next = smaller.into_iter().filter(|s| size(s) < size(&c)).find(|s| same(s));
        match next {
            Some(next) => c = next,
            None => return c,
        }
    }
}

/// Both courses, a letter a day from three days before the calendar to three after.
fn rows(c: &Chronology, asked: &Asked, fluent: &annals::domain::Fluent) {
    let (first, last) = (calendar().0.plus(-3), calendar().1.plus(3));
    let records = c.records();
    let timeline = annals::replay::replay(&records, &view(asked));
    let reference = Reference::of(&records, asked, first, last);
    let letter = |a: Answer| match a {
        Answer::Yes => 'Y',
        Answer::No => 'n',
        Answer::Possible => 'p',
        Answer::Disputed => 'D',
        Answer::Unknown => '.',
    };
    let days = || (0..=(last.0 - first.0)).map(|n| first.plus(n));
    let marks: String = days().map(|d| d.to_string().chars().last().unwrap_or(' ')).collect();
    let engine: String = days().map(|d| letter(engine_answer(&timeline, fluent, d))).collect();
    let exact: String = days().map(|d| letter(reference.answer(fluent, d))).collect();
    println!("  days   {marks} from {first}\n  engine {engine}\n  exact  {exact}\n");
}

#[test]
#[ignore]
fn survey() {
    let cases: u32 = std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let seed: u64 = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let config = Config { rng_seed: RngSeed::Fixed(seed), ..Config::default() };
    let mut runner = TestRunner::new(config);
    let mut classes: Vec<(Relation, Answer, Answer, Vec<String>)> = Vec::new();
    let mut tally = Tally::default();
    let mut bad = 0;
    for case in 0..cases {
        let c = generated::chronology().new_tree(&mut runner).unwrap().current();
        let drawn = asked().new_tree(&mut runner).unwrap().current();
        // Every other one as everything is known.
        let asked = if case % 2 == 0 { Asked::default() } else { drawn };
        let found = compare(&c, &asked, &mut tally);
        bad += usize::from(!found.is_empty());
        let mut sorts: Vec<(Relation, Answer, Answer)> = Vec::new();
        for d in found {
            let sort = (d.fluent.relation, d.engine, d.exact);
            if sorts.contains(&sort) {
                continue;
            }
            sorts.push(sort);
            let same = |c: &Chronology| {
                compare(c, &asked, &mut Tally::default())
                    .iter()
                    .any(|d| (d.fluent.relation, d.engine, d.exact) == sort)
            };
            let small = shrink(c.clone(), &same);
            let mut kinds: Vec<String> = small.reports.iter().map(|r| r.kind.to_string()).collect();
            kinds.sort();
            let class = (sort.0, sort.1, sort.2, kinds);
            if !classes.contains(&class) {
                classes.push(class);
                let first = compare(&small, &asked, &mut Tally::default())
                    .into_iter()
                    .find(|d| (d.fluent.relation, d.engine, d.exact) == sort);
                if let Some(d) = first {
                    println!("{} on {}: engine {}, exact {}{small:?}", d.fluent, d.day, d.engine, d.exact);
                    println!("  {asked:?}");
                    rows(&small, &asked, &d.fluent);
                }
            }
        }
    }
    println!("{cases} cases, {bad} with disagreements, {} classes", classes.len());
    println!(
        "{} samples, {} full, {} loose, {} weaker",
        tally.samples, tally.full, tally.loose, tally.weaker
    );
}
