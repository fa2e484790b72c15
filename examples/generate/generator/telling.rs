//! How a happening is put into a report: its id, source, date, place, hints and words.

use annals::domain::{Citation, Detail, Filler, Hint, HintKind, Kind, Report, Role, Slug, Surety};

use super::cast::slug;
use super::dates::{Extent, told};
use super::story::Story;

/// What sources add.
const ASIDES: &[&str] = &[
    "as the source puts it",
    "by its own account",
    "after weeks of talk",
    "with no reason given",
    "near the river",
    "before the rains",
    "in the second attempt",
    "to little notice",
    "under pressure from neighbours",
    "as had been expected",
];

/// Who takes part in what, put together role by role.
pub struct Telling<'s> {
    story: &'s mut Story,
    pub report: Report,
    main: u32,
    names: Vec<Slug>,
}

impl Story {
    /// Begins a report of what `main` does today.
    pub fn tell(&mut self, kind: Kind, main: u32, extent: Extent) -> Telling<'_> {
        let id = self.fresh("r");
        let later = self.chance.weighed(&[(60, 0), (20, 1), (10, 2), (6, 4), (4, 9)], 0);
        let mut report = Report::blank(id, kind, self.cast.source(self.day, later));
        report.date = told(&mut self.chance, self.day, extent);
        report.citation = self.cited(report.citation);
        self.meet(main);
        Telling { story: self, report, main, names: Vec::new() }
    }

    /// An id that was not given yet.
    pub fn fresh(&mut self, prefix: &str) -> Slug {
        let id = slug(&format!("{prefix}{}", self.next_id));
        self.next_id += 1;
        id
    }

    fn cited(&mut self, citation: Citation) -> Citation {
        let paragraph = u32::try_from(1 + self.chance.below(400)).unwrap_or(1);
        if self.chance.permille(700) {
            Citation { paragraph: Some(paragraph), ..citation }
        } else {
            Citation { page: Some(paragraph.to_string()), ..citation }
        }
    }
}

impl Telling<'_> {
    /// Lets actors fill a role, each once.
    pub fn role(mut self, role: Role, ranks: &[u32]) -> Self {
        let fillers = self.report.roles.entry(role).or_default();
        for rank in ranks {
            let actor = self.story.cast.id(*rank);
            if fillers.iter().any(|filler| filler.actor == actor) {
                continue;
            }
            let surety = if self.story.chance.permille(10) { Surety::Inferred } else { Surety::Stated };
            self.names.push(actor.clone());
            fillers.push(Filler { actor, surety });
            if let Some(met) = self.story.met.get_mut(*rank as usize) {
                *met = true;
            }
        }
        self
    }

    /// As [`Telling::role`], so many times in a thousand.
    pub fn role_at_times(self, times: u64, role: Role, ranks: &[u32]) -> Self {
        if self.story.chance.permille(times) { self.role(role, ranks) } else { self }
    }

    pub fn detail(mut self, detail: Detail, value: &str) -> Self {
        self.report.details.insert(detail, value.to_owned());
        self
    }

    /// As [`Telling::detail`], so many times in a thousand.
    pub fn detail_at_times(self, times: u64, detail: Detail, value: &str) -> Self {
        if self.story.chance.permille(times) { self.detail(detail, value) } else { self }
    }

    /// A number of people, so many times in a thousand.
    pub fn number_at_times(self, times: u64, detail: Detail, most: u64) -> Self {
        if !self.story.chance.permille(times) {
            return self;
        }
        let number = 1 + self.story.chance.below(most);
        let text = match self.story.chance.below(10) {
            0 => format!("{number}-{}", number + number / 2 + 1),
            1 => format!("{number}+"),
            _ => number.to_string(),
        };
        self.detail(detail, &text)
    }

    /// Where it happens.
    pub fn town(mut self, town: usize) -> Self {
        self.report.places.extend(self.story.cast.towns.get(town).cloned());
        self
    }

    /// Somewhere around the actor, half of the time.
    pub fn somewhere(self) -> Self {
        if self.story.chance.permille(500) {
            return self;
        }
        let k = self.story.chance.below(6);
        let town = self.story.cast.haunt(self.main, k);
        self.town(town)
    }

    /// It comes after another report, for certain.
    pub fn hint(mut self, kind: HintKind, other: Slug) -> Self {
        self.report.hints.push(Hint { kind, other });
        self
    }

    /// The report as it is recorded: a tenth bears a hint, one in forty is told less firmly.
    pub fn done(mut self) -> Report {
        let chance = &mut self.story.chance;
        let hinted = chance.permille(108) && self.report.hints.is_empty() && !self.report.date.is_spell();
        self.report.surety = chance.weighed(
            &[(975, Surety::Stated), (20, Surety::Inferred), (5, Surety::Ambiguous)],
            Surety::Stated,
        );
        let aside = if chance.permille(500) { chance.of(ASIDES).copied() } else { None };
        if hinted && let Some(before) = self.story.link(self.main, &self.report.id) {
            let kind = if self.story.chance.permille(900) { HintKind::After } else { HintKind::AfterEnd };
            self.report.hints.push(Hint { kind, other: before });
        }
        let names: Vec<&str> = self.names.iter().take(3).map(Slug::as_str).collect();
        self.report.summary = match aside {
            Some(aside) => format!("{} of {}, {aside}", self.report.kind, names.join(" and ")),
            None => format!("{} of {}", self.report.kind, names.join(" and ")),
        };
        self.report
    }
}
