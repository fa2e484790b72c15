//! The grammar of events: which roles and details each kind takes. One table; the parser, the JSON Schema,
//! completion, the hints of error messages and the merging of accounts all read it.

use serde::{Deserialize, Serialize};

use super::kind::family;
use super::{AgreementKind, BelongingKind, BodyKind, ForceKind, Kind, PostKind, SpeechKind, StateKind};

family! {
    /// The part an actor plays in an event. An empty role means: stated, but unnamed.
    Role {
        /// Whom the event is about.
        Subject = "subject",
        /// Who founds.
        Founder = "founder",
        /// Who belongs, joins, leaves.
        Member = "member",
        /// The coalition joined or left.
        Coalition = "coalition",
        /// The body a person joins, leaves or holds a post in.
        Org = "org",
        /// Who merges.
        Constituent = "constituent",
        /// What comes out of a merger or split.
        Result = "result",
        /// What a split comes out of.
        Parent = "parent",
        /// Who acts.
        By = "by",
        /// Who is acted upon.
        Target = "target",
        /// Whom it is taken from or left.
        From = "from",
        /// Whom it goes to.
        To = "to",
        /// Who takes a post.
        In = "in",
        /// Who gives a post up.
        Out = "out",
        /// A party to an agreement.
        Party = "party",
        /// Who mediates.
        Mediator = "mediator",
        /// Whom it is directed against.
        Against = "against",
        /// One side of a fight.
        SideA = "side-a",
        /// The other side.
        SideB = "side-b",
        /// Who gives a figure or an account.
        Source = "source",
        /// What is spoken of: an actor, a treaty or a report.
        About = "about",
        /// Who takes part beside the others.
        With = "with",
        /// A coalition a split result stays in.
        Keeps = "keeps",
    }
}

family! {
    // Stored by number: new details go to the end.
    /// A detail that changes what an event does; anything else a source tells goes into `remarks`.
    Detail {
        /// The post, as a slug.
        Post = "post",
        /// The treaty, as a slug.
        Treaty = "treaty",
        /// The phase of something that takes time.
        Phase = "phase",
        /// How much of a body or a place is concerned.
        Scope = "scope",
        /// Whether merging bodies end.
        ConstituentsEnd = "constituents-end",
        /// What sort of merger: a new body comes out of it, one body becomes part of another, or bodies merge into
        /// one that exists already.
        Mode = "mode",
        /// Whether the parent of a split lives on.
        ParentSurvives = "parent-survives",
        /// Whether a capture or halt was for a time only.
        Temporary = "temporary",
        /// A number, as told: `8000`, `9000-10000`, `20+`.
        Count = "count",
        /// What the number counts.
        Unit = "unit",
        /// What a sanction forbids.
        Measure = "measure",
        /// Why.
        Reason = "reason",
        /// The form of an alliance or attack.
        Form = "form",
        /// The name given up.
        OldName = "old-name",
        /// The name taken.
        NewName = "new-name",
        /// How long a post is given for, as an ISO 8601 duration: `P6M`.
        Term = "term",
        /// How many died, as told.
        Dead = "dead",
        /// How many were wounded, as told.
        Wounded = "wounded",
        /// How many were driven from their homes, as told.
        Displaced = "displaced",
    }
}

impl Role {
    /// The role written with this word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|r| r.word() == word)
    }
}

impl Detail {
    /// The detail written with this word.
    pub fn parse(word: &str) -> Option<Detail> {
        Detail::ALL.iter().copied().find(|d| d.word() == word)
    }
}

/// What happens where several accounts of one happening fill a role differently (rule R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Across {
    /// Fillers add up: founders, members, parties.
    Union,
    /// Only one account can be right: who took the town.
    Dispute,
}

/// How a kind uses a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleUse {
    /// The role.
    pub role: Role,
    /// Whether it must be given (an empty list counts: stated, but unnamed).
    pub required: bool,
    /// Whether filling it is an act, hence evidence that the filler exists (rule R18).
    pub active: bool,
    /// How accounts of one happening combine.
    pub across: Across,
}

/// What values a detail takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any short text.
    Text,
    /// A slug.
    Slug,
    /// A number, a range or a lower bound: `500`, `9000-10000`, `20+`.
    Number,
    /// A duration in years, months, weeks and days (ISO 8601): `P6M`.
    Duration,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// How a kind uses a detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetailUse {
    /// The detail.
    pub detail: Detail,
    /// Whether it must be given.
    pub required: bool,
    /// What it may be.
    pub values: Values,
}

/// The grammar of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grammar {
    /// Its roles.
    pub roles: &'static [RoleUse],
    /// Its details.
    pub details: &'static [DetailUse],
}

const fn role(role: Role, required: bool, active: bool, across: Across) -> RoleUse {
    RoleUse { role, required, active, across }
}

/// A required role whose fillers act.
const fn doer(r: Role) -> RoleUse {
    role(r, true, true, Across::Union)
}
/// An optional role whose fillers act.
const fn may_do(r: Role) -> RoleUse {
    role(r, false, true, Across::Union)
}
/// A required role of those acted upon.
const fn done_to(r: Role) -> RoleUse {
    role(r, true, false, Across::Union)
}
/// An optional role of those acted upon.
const fn may(r: Role) -> RoleUse {
    role(r, false, false, Across::Union)
}
/// A required role that accounts cannot fill differently without a dispute.
const fn sole(r: Role, active: bool) -> RoleUse {
    role(r, true, active, Across::Dispute)
}

const fn detail(detail: Detail, required: bool, values: Values) -> DetailUse {
    DetailUse { detail, required, values }
}
const REASON: DetailUse = detail(Detail::Reason, false, Values::Text);
const COUNT: DetailUse = detail(Detail::Count, false, Values::Number);
const UNIT: DetailUse = detail(Detail::Unit, false, Values::Text);
const FORM: DetailUse = detail(Detail::Form, false, Values::Text);
const SCOPE: DetailUse =
    detail(Detail::Scope, false, Values::OneOf(&["whole", "most", "remainder", "some", "part"]));
const TEMPORARY: DetailUse = detail(Detail::Temporary, false, Values::OneOf(&["yes", "possible", "no"]));
const ONGOING: DetailUse = detail(Detail::Phase, false, Values::OneOf(&["ongoing"]));
const DEAD: DetailUse = detail(Detail::Dead, false, Values::Number);
const WOUNDED: DetailUse = detail(Detail::Wounded, false, Values::Number);
const DISPLACED: DetailUse = detail(Detail::Displaced, false, Values::Number);
const TERM: DetailUse = detail(Detail::Term, false, Values::Duration);
const TREATY: DetailUse = detail(Detail::Treaty, true, Values::Slug);

/// The grammar of one kind, laid down at compile time.
macro_rules! takes {
    ($roles:expr, $details:expr $(,)?) => {
        const { Grammar { roles: $roles, details: $details } }
    };
}

impl Kind {
    /// The roles and details of the kind.
    pub fn grammar(self) -> Grammar {
        use Role::*;
        match self {
            Kind::Body(kind) => match kind {
                BodyKind::Formation => {
                    takes!(&[sole(Subject, false), may_do(Founder), may_do(Member), may(With)], &[FORM])
                }
                BodyKind::Merger => takes!(
                    &[done_to(Constituent), sole(Result, false), may_do(Founder)],
                    &[
                        detail(
                            Detail::Mode,
                            false,
                            Values::OneOf(&["fusion", "absorption", "into-existing"])
                        ),
                        detail(
                            Detail::ConstituentsEnd,
                            false,
                            Values::OneOf(&["yes", "implied", "no", "unknown", "disputed"]),
                        ),
                        COUNT,
                    ],
                ),
                BodyKind::Split => takes!(
                    &[
                        role(Parent, true, false, Across::Union),
                        done_to(Result),
                        may_do(By),
                        may_do(Founder),
                        may(With),
                        may(Keeps),
                    ],
                    &[
                        detail(Detail::ParentSurvives, false, Values::OneOf(&["yes", "no", "unknown"])),
                        REASON
                    ],
                ),
                BodyKind::Dissolution => takes!(&[sole(Subject, false), may_do(By)], &[REASON]),
                BodyKind::Rename => takes!(
                    &[sole(Subject, false), may_do(By)],
                    &[
                        detail(Detail::OldName, false, Values::Text),
                        detail(Detail::NewName, true, Values::Text),
                    ],
                ),
            },
            Kind::Belonging(kind) => match kind {
                BelongingKind::Join => {
                    takes!(&[doer(Member), done_to(Coalition), may(From)], &[SCOPE, REASON])
                }
                BelongingKind::Leave => takes!(&[doer(Member), may(Coalition), may(Org)], &[SCOPE, REASON]),
                BelongingKind::Expulsion => takes!(&[doer(By), done_to(Target), may(Org)], &[REASON]),
                BelongingKind::Defection => takes!(&[doer(Subject), may(From), may(To)], &[SCOPE, REASON]),
            },
            Kind::Post(kind) => match kind {
                PostKind::LeaderChange => takes!(
                    &[sole(Org, false), role(In, false, false, Across::Dispute), may(Out), may_do(By)],
                    &[detail(Detail::Post, false, Values::Slug), ONGOING, TERM],
                ),
                PostKind::Appointment => takes!(
                    &[sole(Org, false), done_to(In), may(Out), may_do(By)],
                    &[detail(Detail::Post, true, Values::Slug), ONGOING, TERM],
                ),
                PostKind::Death => {
                    takes!(
                        &[sole(Target, false), may_do(By), may(Org)],
                        &[detail(Detail::Post, false, Values::Slug)]
                    )
                }
                PostKind::Arrest | PostKind::Kidnapping => {
                    takes!(&[done_to(Target), may_do(By)], &[REASON, COUNT])
                }
            },
            Kind::Agreement(kind) => match kind {
                AgreementKind::TreatySigned => {
                    takes!(&[doer(Party), may_do(Mediator)], &[TREATY, COUNT, UNIT])
                }
                AgreementKind::TreatyWithdrawn => takes!(&[doer(By), may(Party)], &[TREATY, REASON]),
                AgreementKind::TreatyTerminated => takes!(&[may_do(By), may(Party)], &[TREATY, REASON]),
                AgreementKind::Talks => takes!(
                    &[doer(Party), may_do(By), may_do(Mediator)],
                    &[detail(
                        Detail::Phase,
                        true,
                        Values::OneOf(&["open", "ongoing", "suspended", "left", "closed"]),
                    )],
                ),
                AgreementKind::Alliance => takes!(&[doer(Party), may_do(By), may(Against)], &[FORM, ONGOING]),
                AgreementKind::AllianceEnd => takes!(&[doer(Party), may_do(By)], &[TEMPORARY, REASON]),
                AgreementKind::Meeting => takes!(&[doer(Party), may_do(Mediator)], &[]),
            },
            Kind::Force(kind) => match kind {
                ForceKind::WarDeclared => takes!(&[doer(By), done_to(Target), may(To)], &[FORM]),
                ForceKind::Hostilities => takes!(
                    &[doer(SideA), doer(SideB)],
                    &[
                        detail(
                            Detail::Phase,
                            true,
                            Values::OneOf(&[
                                "start",
                                "ongoing",
                                "whole",
                                "suspended",
                                "resumed",
                                "abated",
                                "ended",
                            ]),
                        ),
                        DEAD,
                        WOUNDED,
                        DISPLACED
                    ],
                ),
                ForceKind::Battle => {
                    takes!(&[doer(SideA), doer(SideB)], &[ONGOING, DEAD, WOUNDED, DISPLACED])
                }
                ForceKind::Attack => takes!(
                    &[sole(By, true), done_to(Target)],
                    &[FORM, REASON, ONGOING, DEAD, WOUNDED, DISPLACED]
                ),
                ForceKind::Capture => takes!(
                    &[sole(By, true), may(From), may_do(With)],
                    &[SCOPE, TEMPORARY, DEAD, WOUNDED, DISPLACED]
                ),
                ForceKind::Withdrawal => {
                    takes!(&[doer(Subject), may(By), may(To)], &[SCOPE, REASON])
                }
                ForceKind::Deployment => {
                    takes!(&[doer(Subject), may_do(With), may(Against)], &[COUNT, UNIT, FORM, SCOPE])
                }
                ForceKind::Blockade => takes!(
                    &[doer(By), done_to(Target)],
                    &[
                        FORM,
                        SCOPE,
                        detail(Detail::Phase, false, Values::OneOf(&["start", "ongoing", "ended"]))
                    ],
                ),
            },
            Kind::State(kind) => match kind {
                StateKind::Coup => takes!(&[sole(By, true), done_to(Target), may(Out), may(In)], &[]),
                StateKind::Vote => takes!(
                    &[may(Org), may_do(By), may(Subject)],
                    &[detail(Detail::Post, false, Values::Slug)]
                ),
                StateKind::Protest => takes!(&[doer(By), may(Against)], &[REASON, SCOPE, DEAD, WOUNDED]),
                StateKind::StateAct => takes!(&[doer(By), may(Target)], &[REASON]),
                StateKind::Sanction => takes!(
                    &[doer(By), done_to(Target)],
                    &[
                        detail(Detail::Phase, true, Values::OneOf(&["imposed", "lifted"])),
                        detail(Detail::Measure, false, Values::Text),
                        REASON,
                        SCOPE,
                    ],
                ),
            },
            Kind::Speech(kind) => match kind {
                SpeechKind::Declaration => takes!(&[doer(By), may(About), may(With)], &[]),
                SpeechKind::Accusation => takes!(&[doer(By), done_to(Target), may(About)], &[]),
                SpeechKind::Dispute => takes!(&[doer(By), may(Against), may(About)], &[]),
                SpeechKind::Report => takes!(&[doer(Source), may(About)], &[COUNT, UNIT]),
                SpeechKind::StrengthReport => takes!(
                    &[sole(Subject, false), doer(Source)],
                    &[detail(Detail::Count, true, Values::Number), detail(Detail::Unit, true, Values::Text)],
                ),
                SpeechKind::Status => takes!(
                    &[may(Subject), may(Member), may(Coalition), may(With), may(Org)],
                    &[detail(Detail::Post, false, Values::Slug), COUNT, UNIT, ONGOING],
                ),
            },
        }
    }
}

impl Grammar {
    /// How this kind uses a role, if it does.
    pub fn role(&self, role: Role) -> Option<&'static RoleUse> {
        self.roles.iter().find(|u| u.role == role)
    }

    /// How this kind uses a detail, if it does.
    pub fn detail(&self, detail: Detail) -> Option<&'static DetailUse> {
        self.details.iter().find(|u| u.detail == detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_the_table_when_read_then_no_kind_names_a_role_or_detail_twice() {
        for kind in Kind::all() {
            let grammar = kind.grammar();
            let mut roles: Vec<_> = grammar.roles.iter().map(|u| u.role).collect();
            let mut details: Vec<_> = grammar.details.iter().map(|u| u.detail).collect();
            let counts = (roles.len(), details.len());
            roles.sort();
            roles.dedup();
            details.sort();
            details.dedup();
            assert_eq!(counts, (roles.len(), details.len()), "{kind}");
            assert!(!grammar.roles.is_empty(), "{kind}");
        }
    }
}
