//! Bodies come into being and end; who belongs to what.

use annals::domain::{ActorKind, BelongingKind, BodyKind, Detail, Fluent, Relation, Role};

use super::deeds::{Act, Who, Writer, posts};

impl Writer<'_> {
    fn member(&mut self, (member, a): &Who, (body, b): &Who) {
        let fluent = Fluent::two(Relation::DirectMemberOf, member, body);
        self.begin(fluent, *a && *b, &[member, body]);
    }

    /// Founders; persons belong to what they found, bodies to a coalition (rule R23).
    fn founded(&mut self, (body, a): &Who, (founder, b): &Who) {
        self.begin(Fluent::two(Relation::FoundedBy, body, founder), *a && *b, &[founder]);
        let coalition = self.cast.get(body) == Some(&ActorKind::Coalition);
        let belongs = match self.cast.get(founder) {
            Some(ActorKind::Person) => true,
            Some(ActorKind::Faction | ActorKind::Coalition | ActorKind::State | ActorKind::Party) => {
                coalition
            }
            _ => false,
        };
        if belongs {
            self.member(&(founder.clone(), *b), &(body.clone(), *a));
        }
    }

    /// A member goes: membership, posts there, and every path (rules R17, R22, R26).
    fn leaves(&mut self, (member, a): &Who, (body, b): &Who, full: bool) {
        let firm = *a && *b && full;
        let membership = Fluent::two(Relation::DirectMemberOf, member, body);
        if full {
            self.end(&membership, firm, true);
        } else {
            self.end_perhaps(&membership, *a && *b);
        }
        self.push(Act::Begin { fluent: Fluent::two(Relation::Left, member, body), birth: false }, firm, &[]);
        self.end_all(posts(Some(member), Some(body)), firm);
    }

    pub(super) fn body(&mut self, kind: BodyKind) {
        match kind {
            BodyKind::Formation => {
                for body in self.role(Role::Subject) {
                    self.birth(&body.0, body.1);
                    for member in self.role(Role::Member) {
                        self.member(&member, &body);
                    }
                    for founder in self.role(Role::Founder) {
                        self.founded(&body, &founder);
                    }
                }
            }
            BodyKind::Merger => self.merger(),
            BodyKind::Split => self.split(),
            BodyKind::Dissolution => {
                let by = self.role(Role::By);
                for (body, stated) in self.role(Role::Subject) {
                    self.end(&Fluent::one(Relation::Exists, &body), stated, true);
                    if !by.is_empty() && by.iter().all(|(who, _)| *who != body) {
                        let standing = by.iter().map(|(who, _)| Fluent::post(who, &body, "leader")).collect();
                        if let Some(deed) = self.deeds.last_mut() {
                            deed.standing = standing;
                        }
                    }
                }
            }
            BodyKind::Rename => {
                for (body, stated) in self.role(Role::Subject) {
                    if let Some(old) = self.detail(Detail::OldName) {
                        let old = Fluent::named(&body, old);
                        self.end(&old, stated, true);
                    }
                    if let Some(new) = self.detail(Detail::NewName) {
                        let new = Fluent::named(&body, new);
                        self.begin(new, stated, &[&body]);
                    }
                }
            }
        }
    }

    fn merger(&mut self) {
        let absorbed = self.is(Detail::Mode, "absorption");
        let existing = self.is(Detail::Mode, "into-existing");
        for result in self.role(Role::Result) {
            if existing {
                self.proof(&result.0, result.1);
            } else if !absorbed {
                self.birth(&result.0, result.1);
            }
            for constituent in self.role(Role::Constituent) {
                let firm = result.1 && constituent.1;
                let into = if absorbed { Relation::AbsorbedInto } else { Relation::MergedInto };
                self.begin(Fluent::two(into, &constituent.0, &result.0), firm, &[]);
            }
            for founder in self.role(Role::Founder) {
                self.founded(&result, &founder);
            }
        }
        for (constituent, stated) in self.role(Role::Constituent) {
            let default = if existing { "unknown" } else { "yes" };
            let word = self.detail(Detail::ConstituentsEnd).unwrap_or(default).to_owned();
            if word != "no" && !absorbed {
                let exists = Fluent::one(Relation::Exists, &constituent);
                if word == "yes" {
                    self.end(&exists, stated, true);
                } else {
                    self.end_perhaps(&exists, stated);
                }
            }
        }
    }

    fn split(&mut self) {
        let by: Vec<Who> = self.role(Role::By).into_iter().filter(|(who, _)| self.person(who)).collect();
        for result in self.role(Role::Result) {
            self.birth(&result.0, result.1);
            for (parent, stated) in self.role(Role::Parent) {
                let fluent = Fluent::two(Relation::SplitFrom, &result.0, &parent);
                self.begin(fluent, stated && result.1, &[]);
            }
            for who in by.iter().cloned().chain(self.role(Role::Founder)) {
                self.founded(&result, &who);
            }
            for kept in self.role(Role::Keeps) {
                self.member(&result, &kept);
            }
        }
        for parent in self.role(Role::Parent) {
            for who in &by {
                self.leaves(who, &parent, true);
            }
            let exists = Fluent::one(Relation::Exists, &parent.0);
            match self.detail(Detail::ParentSurvives) {
                Some("no") => self.end(&exists, parent.1, true),
                Some("unknown") => self.end_perhaps(&exists, parent.1),
                Some("yes") => self.proof(&parent.0, parent.1),
                _ => {}
            }
        }
    }

    pub(super) fn belonging(&mut self, kind: BelongingKind) {
        let scope = self.detail(Detail::Scope).map(str::to_owned);
        let full = scope.as_deref() != Some("part");
        if scope.as_deref() == Some("some") {
            return;
        }
        match kind {
            BelongingKind::Join => {
                for member in self.role(Role::Member) {
                    for body in self.role(Role::Coalition) {
                        let (sure, fluent) = (
                            member.1 && body.1 && full,
                            Fluent::two(Relation::DirectMemberOf, &member.0, &body.0),
                        );
                        self.begin(fluent, sure, &[&member.0, &body.0]);
                    }
                    for body in self.role(Role::From) {
                        self.leaves(&member, &body, full);
                    }
                }
            }
            BelongingKind::Leave => {
                for member in self.role(Role::Member) {
                    for body in self.role(Role::Coalition).into_iter().chain(self.role(Role::Org)) {
                        self.leaves(&member, &body, full);
                    }
                }
            }
            BelongingKind::Expulsion => {
                let (by, org) = (self.role(Role::By), self.role(Role::Org));
                for target in self.role(Role::Target) {
                    if org.is_empty() {
                        for body in &by {
                            self.leaves(&target, body, true);
                        }
                    }
                    for body in &org {
                        if by.iter().any(|(who, _)| *who == body.0) {
                            self.leaves(&target, body, true);
                        } else {
                            let fluent = Fluent::two(Relation::DirectMemberOf, &target.0, &body.0);
                            self.push(Act::Deny { fluent }, true, &[]);
                        }
                    }
                }
            }
            BelongingKind::Defection => {
                for who in self.role(Role::Subject) {
                    if !self.person(&who.0) && scope.as_deref() != Some("whole") {
                        continue;
                    }
                    for body in self.role(Role::From) {
                        self.leaves(&who, &body, full);
                    }
                    for body in self.role(Role::To) {
                        let fluent = Fluent::two(Relation::DirectMemberOf, &who.0, &body.0);
                        self.begin(fluent, who.1 && body.1 && full, &[&who.0, &body.0]);
                    }
                }
            }
        }
    }
}
