//! The ledger: what every happening does to every fluent. Effects of all accounts, brought to the fluents they touch,
//! with their instants and with the choice they belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::happening::{Account, Choice, Denied, FACT, Happening, Story};
use super::network::Instant;
use super::reach::{self, Named};
use super::view::Accepted;
use crate::domain::{
    Act, ActorId, At, Bounds, Content, Day, Effect, Fluent, Pattern, Persistence, Relation, ReportId, Slot,
    Surety, Unit,
};
use crate::projectors::{self, Cast};

/// What an item does to its fluent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It begins. `birth`: a formation, split or merger.
    Start {
        /// Before it, *no* (rule R16).
        birth: bool,
    },
    /// Somebody acted, hence exists (rule R18).
    Evidence,
    /// It ends. `explicit`: the report says that it held until then (rule R17).
    End {
        /// See above.
        explicit: bool,
    },
    /// What the same report begins may be over from these days on (rules R28, R31).
    Lapse,
    /// Who held it when the same report took it may hold it again from these days on (rule R28).
    Return,
    /// It is seen to hold.
    Seen,
    /// A party says that it holds from then on.
    Affirmed,
    /// A party says that it does not hold from then on.
    Denied,
}

/// One thing that touches a fluent.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it does.
    pub part: Part,
    /// When, as an instant of the network.
    pub instant: Instant,
    /// When, in days.
    pub bounds: Bounds,
    /// Whether nothing limits it to the left (rule R11).
    pub open: bool,
    /// Whether what is written leaves it open on one side at least: it does not say since when (rule R17).
    pub loose: bool,
    /// Of an observation: until when it is seen, days included.
    pub until: Bounds,
    /// Of the end of a spell, a lapse, a return: when what it undoes happened; void where that is void.
    pub begun: Option<Bounds>,
    /// Displaces whoever holds it, and names nobody: who never held it has lost nothing.
    pub displaces: bool,
    /// Any of these must possibly hold at its dawn, else it is void (rule R28).
    pub provided: Vec<Fluent>,
    /// Written precision of the date (rule R17).
    pub unit: Unit,
    /// Whether it happens in every world of its position.
    pub certain: bool,
    /// Whether the report itself is told outright, even where this effect is not.
    pub told: bool,
    /// The choices of account it belongs to; none: it is in all.
    pub choices: Vec<Choice>,
    /// Any of these must hold for it to take effect (rule R27).
    pub standing: Option<Vec<Fluent>>,
    /// Actors that must not be certainly out of existence (rule R18).
    pub needs: Vec<ActorId>,
    /// Who says so, where it is a claim.
    pub holders: Vec<ActorId>,
    /// The reports behind it.
    pub reports: Vec<ReportId>,
}

/// All items, by fluent.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Items of every fluent that anything begins, ends by name, sees or speaks of.
    pub items: BTreeMap<Fluent, Vec<Item>>,
    /// Posts that one person holds at a time, by body and title (rule R31).
    pub sole_posts: BTreeSet<(ActorId, String)>,
    /// Reports somebody denies: who, and in which report (rule R3).
    pub denied: BTreeMap<ReportId, Vec<(ActorId, ReportId)>>,
    /// How many choices there are.
    pub aspects: usize,
}

impl Ledger {
    /// The ledger of a story.
    pub fn write(story: &Story, accepted: &[Accepted], cast: &Cast) -> Ledger {
        let mut ledger = Ledger { aspects: story.aspects, ..Ledger::default() };
        let reported: HashMap<&ReportId, Bounds> =
            accepted.iter().map(|a| (&a.report.id, a.reported)).collect();
        let mut sweeps: Vec<(Pattern, Vec<ActorId>, Item)> = Vec::new();
        let named = Named::of(story);
        for (number, happening) in story.happenings.iter().enumerate() {
            for (account, mut effect, choices) in ledger.tagged(happening, cast) {
                let ways = named.ways(story, (number, account), &effect).unwrap_or_else(|| {
                    effect.surety = Surety::Inferred;
                    vec![Vec::new()]
                });
                for way in ways {
                    let choices = [choices.as_slice(), &way].concat();
                    ledger.enter(story, account, effect.clone(), choices, &reported, &mut sweeps);
                }
            }
        }
        for one in accepted {
            for said in one.report.says.iter().filter(|p| !p.affirmed) {
                if let Content::Aspect { report, aspect } = &said.content
                    && aspect == FACT
                {
                    let by = one.report.role(crate::domain::Role::By).iter();
                    let holders = ledger.denied.entry(report.clone()).or_default();
                    holders.extend(by.map(|f| (f.actor.clone(), one.report.id.clone())));
                }
            }
        }
        // Displacements reach every fluent that fits, whoever told of it.
        for (pattern, except, item) in sweeps {
            for (fluent, items) in &mut ledger.items {
                if pattern.matches(fluent) && !except.contains(&fluent.subject) {
                    items.push(item.clone());
                }
            }
        }
        ledger.displace_from_sole_posts();
        reach::widen_losers(&mut ledger.items);
        ledger
    }

    /// Whoever takes a sole post, by appointment too, ends the others in it; joint takers hold it together (rule R31).
    fn displace_from_sole_posts(&mut self) {
        let mut more: Vec<(Fluent, Item)> = Vec::new();
        let posts = self.items.iter().filter(|(fluent, _)| fluent.relation == Relation::HoldsPost);
        for (fluent, items) in posts {
            let takes = |i: &&Item| matches!(i.part, Part::Start { .. });
            for (rival, item) in
                self.rivals(fluent).flat_map(|r| items.iter().filter(takes).map(move |i| (r, i)))
            {
                let rivals = self.items.get(rival).into_iter().flatten();
                let jointly =
                    |other: &Item| matches!(other.part, Part::Start { .. }) && other.reports == item.reports;
                if !rivals.clone().any(jointly) {
                    let part = Part::End { explicit: false };
                    more.push((rival.clone(), Item { part, displaces: true, ..item.clone() }));
                }
            }
        }
        for (fluent, item) in more {
            let items = self.items.entry(fluent).or_default();
            if !items.contains(&item) {
                items.push(item);
            }
        }
    }

    /// The effects of a happening, each once, with the choices it belongs to: what all accounts of one date have in
    /// common belongs to none (rule R4).
    fn tagged<'a>(
        &mut self,
        happening: &'a Happening,
        cast: &Cast,
    ) -> Vec<(&'a Account, Effect, Vec<Choice>)> {
        let of = happening.accounts.len();
        let all: Vec<Vec<Effect>> =
            happening.accounts.iter().map(|a| projectors::project(&a.report, cast)).collect();
        let one_date = happening.accounts.windows(2).all(|w| match w {
            [a, b] => a.begin == b.begin,
            _ => true,
        });
        let mut branches: BTreeMap<(usize, &'static str), usize> = BTreeMap::new();
        let mut out = Vec::new();
        for (alternative, (account, effects)) in happening.accounts.iter().zip(&all).enumerate() {
            for effect in effects {
                let mut choices = Vec::new();
                if let Some(aspect) = happening.aspect {
                    let common = one_date && all.iter().all(|others| others.contains(effect));
                    if common && alternative > 0 {
                        continue;
                    }
                    if !common {
                        choices.push(Choice { aspect, alternative, of });
                    }
                }
                if let Some(branch) = &effect.branch {
                    let aspect = *branches.entry((alternative, branch.aspect)).or_insert_with(|| {
                        self.aspects += 1;
                        self.aspects - 1
                    });
                    choices.push(Choice { aspect, alternative: branch.alternative, of: branch.of });
                }
                choices.extend(happening.denied.map(Denied::did));
                out.push((account, effect.clone(), choices));
            }
        }
        out
    }

    /// Enters one effect.
    fn enter(
        &mut self,
        story: &Story,
        account: &Account,
        effect: Effect,
        choices: Vec<Choice>,
        reported: &HashMap<&ReportId, Bounds>,
        sweeps: &mut Vec<(Pattern, Vec<ActorId>, Item)>,
    ) {
        let date = &account.report.date;
        let instant = match effect.at {
            At::Begin => account.begin,
            At::End => account.end,
        };
        let mut item = Item {
            part: Part::Seen,
            instant,
            bounds: story.network.bounds(instant),
            open: story.network.bounds(instant).earliest == Day::PAST,
            loose: account.loose,
            until: story.network.bounds(account.end),
            begun: None,
            displaces: false,
            provided: effect.provided,
            unit: account.unit,
            certain: effect.surety == Surety::Stated,
            told: effect.told == Surety::Stated,
            choices,
            standing: effect.standing,
            needs: effect.needs,
            holders: effect.holders,
            reports: account.told_by.clone(),
        };
        match effect.act {
            Act::Begins { fluent, birth } => {
                item.part = Part::Start { birth };
                // A spell that begins something also ends it, where its end is told (rule R7).
                let lasts = fluent.relation.declaration().persistence == Persistence::UntilEnded;
                if lasts && !birth && date.is_spell() && item.until.latest != Day::FUTURE {
                    let bounds = item.until;
                    let part = Part::End { explicit: false };
                    let begun = Some(item.bounds);
                    let end = Item { part, instant: account.end, bounds, begun, ..item.clone() };
                    self.items.entry(fluent.clone()).or_default().push(end);
                }
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Proves { fluent } => {
                item.part = Part::Evidence;
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Lapses { fluent, after } => {
                item.part = Part::Lapse;
                item.begun = Some(item.bounds);
                item.certain = false;
                item.bounds = Bounds::new(after.after(item.bounds.earliest), Day::FUTURE);
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Returns { pattern, except } => {
                item.part = Part::Return;
                item.begun = Some(item.bounds);
                item.certain = false;
                let from = if date.is_spell() { item.until.earliest } else { item.bounds.earliest.next() };
                item.bounds = Bounds::new(from, Day::FUTURE);
                sweeps.push((pattern, except, item));
            }
            Act::Observes { fluent } => {
                if date.is_spell() && item.until.latest == Day::FUTURE && date.text.ends_with("..") {
                    // "Since then": it still went on when the source spoke.
                    let spoke = account.told_by.iter().filter_map(|id| reported.get(id)).map(|b| b.earliest);
                    let spoke = spoke.max().unwrap_or(Day::PAST);
                    item.until.earliest = item.until.earliest.max(spoke);
                }
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Affirms { fluent } => {
                item.part = Part::Affirmed;
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Denies { fluent } => {
                item.part = Part::Denied;
                self.items.entry(fluent).or_default().push(item);
            }
            Act::Ends { pattern, except, explicit } => {
                item.part = Part::End { explicit };
                if let Relation::HoldsPost = pattern.relation
                    && let (None, Some(body), Some(post)) =
                        (&pattern.subject, &pattern.object, &pattern.value)
                {
                    self.sole_posts.insert((body.clone(), post.clone()));
                }
                if except.is_empty()
                    && let Some(fluent) = whole(&pattern)
                {
                    self.items.entry(fluent).or_default().push(item);
                } else {
                    item.displaces = pattern.subject.is_none();
                    sweeps.push((pattern, except, item));
                }
            }
        }
    }

    /// Whether only one holds this at a time: control of a place, a sole post.
    pub fn is_sole(&self, fluent: &Fluent) -> bool {
        match (fluent.relation.declaration().slot, &fluent.object, &fluent.value) {
            (Slot::Shared, _, _) => false,
            (Slot::Object, _, _) => true,
            (Slot::Post, Some(body), Some(post)) => self.sole_posts.contains(&(body.clone(), post.clone())),
            (Slot::Post, _, _) => false,
        }
    }

    /// The other fluents of the same slot: those whose holding excludes this one.
    fn rivals<'a>(&'a self, fluent: &'a Fluent) -> Box<dyn Iterator<Item = &'a Fluent> + 'a> {
        let same = move |other: &&Fluent| {
            other.relation == fluent.relation
                && other.object == fluent.object
                && other.value == fluent.value
                && other.subject != fluent.subject
        };
        if self.is_sole(fluent) {
            Box::new(self.items.keys().filter(same))
        } else {
            Box::new(std::iter::empty())
        }
    }
}

/// The fluent a pattern with no open place stands for.
fn whole(pattern: &Pattern) -> Option<Fluent> {
    let declaration = pattern.relation.declaration();
    if declaration.object.is_some() != pattern.object.is_some()
        || declaration.value != pattern.value.is_some()
    {
        return None;
    }
    let subject = pattern.subject.as_ref()?;
    let mut fluent = match &pattern.object {
        Some(object) => Fluent::two(pattern.relation, subject, object),
        None => Fluent::one(pattern.relation, subject),
    };
    fluent.value = pattern.value.clone();
    Some(fluent)
}
