//! The kinds of events, in families: what sort of thing a report says happened.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares a family: its enum, the words its kinds are written with, and both directions between them.
macro_rules! family {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every kind of the family.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word it is written with.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }
    };
}
pub(crate) use family;

family! {
    /// Bodies come into being, end and change shape.
    BodyKind {
        /// A body is founded.
        Formation = "formation",
        /// Bodies become one; or one is absorbed by another (`mode = absorption`).
        Merger = "merger",
        /// A body comes out of another.
        Split = "split",
        /// A body is declared ended.
        Dissolution = "dissolution",
        /// A body takes another name.
        Rename = "rename",
    }
}
family! {
    /// Who belongs to what.
    BelongingKind {
        /// A member enters a coalition.
        Join = "join",
        /// A member goes by itself.
        Leave = "leave",
        /// A body puts a member out.
        Expulsion = "expulsion",
        /// People go over from one side to another.
        Defection = "defection",
    }
}
family! {
    /// Posts and persons.
    PostKind {
        /// The top post of a body changes hands.
        LeaderChange = "leader-change",
        /// Any other post is filled.
        Appointment = "appointment",
        /// A person dies.
        Death = "death",
        /// A person is arrested.
        Arrest = "arrest",
        /// A person is abducted.
        Kidnapping = "kidnapping",
    }
}
family! {
    /// Treaties, talks and alliances.
    AgreementKind {
        /// A treaty is concluded, or signed by one more party.
        TreatySigned = "treaty-signed",
        /// One party leaves a treaty.
        TreatyWithdrawn = "treaty-withdrawn",
        /// A treaty ends for all.
        TreatyTerminated = "treaty-terminated",
        /// Talks open, go on, are suspended or left.
        Talks = "talks",
        /// Parties ally or cooperate.
        Alliance = "alliance",
        /// An alliance ends.
        AllianceEnd = "alliance-end",
        /// People or bodies meet.
        Meeting = "meeting",
    }
}
family! {
    /// Force and territory.
    ForceKind {
        /// A party declares war.
        WarDeclared = "war-declared",
        /// Fighting over time, by phase.
        Hostilities = "hostilities",
        /// Two sides fight at a place.
        Battle = "battle",
        /// One side strikes.
        Attack = "attack",
        /// A place changes hands.
        Capture = "capture",
        /// A force leaves a place.
        Withdrawal = "withdrawal",
        /// A force comes to a place.
        Deployment = "deployment",
        /// A force cuts a place off.
        Blockade = "blockade",
    }
}
family! {
    /// States and their acts.
    StateKind {
        /// A government is overthrown.
        Coup = "coup",
        /// A vote is held.
        Vote = "vote",
        /// People protest.
        Protest = "protest",
        /// A state decides.
        StateAct = "state-act",
        /// A sanction is imposed or lifted.
        Sanction = "sanction",
    }
}
family! {
    /// Speech and evidence.
    SpeechKind {
        /// Somebody declares something.
        Declaration = "declaration",
        /// Somebody accuses somebody.
        Accusation = "accusation",
        /// Somebody contradicts or quarrels with somebody.
        Dispute = "dispute",
        /// Somebody publishes an account.
        Report = "report",
        /// Somebody gives a number for the strength of a body.
        StrengthReport = "strength-report",
        /// A state of affairs is observed, without the event behind it.
        Status = "status",
    }
}

/// A kind of event with its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// See [`BodyKind`].
    Body(BodyKind),
    /// See [`BelongingKind`].
    Belonging(BelongingKind),
    /// See [`PostKind`].
    Post(PostKind),
    /// See [`AgreementKind`].
    Agreement(AgreementKind),
    /// See [`ForceKind`].
    Force(ForceKind),
    /// See [`StateKind`].
    State(StateKind),
    /// See [`SpeechKind`].
    Speech(SpeechKind),
}

impl Kind {
    /// Whether it tells that a place was taken or left: it overrules what is told of the regions around it (rule R28).
    pub fn decides_a_place(self) -> bool {
        matches!(self, Kind::Force(ForceKind::Capture | ForceKind::Withdrawal))
    }

    /// All kinds, family by family.
    pub fn all() -> impl Iterator<Item = Kind> {
        let bodies = BodyKind::ALL.iter().map(|k| Kind::Body(*k));
        let belonging = BelongingKind::ALL.iter().map(|k| Kind::Belonging(*k));
        let posts = PostKind::ALL.iter().map(|k| Kind::Post(*k));
        let agreements = AgreementKind::ALL.iter().map(|k| Kind::Agreement(*k));
        let force = ForceKind::ALL.iter().map(|k| Kind::Force(*k));
        let states = StateKind::ALL.iter().map(|k| Kind::State(*k));
        let speech = SpeechKind::ALL.iter().map(|k| Kind::Speech(*k));
        bodies.chain(belonging).chain(posts).chain(agreements).chain(force).chain(states).chain(speech)
    }

    /// The word the kind is written with.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Body(k) => k.word(),
            Kind::Belonging(k) => k.word(),
            Kind::Post(k) => k.word(),
            Kind::Agreement(k) => k.word(),
            Kind::Force(k) => k.word(),
            Kind::State(k) => k.word(),
            Kind::Speech(k) => k.word(),
        }
    }

    /// The kind written with this word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::all().find(|k| k.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_every_kind_when_written_and_read_then_it_is_the_same() {
        assert_eq!(Kind::all().count(), 40);
        for kind in Kind::all() {
            assert_eq!(Kind::parse(kind.word()), Some(kind));
        }
    }
}
