//! The acceptance questions: a harness that reads the file and knows nothing of any question. A question is put when
//! the chronology knows every actor and event it names; `DISSENT.md` lists what is expected otherwise, and why.

mod chronology;

use std::collections::{BTreeMap, BTreeSet};

use annals::annals::Annals;
use annals::domain::{Answer, Day, Fluent, Pattern, Slug};
use annals::question::{Mode, When, ask, diff, figures, history, positions, who};
use annals::replay::{Timeline, View};
use serde_json::Value;

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn list(value: &Value, key: &str) -> Vec<String> {
    let items = value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    items.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|| panic!("{text} is no day"))
}

fn slugs(texts: &[String]) -> Vec<Slug> {
    texts.iter().map(|t| Slug::new(t).unwrap()).collect()
}

fn view(ask: &Value) -> View {
    View {
        known_by: text(ask, "known_by").map(day),
        sources: slugs(&list(ask, "sources")),
        without: slugs(&list(ask, "without")),
        according_to: text(ask, "according_to").map(|a| Slug::new(a).unwrap()),
        ..View::default()
    }
}

/// A pattern without `?`, as a fact; an open post stands for any.
fn fact(text: &str) -> Fluent {
    let pattern = Pattern::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let subject = pattern.subject.unwrap();
    let mut fact = match &pattern.object {
        Some(object) => Fluent::two(pattern.relation, &subject, object),
        None => Fluent::one(pattern.relation, &subject),
    };
    fact.value = pattern.value;
    fact
}

fn when(ask: &Value) -> When {
    let period = list(ask, "during");
    match period.as_slice() {
        [from, to] => {
            let throughout = text(ask, "mode") == Some("throughout");
            let mode = if throughout { Mode::Throughout } else { Mode::Ever };
            When::During(day(from), day(to), mode)
        }
        _ => When::At(day(text(ask, "at").unwrap())),
    }
}

/// What one ask gives against what it should: `None` where it holds.
fn fault(
    annals: &Annals,
    views: &mut Vec<(View, Timeline)>,
    question: &Value,
    want: &Value,
) -> Option<String> {
    let view = view(question);
    let index = views.iter().position(|(v, _)| *v == view).unwrap_or_else(|| {
        views.push((view.clone(), annals.timeline(&view)));
        views.len() - 1
    });
    let timeline = &views[index].1;
    if let Some(words) = text(question, "fact") {
        let wanted: Vec<String> = match &want["answer"] {
            Value::String(one) => vec![one.clone()],
            many => many.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect(),
        };
        let told = ask(timeline, &fact(words), when(question)).answer;
        return (!wanted.iter().any(|w| w == told.word()))
            .then(|| format!("{words}: {told}, not {wanted:?}"));
    }
    if let Some(words) = text(question, "who") {
        let pattern = Pattern::parse(words).unwrap();
        let found = who(timeline, &pattern, day(text(question, "at").unwrap()));
        let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
        for told in &found.answers {
            let turned = pattern.subject.is_none() && pattern.object.as_ref() == Some(&told.fact.subject);
            let open = if pattern.subject.is_some() || turned {
                told.fact.object.as_ref()
            } else {
                Some(&told.fact.subject)
            };
            let best = answers.entry(open.unwrap().to_string()).or_insert(Answer::No);
            *best = (*best).max(told.answer);
        }
        let of = |actor: &str| answers.get(actor).copied().unwrap_or(Answer::No);
        let mut faults = Vec::new();
        for (key, fits) in [
            ("yes", &[Answer::Yes][..]),
            ("possible", &[Answer::Possible]),
            ("disputed", &[Answer::Disputed]),
            ("not", &[Answer::No, Answer::Unknown]),
        ] {
            for actor in list(want, key) {
                if !fits.contains(&of(&actor)) {
                    faults.push(format!("{words}: {actor} is {}, not {key}", of(&actor)));
                }
            }
        }
        if want.get("unknown") == Some(&Value::Bool(true)) && !found.unknown {
            faults.push(format!("{words}: somebody is certain"));
        }
        return (!faults.is_empty()).then(|| faults.join("; "));
    }
    if let Some(words) = text(question, "claims") {
        let body = Slug::new(words.strip_prefix("strength ").unwrap()).unwrap();
        let told = figures(timeline, &body, day(text(question, "at").unwrap()));
        let by = text(question, "according_to");
        let told: Vec<_> =
            told.iter().filter(|c| by.is_none_or(|b| c.figure.by.iter().any(|x| x.as_str() == b))).collect();
        for wanted in want.as_array().unwrap() {
            let fits = told.iter().any(|c| {
                wanted.get("value").is_none_or(|v| c.figure.count == v.to_string().as_str())
                    && text(wanted, "by").is_none_or(|b| c.figure.by.iter().any(|x| x.as_str() == b))
                    && text(wanted, "unit").is_none_or(|u| u == c.figure.unit)
            });
            if !fits {
                return Some(format!("{words}: {wanted} is not among {told:?}"));
            }
        }
        return None;
    }
    if let Some(actor) = text(question, "history") {
        let actor = Slug::new(actor).unwrap();
        let (from, to) = (day(text(question, "from").unwrap()), day(text(question, "to").unwrap()));
        let entries = history(timeline, Some(&actor), from, to);
        // A split row counts by any account of its happening.
        let ids: Vec<BTreeSet<String>> = entries
            .iter()
            .map(|e| e.variants.iter().chain([&e.report.id]).map(Slug::to_string).collect())
            .collect();
        let mut at = 0;
        for id in list(want, "in_order") {
            match ids.iter().skip(at).position(|set| set.contains(&id)) {
                Some(found) => at += found + 1,
                None => return Some(format!("history of {actor}: {id} is missing or out of order")),
            }
        }
        return None;
    }
    if let Some(dates) = question.get("diff") {
        let of = Slug::new(text(question, "of").unwrap()).unwrap();
        let dates: Vec<Day> = dates.as_array().unwrap().iter().map(|d| day(d.as_str().unwrap())).collect();
        let changes = diff((timeline, dates[0]), (timeline, dates[1]), &[of]);
        for line in want.as_array().unwrap() {
            let wanted = fact(text(line, "fact").unwrap());
            let same = |c: &&annals::question::Change| c.after.fact == wanted;
            let (from, to) = (text(line, "from").unwrap(), text(line, "to").unwrap());
            match changes.iter().find(same) {
                Some(c) if c.before.answer.word() == from && c.after.answer.word() == to => {}
                Some(c) => {
                    return Some(format!(
                        "{wanted}: {} to {}, not {from} to {to}",
                        c.before.answer, c.after.answer
                    ));
                }
                None => return Some(format!("{wanted}: not in the diff")),
            }
        }
        return None;
    }
    if let Some(words) = text(question, "disputes") {
        let told = positions(timeline, &fact(words), day(text(question, "at").unwrap()));
        for wanted in want.as_array().unwrap() {
            let by = text(wanted, "by").unwrap();
            if !told.iter().any(|p| p.by.iter().any(|b| b.as_str() == by)) {
                return Some(format!("disputes {words}: {by} holds no position"));
            }
        }
        return None;
    }
    Some(format!("{question} is no form of question"))
}

/// Whether the chronology, as far as it is told, knows what a question is about: every event it builds on is there.
fn told(annals: &Annals, question: &Value) -> bool {
    let known = |id: &String| annals.record(id).is_some();
    list(question, "basis").iter().all(known)
}

#[test]
fn given_the_questions_when_put_then_they_are_answered_as_the_sources_and_rules_say() {
    let annals = chronology::load();
    let dissent = include_str!("acceptance/DISSENT.md");
    let mut views: Vec<(View, Timeline)> = Vec::new();
    let mut score: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut faults = Vec::new();
    let (mut put, mut waiting) = (0, 0);
    for line in include_str!("acceptance/questions.jsonl").lines() {
        let question: Value = serde_json::from_str(line).unwrap();
        let id = text(&question, "id").unwrap();
        if !told(&annals, &question) {
            waiting += 1;
            continue;
        }
        let asks = question["ask"].as_array().unwrap();
        put += 1;
        let wants = question["want"].as_array().unwrap();
        let wrong: Vec<String> = asks
            .iter()
            .zip(wants)
            .enumerate()
            .filter_map(|(n, (ask, want))| {
                Some(format!("{id}[{n}] {}", fault(&annals, &mut views, ask, want)?))
            })
            .collect();
        let entry = score.entry(text(&question, "kind").unwrap().to_owned()).or_default();
        entry.1 += 1;
        if wrong.is_empty() {
            entry.0 += 1;
        }
        faults.extend(wrong.into_iter().filter(|f| {
            let key = f.split(' ').next().unwrap_or_default();
            !dissent.contains(&format!("`{key}`"))
        }));
    }
    for (kind, (right, of)) in &score {
        println!("{kind:12} {right:3} of {of:3}");
    }
    println!("{put} questions put, {waiting} wait for more of the chronology");
    assert!(put > 0);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
