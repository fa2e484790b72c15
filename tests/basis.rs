//! The basis of an answer leads to the same state again, or it is said why not; and the rules have a version: where the
//! same records lead to another state, it has to be raised.

mod chronology;

use annals::annals::Verified;
use annals::domain::{Day, Digest};
use annals::question::{Basis, state_digest};
use annals::replay::{RecordedBy, View};

/// The version of the rules, the digest of the bodies in `events/`, and the state they lead to.
const KNOWN: (u32, &str, &str) = (
    8,
    "bb330ee30de910e42f697d515ecb8be5f58fbfec58b03100917e9a6e91a9a3e2",
    "18456f71bd73abcecbd6dd519f1d8dfb146673691fb601a5cf762d3a9a028449",
);

#[test]
fn given_the_chronology_when_it_leads_to_another_state_then_the_version_of_the_rules_says_so() {
    let annals = chronology::load();
    let mut records = blake3::Hasher::new();
    annals.records().iter().for_each(|r| {
        records.update(&annals::log::canonical(&r.body).unwrap());
    });
    let records = records.finalize().to_hex().to_string();
    let state = state_digest(&annals.timeline(&View::default())).hex();
    let now = (annals::projectors::RULES_VERSION, records.as_str(), state.as_str());
    // Other records or a raised version: write down what they lead to. Else raise RULES_VERSION first.
    assert_eq!(now, KNOWN, "the rules are a new version wherever the same records lead to another state");
}

#[test]
fn given_a_basis_when_verified_then_what_differs_is_named() {
    let annals = chronology::load();
    let views = [
        View::default(),
        View { known_by: Day::parse("2023-10-31"), ..View::default() },
        View { recorded_by: Some(RecordedBy::Position(300)), ..View::default() },
    ];
    for view in views {
        let basis = annals.basis(&view, &annals.timeline(&view));
        assert_eq!(Basis::parse(&basis.to_string()), Ok(basis.clone()));
        assert_eq!(annals.verify(&basis), Verified::Same);
        let other = |change: fn(&mut Basis)| {
            let mut basis = basis.clone();
            change(&mut basis);
            annals.verify(&basis)
        };
        let head = basis.position;
        assert_eq!(other(|b| b.state = Digest::ZERO), Verified::OtherState);
        assert_eq!(other(|b| b.log = Digest::ZERO), Verified::OtherLog);
        assert_eq!(other(|b| b.position -= 1), Verified::OtherLog);
        assert_eq!(other(|b| b.position += 1), Verified::Shorter { head });
        let now = basis.rules;
        assert_eq!(other(|b| b.rules += 1), Verified::SameUnderOtherRules { now });
        let changed = |b: &mut Basis| (b.rules, b.state) = (b.rules + 1, Digest::ZERO);
        assert_eq!(other(changed), Verified::OtherRules { now });
    }
}
