//! Membership by paths: every path is walked (rule R22).

use std::collections::BTreeSet;

use annals::domain::{Answer, Fluent, Relation, Slug};

use super::{Track, Tracks};

/// Adds `member-of` for every two actors that a path may join.
pub fn extend(tracks: &mut Tracks, days: usize) {
    let direct: Vec<(Fluent, Track)> = (tracks.iter())
        .filter(|(f, _)| f.relation == Relation::DirectMemberOf)
        .map(|(f, t)| (f.clone(), t.clone()))
        .collect();
    let members: BTreeSet<Slug> = direct.iter().map(|(f, _)| f.subject.clone()).collect();
    let bodies: BTreeSet<Slug> = direct.iter().filter_map(|(f, _)| f.object.clone()).collect();
    for member in &members {
        for body in bodies.iter().filter(|b| *b != member) {
            let answers = (0..days).map(|day| {
                let mut best = Answer::No;
                walk(&direct, tracks, &mut vec![member.clone()], body, Answer::Yes, day, &mut best);
                best
            });
            let track = Track {
                answers: answers.collect(),
                silent: vec![false; days],
                never: vec![false; days],
                full: direct.iter().all(|(_, t)| t.full),
                loose: direct.iter().any(|(_, t)| t.loose),
            };
            tracks.insert(Fluent::two(Relation::MemberOf, member, body), track);
        }
    }
}

/// Walks on from the end of a path to a body, and keeps the surest.
fn walk(
    direct: &[(Fluent, Track)],
    tracks: &Tracks,
    path: &mut Vec<Slug>,
    body: &Slug,
    sure: Answer,
    day: usize,
    best: &mut Answer,
) {
    let Some(here) = path.last().cloned() else { return };
    for (fluent, track) in direct.iter().filter(|(f, _)| f.subject == here) {
        let Some(next) = fluent.object.clone() else { continue };
        let mut leg = sure.weakest(track.answers[day]);
        if path.contains(&next) || leg == Answer::No {
            continue;
        }
        // Who left that body himself is not in it by way of another.
        for before in path.iter().take(path.len() - 1) {
            let left = tracks.get(&Fluent::two(Relation::Left, before, &next));
            leg = match left.map(|t| t.answers[day]) {
                Some(Answer::Yes) => Answer::No,
                Some(less @ (Answer::Possible | Answer::Disputed)) => leg.weakest(less),
                _ => leg,
            };
        }
        if leg == Answer::No {
            continue;
        }
        if next == *body {
            *best = (*best).max(leg);
        } else {
            path.push(next);
            walk(direct, tracks, path, body, leg, day, best);
            path.pop();
        }
    }
}
