//! Posts: who leads, who is appointed, and what takes a post away (rule R31). `leader` is the top post of a body.

use super::membership::scoped;
use super::{Cast, begins, displaces, ends, lapses, observes};
use crate::domain::{
    ActorId, BelongingKind, BodyKind, Detail, Effect, Filler, Fluent, Kind, Pattern, PostKind, Relation,
    Report, Role, SpeechKind, StateKind, Surety, Term,
};

/// The name of the top post, whatever its title.
const TOP: &str = "leader";

/// Everything that fills or empties a post.
pub(super) fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::Post(kind) => posts(kind, report, &mut out),
        Kind::Belonging(kind) => match kind {
            BelongingKind::Leave => {
                let bodies: Vec<&Filler> =
                    report.role(Role::Coalition).iter().chain(report.role(Role::Org)).collect();
                vacate(&moved(report), &bodies, &mut out);
            }
            BelongingKind::Expulsion => {
                let by = report.role(Role::By);
                let org = report.role(Role::Org);
                let bodies: Vec<&Filler> = if org.is_empty() {
                    by.iter().collect()
                } else {
                    org.iter().filter(|o| by.iter().any(|b| b.actor == o.actor)).collect()
                };
                vacate(report.role(Role::Target), &bodies, &mut out);
            }
            BelongingKind::Defection => {
                let persons: Vec<Filler> =
                    report.role(Role::Subject).iter().filter(|f| cast.is_person(&f.actor)).cloned().collect();
                vacate(&persons, &report.role(Role::From).iter().collect::<Vec<_>>(), &mut out);
            }
            BelongingKind::Join => {
                vacate(&moved(report), &report.role(Role::From).iter().collect::<Vec<_>>(), &mut out);
            }
        },
        Kind::Body(BodyKind::Split) => {
            let persons: Vec<Filler> =
                report.role(Role::By).iter().filter(|f| cast.is_person(&f.actor)).cloned().collect();
            vacate(&persons, &report.role(Role::Parent).iter().collect::<Vec<_>>(), &mut out);
        }
        Kind::State(StateKind::Coup) => {
            for state in report.role(Role::Target) {
                change(report, &state.actor, TOP, state.surety, &mut out);
            }
        }
        Kind::Speech(SpeechKind::Status) => {
            if let Some(post) = report.detail(Detail::Post) {
                for person in report.role(Role::Subject) {
                    for body in report.role(Role::Org) {
                        let fact = Fluent::post(&person.actor, &body.actor, post);
                        let needs = [&person.actor, &body.actor];
                        out.push(observes(fact, person.surety.min(body.surety), &needs));
                    }
                }
            }
        }
        Kind::Body(BodyKind::Formation | BodyKind::Merger | BodyKind::Dissolution | BodyKind::Rename)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(StateKind::Vote | StateKind::Protest | StateKind::StateAct | StateKind::Sanction)
        | Kind::Speech(
            SpeechKind::Declaration
            | SpeechKind::Accusation
            | SpeechKind::Dispute
            | SpeechKind::Report
            | SpeechKind::StrengthReport,
        ) => {}
    }
    out
}

fn posts(kind: PostKind, report: &Report, out: &mut Vec<Effect>) {
    match kind {
        PostKind::LeaderChange => {
            for body in report.role(Role::Org) {
                change(report, &body.actor, TOP, body.surety, out);
                if let Some(title) = report.detail(Detail::Post).filter(|p| *p != TOP) {
                    change(report, &body.actor, title, body.surety, out);
                }
            }
        }
        PostKind::Appointment => {
            let Some(post) = report.detail(Detail::Post) else { return };
            for body in report.role(Role::Org) {
                fill(report, &body.actor, post, body.surety, out);
                for old in leavers(report) {
                    let fact = Fluent::post(&old.actor, &body.actor, post);
                    out.push(ends(&fact, old.surety.min(body.surety)));
                }
            }
        }
        PostKind::Death => {
            for dead in report.role(Role::Target) {
                let all = Pattern {
                    relation: Relation::HoldsPost,
                    subject: Some(dead.actor.clone()),
                    object: None,
                    value: None,
                };
                out.push(displaces(all, Vec::new(), dead.surety));
                if let Some(post) = report.detail(Detail::Post) {
                    for body in report.role(Role::Org) {
                        let fact = Fluent::post(&dead.actor, &body.actor, post);
                        out.push(ends(&fact, dead.surety.min(body.surety)));
                    }
                }
            }
        }
        PostKind::Arrest | PostKind::Kidnapping => {}
    }
}

/// The new holder takes the post, or is seen in it.
fn fill(report: &Report, body: &ActorId, post: &str, surety: Surety, out: &mut Vec<Effect>) {
    let seen = report.is(Detail::Phase, "ongoing");
    for person in report.role(Role::In) {
        let fact = Fluent::post(&person.actor, body, post);
        let (surety, needs) = (person.surety.min(surety), [&person.actor, body]);
        if seen {
            out.push(observes(fact, surety, &needs));
            continue;
        }
        if let Some(term) = report.detail(Detail::Term).and_then(Term::parse) {
            out.push(lapses(fact.clone(), term, surety, &needs));
        }
        out.push(begins(fact, surety, &needs));
    }
}

/// A sole post changes hands: whoever held it holds it no longer.
fn change(report: &Report, body: &ActorId, post: &str, surety: Surety, out: &mut Vec<Effect>) {
    fill(report, body, post, surety, out);
    for old in leavers(report) {
        out.push(ends(&Fluent::post(&old.actor, body, post), old.surety.min(surety)));
    }
    if !report.is(Detail::Phase, "ongoing") {
        let pattern = Pattern {
            relation: Relation::HoldsPost,
            subject: None,
            object: Some(body.clone()),
            value: Some(post.to_owned()),
        };
        let new = report.role(Role::In).iter().map(|f| f.actor.clone()).collect();
        out.push(displaces(pattern, new, surety));
    }
}

/// Who gives the post up; an observation ends nothing.
fn leavers(report: &Report) -> &[Filler] {
    if report.is(Detail::Phase, "ongoing") { &[] } else { report.role(Role::Out) }
}

/// The members that a join or a leave moves, each as surely as its scope lets it be told (rule R24).
fn moved(report: &Report) -> Vec<Filler> {
    let scoped = |member: &Filler| {
        scoped(report, member.surety).map(|surety| Filler { actor: member.actor.clone(), surety })
    };
    report.role(Role::Member).iter().filter_map(scoped).collect()
}

/// These persons lose every post in these bodies.
fn vacate(persons: &[Filler], bodies: &[&Filler], out: &mut Vec<Effect>) {
    for person in persons {
        for body in bodies {
            let pattern = Pattern {
                relation: Relation::HoldsPost,
                subject: Some(person.actor.clone()),
                object: Some(body.actor.clone()),
                value: None,
            };
            out.push(displaces(pattern, Vec::new(), person.surety.min(body.surety)));
        }
    }
}
