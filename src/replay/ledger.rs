//! The ledger: what every happening does to every fluent. Effects of all accounts, brought to the fluents they touch,
//! with their instants and with the choice they belong to.

mod entries;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use std::thread;

use rustc_hash::FxHashMap;

use super::happening::{Account, Choice, Denied, FACT, Happening, Story};
use super::item::{Behind, Item, Items, Part};
use super::network::Instant;
use super::reach::{self, Named};
use super::view::Accepted;
use crate::domain::{
    Act, ActorId, At, Bounds, Content, Day, Effect, Fluent, Pattern, Persistence, Relation, ReportId, Slot,
    Surety,
};
use crate::projectors::{self, Cast};
pub(super) use entries::Entries;

/// All items, by fluent.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Every fluent that anything begins, ends by name, sees or speaks of, in order.
    pub fluents: Vec<Fluent>,
    /// The items of each.
    pub items: FxHashMap<Fluent, Items>,
    /// Posts that one person holds at a time, by body and title (rule R31).
    pub sole_posts: BTreeSet<(ActorId, String)>,
    /// Reports somebody denies: who, and in which report (rule R3).
    pub denied: BTreeMap<ReportId, Vec<(ActorId, ReportId)>>,
    /// How many choices there are.
    pub aspects: usize,
}

/// What ends or returns whatever fits a pattern, but for some holders.
type Sweep = (Pattern, Vec<ActorId>, Item);

/// A ledger as it is written.
#[derive(Default)]
struct Writing {
    ledger: Ledger,
    entries: Entries,
    sweeps: Vec<Sweep>,
    /// What stood behind the last item: the effects of one account have most of it in common.
    last: Arc<Behind>,
}

impl Ledger {
    /// The ledger of a story, and of acts and sightings of which no more is known than what they prove, or see, and when.
    pub fn write(
        story: &Story,
        accepted: &[Accepted],
        cast: &Cast,
        unread: Vec<(Fluent, Part, Instant)>,
    ) -> Ledger {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let cores = if story.happenings.len() < WORTH_SHARING { 1 } else { cores };
        Ledger::write_on(cores, story, accepted, cast, unread)
    }

    /// The same on some cores.
    pub(super) fn write_on(
        cores: usize,
        story: &Story,
        accepted: &[Accepted],
        cast: &Cast,
        unread: Vec<(Fluent, Part, Instant)>,
    ) -> Ledger {
        let mut writing = Writing::of_all(cores, story, accepted, cast);
        let unnamed = Arc::<Behind>::default();
        for (fluent, part, instant) in unread {
            let item = Item::unread(part, instant, story.network.bounds(instant), unnamed.clone());
            writing.entries.push(fluent, item);
        }
        let Writing { mut ledger, mut entries, sweeps, .. } = writing;
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
        entries.sweep(sweeps);
        entries.displace_from_sole_posts(&ledger.sole_posts);
        reach::widen_losers(&mut entries);
        (ledger.fluents, ledger.items) = entries.sorted();
        ledger
    }

    /// The effects of a happening, each once, with its account and the choices it belongs to: what all accounts of one
    /// date have in common belongs to none (rule R4).
    fn tagged(&mut self, happening: &Happening, cast: &Cast) -> Vec<(usize, Effect, Vec<Choice>)> {
        let of = happening.accounts.len();
        let all: Vec<Vec<Effect>> =
            happening.accounts.iter().map(|a| projectors::project(&a.report, cast)).collect();
        let one_date = happening.accounts.windows(2).all(|w| match w {
            [a, b] => a.begin == b.begin,
            _ => true,
        });
        // Where nothing is disputed, nothing has to be compared.
        let common = |effect: &Effect| one_date && all.iter().all(|others| others.contains(effect));
        let shared: Vec<Vec<bool>> = match happening.aspect {
            Some(_) => all.iter().map(|effects| effects.iter().map(common).collect()).collect(),
            None => Vec::new(),
        };
        let mut branches: BTreeMap<(usize, &'static str), usize> = BTreeMap::new();
        let mut out = Vec::with_capacity(all.iter().map(Vec::len).sum());
        for (alternative, effects) in all.into_iter().enumerate() {
            for (number, effect) in effects.into_iter().enumerate() {
                let mut choices = Vec::new();
                if let Some(aspect) = happening.aspect {
                    let common =
                        shared.get(alternative).and_then(|s| s.get(number)).copied().unwrap_or(false);
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
                out.push((alternative, effect, choices));
            }
        }
        out
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
}

/// Fewer happenings than this are written on one core.
const WORTH_SHARING: usize = 20_000;

impl Writing {
    /// What all happenings do, on some cores: each writes the happenings of a stretch, and what they write follows one another.
    fn of_all(cores: usize, story: &Story, accepted: &[Accepted], cast: &Cast) -> Writing {
        let named = Named::of(story);
        let of = |stretch: Range<usize>| Writing::of(story, stretch, accepted, cast, &named);
        let all = story.happenings.len();
        if cores < 2 {
            return of(0..all);
        }
        let ends = |core: usize| all * core / cores;
        let parts: Vec<thread::Result<Writing>> = thread::scope(|scope| {
            let workers: Vec<_> =
                (0..cores).map(|core| scope.spawn(move || of(ends(core)..ends(core + 1)))).collect();
            workers.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let mut whole: Option<Writing> = None;
        for part in parts {
            let part = part.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            match &mut whole {
                Some(whole) => whole.follow(part, story.aspects),
                None => whole = Some(part),
            }
        }
        whole.unwrap_or_default()
    }

    /// What some happenings do.
    fn of(
        story: &Story,
        stretch: Range<usize>,
        accepted: &[Accepted],
        cast: &Cast,
        named: &Named,
    ) -> Writing {
        let mut writing = Writing::default();
        writing.ledger.aspects = story.aspects;
        let happenings = story.happenings.iter().enumerate();
        for (number, happening) in happenings.take(stretch.end).skip(stretch.start) {
            for (account, mut effect, choices) in writing.ledger.tagged(happening, cast) {
                let Some(account) = happening.accounts.get(account) else { continue };
                if effect.reaches.is_none() {
                    writing.enter(story, account, effect, choices, accepted);
                    continue;
                }
                let ways = named.ways(story, (number, account), &effect).unwrap_or_else(|| {
                    effect.surety = Surety::Inferred;
                    vec![Vec::new()]
                });
                for way in ways {
                    let choices = [choices.as_slice(), &way].concat();
                    writing.enter(story, account, effect.clone(), choices, accepted);
                }
            }
        }
        writing
    }

    /// Adds what the happenings after these do. `first`: the number of the first aspect that reports leave open themselves.
    fn follow(&mut self, mut next: Writing, first: usize) {
        let before = self.ledger.aspects - first;
        if before > 0 && next.ledger.aspects > first {
            // Both numbered theirs from the first on.
            let own = next.entries.items_mut().chain(next.sweeps.iter_mut().map(|(.., item)| item));
            own.filter(|item| !item.plain).for_each(|item| item.renumber(first, before));
        }
        self.ledger.aspects += next.ledger.aspects - first;
        self.ledger.sole_posts.append(&mut next.ledger.sole_posts);
        self.entries.follow(next.entries);
        self.sweeps.append(&mut next.sweeps);
    }

    /// What stands behind an item of an account, shared with the last where it is the same.
    fn behind(&mut self, account: &Account, behind: Behind) -> Arc<Behind> {
        let last = &self.last;
        let same = last.needs == behind.needs
            && last.reports == account.told_by
            && last.choices == behind.choices
            && last.provided == behind.provided
            && last.standing == behind.standing
            && last.holders == behind.holders;
        if !same {
            self.last = Arc::new(Behind { reports: account.told_by.clone(), ..behind });
        }
        self.last.clone()
    }

    /// Enters one effect.
    fn enter(
        &mut self,
        story: &Story,
        account: &Account,
        effect: Effect,
        choices: Vec<Choice>,
        accepted: &[Accepted],
    ) {
        let date = &account.report.date;
        let instant = match effect.at {
            At::Begin => account.begin,
            At::End => account.end,
        };
        let Effect { provided, standing, needs, holders, .. } = effect;
        let behind =
            self.behind(account, Behind { choices, provided, standing, needs, holders, reports: Vec::new() });
        let mut item = Item {
            part: Part::Seen,
            instant,
            bounds: story.network.bounds(instant),
            open: story.network.bounds(instant).earliest == Day::PAST,
            loose: account.loose,
            until: story.network.bounds(account.end),
            begun: None,
            displaces: false,
            unit: account.unit,
            certain: effect.surety == Surety::Stated,
            told: effect.told == Surety::Stated,
            plain: behind.is_plain(),
            behind,
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
                    self.entries.push(fluent.clone(), end);
                }
                self.entries.push(fluent, item);
            }
            Act::Proves { fluent } => {
                item.part = Part::Evidence;
                self.entries.push(fluent, item);
            }
            Act::Lapses { fluent, after } => {
                item.part = Part::Lapse;
                item.begun = Some(item.bounds);
                item.certain = false;
                item.bounds = Bounds::new(after.after(item.bounds.earliest), Day::FUTURE);
                self.entries.push(fluent, item);
            }
            Act::Returns { pattern, except } => {
                item.part = Part::Return;
                item.begun = Some(item.bounds);
                item.certain = false;
                let from = if date.is_spell() { item.until.earliest } else { item.bounds.earliest.next() };
                item.bounds = Bounds::new(from, Day::FUTURE);
                self.sweeps.push((pattern, except, item));
            }
            Act::Observes { fluent } => {
                if date.is_spell() && item.until.latest == Day::FUTURE && date.text.ends_with("..") {
                    // "Since then": it still went on when the source spoke.
                    let at = |id: &ReportId| accepted.binary_search_by(|a| a.report.id.cmp(id)).ok();
                    let told = account.told_by.iter().filter_map(at).filter_map(|i| accepted.get(i));
                    let spoke = told.map(|a| a.reported.earliest);
                    let spoke = spoke.max().unwrap_or(Day::PAST);
                    item.until.earliest = item.until.earliest.max(spoke);
                }
                self.entries.push(fluent, item);
            }
            Act::Affirms { fluent } => {
                item.part = Part::Affirmed;
                self.entries.push(fluent, item);
            }
            Act::Denies { fluent } => {
                item.part = Part::Denied;
                self.entries.push(fluent, item);
            }
            Act::Ends { pattern, except, explicit } => {
                item.part = Part::End { explicit };
                if let Relation::HoldsPost = pattern.relation
                    && let (None, Some(body), Some(post)) =
                        (&pattern.subject, &pattern.object, &pattern.value)
                {
                    self.ledger.sole_posts.insert((body.clone(), post.clone()));
                }
                if except.is_empty()
                    && let Some(fluent) = whole(&pattern)
                {
                    self.entries.push(fluent, item);
                } else {
                    item.displaces = pattern.subject.is_none();
                    self.sweeps.push((pattern, except, item));
                }
            }
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
