//! What an event of ACLED is in the grammar of events. Its two actors have no direction: a direction is told only where the
//! kind of event and the codes of the sides leave no other; everywhere else the kind is chosen that asserts less.

use super::codes::{Party, Side};

/// Which of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Second,
}

impl Which {
    /// The other one.
    pub fn other(self) -> Which {
        match self {
            Which::First => Which::Second,
            Which::Second => Which::First,
        }
    }
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The sides fight; nobody is told to have begun it.
    Battle,
    /// One side strikes the other, who does not fight.
    Attack(Which),
    /// A side takes the place, from the other where there is one.
    Capture(Which),
    /// The only side that is named perhaps takes the place.
    PerhapsTaken(Which),
    /// A side, or both, protest.
    Protest(Option<Which>),
    /// The sides meet and agree.
    Meeting,
    /// A side sets itself up at the place.
    Deployment(Which),
    /// Something is reported of the sides.
    Report,
}

/// Events by type; the list is that of the codebook.
const TYPES: &[(&str, &[&str])] = &[
    ("Battles", &["Armed clash", "Government regains territory", "Non-state actor overtakes territory"]),
    (
        "Explosions/Remote violence",
        &[
            "Air/drone strike",
            "Chemical weapon",
            "Grenade",
            "Remote explosive/landmine/IED",
            "Shelling/artillery/missile attack",
            "Suicide bomb",
        ],
    ),
    ("Protests", &["Excessive force against protesters", "Peaceful protest", "Protest with intervention"]),
    ("Riots", &["Mob violence", "Violent demonstration"]),
    (
        "Strategic developments",
        &[
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ],
    ),
    ("Violence against civilians", &["Abduction/forced disappearance", "Attack", "Sexual violence"]),
];

/// Whether there is such a type, and such a sub-type of it.
pub(super) fn known(event: &str, sub: &str) -> (bool, bool) {
    let found = TYPES.iter().find(|(name, _)| *name == event);
    (found.is_some(), found.is_some_and(|(_, subs)| subs.contains(&sub)))
}

/// The types, for those who look for one.
pub(super) fn types() -> String {
    TYPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// What an event is, and why no more is told where the sub-type tells more.
pub(super) fn told(
    event: &str,
    sub: &str,
    first: Option<&Party<'_>>,
    second: Option<&Party<'_>>,
) -> (Told, Option<&'static str>) {
    use Which::{First, Second};
    let sides = [(First, first.map(|party| party.side)), (Second, second.map(|party| party.side))];
    let only = |fits: fn(Side) -> bool| {
        let mut found = sides.iter().filter(|(_, side)| side.is_some_and(fits)).map(|(which, _)| *which);
        found.next().filter(|_| found.next().is_none())
    };
    let lone = match (first, second) {
        (Some(_), None) => Some(First),
        (None, Some(_)) => Some(Second),
        _ => None,
    };
    let side = |which: Which| sides.iter().find(|(one, _)| *one == which).and_then(|(_, side)| *side);
    match (event, sub) {
        ("Battles", "Government regains territory") => match only(|side| side == Side::State) {
            Some(state) => (Told::Capture(state), None),
            None => {
                (Told::Battle, Some("who regained the place is not certain: not one side is of the state"))
            }
        },
        ("Battles", "Non-state actor overtakes territory") => match only(Side::non_state) {
            // Forces of another state may be the takers too.
            Some(group) if matches!(side(group.other()), None | Some(Side::State)) => {
                (Told::Capture(group), None)
            }
            _ => (Told::Battle, Some("who took the place is not certain: more than one side may have")),
        },
        ("Battles", _) => (Told::Battle, None),
        ("Explosions/Remote violence" | "Violence against civilians", _) => {
            match only(|side| side == Side::Civilians) {
                Some(hit) if side(hit.other()).is_some() => (Told::Attack(hit.other()), None),
                _ => (Told::Battle, Some("who struck whom is not told")),
            }
        }
        ("Protests" | "Riots", _) => {
            let protest = |side: Side| matches!(side, Side::Protesters | Side::Rioters);
            match (side(First).is_some_and(protest), side(Second).is_some_and(protest)) {
                (true, false) => (Told::Protest(Some(First)), None),
                (false, true) => (Told::Protest(Some(Second)), None),
                (true, true) => (Told::Protest(None), None),
                (false, false) => (Told::Report, Some("no side is coded as protesters")),
            }
        }
        (_, "Agreement") => (Told::Meeting, None),
        (_, "Headquarters or base established") => match lone {
            Some(which) if side(which).is_some_and(Side::armed) => (Told::Deployment(which), None),
            _ => (Told::Report, Some("who set up a base is not certain")),
        },
        (_, "Non-violent transfer of territory") => match lone {
            Some(which) if side(which).is_some_and(Side::armed) => {
                (Told::PerhapsTaken(which), Some("the only side that is named took the place, or left it"))
            }
            _ => (Told::Report, Some("who handed the place to whom is not told")),
        },
        _ => (Told::Report, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(event: &str, sub: &str, first: Side, second: Option<Side>) -> Told {
        assert_eq!(known(event, sub), (true, true), "{event} {sub}");
        let (first, second) =
            (Party { name: "A", side: first }, second.map(|side| Party { name: "B", side }));
        told(event, sub, Some(&first), second.as_ref()).0
    }

    #[test]
    fn given_sub_events_that_change_control_when_told_then_only_a_certain_taker_takes() {
        use Side::{External, Rebels, State};
        let (battles, government) = ("Battles", "Government regains territory");
        assert_eq!(read(battles, government, Rebels, Some(State)), Told::Capture(Which::Second));
        assert_eq!(read(battles, government, State, Some(State)), Told::Battle);
        assert_eq!(read(battles, government, External, Some(Rebels)), Told::Battle);
        let group = "Non-state actor overtakes territory";
        assert_eq!(read(battles, group, Rebels, Some(State)), Told::Capture(Which::First));
        assert_eq!(read(battles, group, State, Some(Rebels)), Told::Capture(Which::Second));
        assert_eq!(read(battles, group, Rebels, Some(Side::PoliticalMilitia)), Told::Battle);
        assert_eq!(read(battles, group, Rebels, Some(External)), Told::Battle);
        let (strategic, transfer) = ("Strategic developments", "Non-violent transfer of territory");
        assert_eq!(read(strategic, transfer, Rebels, None), Told::PerhapsTaken(Which::First));
        assert_eq!(read(strategic, transfer, Rebels, Some(State)), Told::Report);
        assert_eq!(read(strategic, "Headquarters or base established", Rebels, Some(State)), Told::Report);
    }

    #[test]
    fn given_violence_when_told_then_only_civilians_are_struck_for_certain() {
        use Side::{Civilians, Rebels, State};
        for event in ["Explosions/Remote violence", "Violence against civilians"] {
            let sub = if event.starts_with('E') { "Grenade" } else { "Attack" };
            assert_eq!(read(event, sub, Rebels, Some(Civilians)), Told::Attack(Which::First));
            assert_eq!(read(event, sub, Civilians, Some(Rebels)), Told::Attack(Which::Second));
            assert_eq!(read(event, sub, Rebels, Some(State)), Told::Battle);
            assert_eq!(read(event, sub, Civilians, None), Told::Battle);
        }
        assert_eq!(
            read("Riots", "Mob violence", Side::Rioters, Some(Civilians)),
            Told::Protest(Some(Which::First))
        );
    }
}
