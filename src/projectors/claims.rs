//! Claims and statements: what is said, made answerable (rule R3). Said by a named party it is that party's claim;
//! said by the source itself it is an observation.

use super::{Cast, effect, observes};
use crate::domain::{Act, Content, Effect, Kind, Proposition, Report, Role, SpeechKind};

/// Propositions about facts. Those about aspects of other reports are read where accounts are weighed.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let speaker = speaker(report.kind).map(|role| report.role(role));
    let told = |proposition: &Proposition| {
        let Content::Fact(fluent) = &proposition.content else { return None };
        let fluent = fluent.clone();
        if let Some(speaker) = speaker {
            let act = if proposition.affirmed { Act::Affirms { fluent } } else { Act::Denies { fluent } };
            let holders = speaker.iter().map(|f| f.actor.clone()).collect();
            return Some(Effect { holders, ..effect(act, report.surety) });
        }
        if proposition.affirmed {
            let actor = fluent.subject.clone();
            Some(observes(fluent, report.surety, &[&actor]))
        } else {
            // The source itself denies: an end, should the fact hold.
            let pattern = crate::domain::Pattern::exactly(&fluent);
            Some(super::displaces(pattern, Vec::new(), report.surety))
        }
    };
    report.says.iter().filter_map(told).collect()
}

/// Who speaks in a kind of event, where somebody does.
fn speaker(kind: Kind) -> Option<Role> {
    match kind {
        Kind::Speech(kind) => match kind {
            SpeechKind::Declaration | SpeechKind::Accusation | SpeechKind::Dispute => Some(Role::By),
            SpeechKind::Report | SpeechKind::StrengthReport => Some(Role::Source),
            SpeechKind::Status => None,
        },
        Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(_) => None,
    }
}
