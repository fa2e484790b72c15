//! What posts, agreements, states and speech do to which fluents.

use annals::domain::{
    AgreementKind, Content, Detail, Fluent, Pattern, PostKind, Relation, Role, Slug, SpeechKind, StateKind,
};

use super::deeds::{Act, Who, Writer, being, posts};

impl Writer<'_> {
    pub(super) fn post(&mut self, kind: PostKind) {
        let post = self.detail(Detail::Post).map(str::to_owned);
        let mut names: Vec<String> = Vec::new();
        match kind {
            PostKind::LeaderChange => {
                names.push("leader".to_owned());
                names.extend(post.filter(|p| p != "leader"));
            }
            PostKind::Appointment => names.extend(post),
            PostKind::Death => {
                for (person, stated) in self.role(Role::Target) {
                    self.end(&being(self.cast, &person), stated, true);
                    self.end_all(posts(Some(&person), None), stated);
                    for (org, sure) in self.role(Role::Org) {
                        if let Some(post) = &post {
                            self.end(&Fluent::post(&person, &org, post), stated && sure, true);
                        }
                    }
                }
                return;
            }
            PostKind::Arrest | PostKind::Kidnapping => return,
        }
        for org in self.role(Role::Org) {
            for name in &names {
                if self.is(Detail::Phase, "ongoing") {
                    for (holder, stated) in self.role(Role::In) {
                        self.observe(Fluent::post(&holder, &org.0, name), stated && org.1);
                    }
                } else if kind == PostKind::LeaderChange {
                    self.handover(&org, name);
                } else {
                    self.takes(&org, name);
                }
            }
        }
    }

    /// A sole post changes hands.
    fn handover(&mut self, org: &Who, name: &str) {
        // Somebody else has it now, however surely he is named, or not at all.
        let pattern = Pattern { value: Some(name.to_owned()), ..posts(None, Some(&org.0)) };
        let except = self.role(Role::In).into_iter().map(|(who, _)| who).collect();
        self.push(Act::End { pattern, explicit: false, except }, org.1, &[]);
        self.takes(org, name);
    }

    fn takes(&mut self, org: &Who, name: &str) {
        for (holder, stated) in self.role(Role::In) {
            let fluent = Fluent::post(&holder, &org.0, name);
            self.begin(fluent.clone(), stated && org.1, &[&holder, &org.0]);
            self.term(fluent);
        }
        for (holder, stated) in self.role(Role::Out) {
            self.end(&Fluent::post(&holder, &org.0, name), stated && org.1, true);
        }
    }

    pub(super) fn agreement(&mut self, kind: AgreementKind) {
        let treaty = self.detail(Detail::Treaty).and_then(|t| Slug::new(t).ok());
        let all_party_to = |treaty: &Slug| Pattern {
            relation: Relation::PartyTo,
            subject: None,
            object: Some(treaty.clone()),
            value: None,
        };
        match (kind, treaty) {
            (AgreementKind::TreatySigned, Some(treaty)) => {
                self.begin(Fluent::one(Relation::InForce, &treaty), true, &[]);
                for (party, stated) in self.role(Role::Party) {
                    self.begin(Fluent::two(Relation::PartyTo, &party, &treaty), stated, &[&party]);
                }
            }
            (AgreementKind::TreatyWithdrawn, Some(treaty)) => {
                for (party, stated) in self.role(Role::By) {
                    self.end(&Fluent::two(Relation::PartyTo, &party, &treaty), stated, true);
                }
            }
            (AgreementKind::TreatyTerminated, Some(treaty)) => {
                self.end(&Fluent::one(Relation::InForce, &treaty), true, true);
                self.end_all(all_party_to(&treaty), true);
            }
            (AgreementKind::Alliance, _) => {
                let joint = self.detail(Detail::Form).is_some()
                    || self.is(Detail::Phase, "ongoing")
                    || self.deal.roles.get(&Role::Against).is_some_and(|r| !r.is_empty());
                for ((a, x), (b, y)) in self.pairs(Role::Party, Role::Party) {
                    if joint {
                        self.observe(Fluent::two(Relation::Cooperating, &a, &b), x && y);
                    } else {
                        self.begin(Fluent::two(Relation::Allied, &a, &b), x && y, &[&a, &b]);
                    }
                }
            }
            (AgreementKind::AllianceEnd, _) => {
                for ((a, x), (b, y)) in self.pairs(Role::Party, Role::Party) {
                    self.end(&Fluent::two(Relation::Allied, &a, &b), x && y, true);
                    self.end(&Fluent::two(Relation::Cooperating, &a, &b), x && y, false);
                }
            }
            (AgreementKind::Talks, _) => self.talks(),
            _ => {}
        }
    }

    /// Parties talk, each with each; where somebody stops, only his talks end.
    fn talks(&mut self) {
        let by = self.role(Role::By);
        for ((a, x), (b, y)) in self.pairs(Role::Party, Role::Party) {
            let talks = Fluent::two(Relation::Talks, &a, &b);
            match self.detail(Detail::Phase) {
                Some("open") => self.begin(talks, x && y, &[&a, &b]),
                Some("ongoing") => self.observe(talks, x && y),
                Some("suspended" | "left" | "closed") => {
                    let mut acts = by.iter().filter(|(who, _)| *who == a || *who == b);
                    if by.is_empty() {
                        self.end(&talks, x && y, true);
                    } else if let Some(first) = acts.next() {
                        let stated = first.1 || acts.any(|(_, stated)| *stated);
                        self.end(&talks, x && y && stated, true);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn state(&mut self, kind: StateKind) {
        match kind {
            StateKind::Sanction => {
                for ((by, x), (target, y)) in self.pairs(Role::By, Role::Target) {
                    let fluent = Fluent::two(Relation::Sanctioned, &target, &by);
                    if self.is(Detail::Phase, "imposed") {
                        self.begin(fluent, x && y, &[&by, &target]);
                    } else if self.detail(Detail::Scope).is_none() {
                        self.end(&fluent, x && y, true);
                    }
                }
            }
            StateKind::Coup => {
                for target in self.role(Role::Target) {
                    self.handover(&target, "leader");
                }
            }
            StateKind::Vote | StateKind::Protest | StateKind::StateAct => {}
        }
    }

    pub(super) fn speech(&mut self, kind: SpeechKind) {
        if kind == SpeechKind::Status {
            for (role, object) in [(Role::Member, Role::Coalition), (Role::Subject, Role::Coalition)] {
                for ((a, x), (b, y)) in self.pairs(role, object) {
                    self.observe(Fluent::two(Relation::DirectMemberOf, &a, &b), x && y);
                }
            }
            if let Some(post) = self.detail(Detail::Post).map(str::to_owned) {
                for ((a, x), (b, y)) in self.pairs(Role::Subject, Role::Org) {
                    self.observe(Fluent::post(&a, &b, &post), x && y);
                }
            }
        }
        for said in self.deal.says.clone() {
            match (said.content, said.affirmed) {
                (Content::Fact(fluent), true) if kind == SpeechKind::Status => self.observe(fluent, true),
                (Content::Fact(fluent), true) => self.push(Act::Affirm { fluent }, true, &[]),
                (Content::Fact(fluent), false) => self.push(Act::Deny { fluent }, true, &[]),
                (Content::Aspect { report, aspect }, false) if aspect == "fact" => {
                    self.push(Act::DenyReport { report }, true, &[]);
                }
                (Content::Aspect { .. }, _) => {}
            }
        }
    }
}
