//! Rows to spells: who is named, what holds, and which rows are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, Fault};
use super::entity::{Found, Registry};
use super::fact::{Fact, Lasts, Yearly};
use super::format::number as number_of;
use super::lasting::{Lasting, ended_by_the_next, lasts, of_run};
use super::mapping::Mapping;
use super::spell::Spell;
use crate::domain::{ActorKind, Arg, Day, Fluent, Relation, Slug};
use crate::import::{Place, Records, Row};

/// What rows of one kind tell, in their order.
type Lines = Vec<(Fluent, Spell)>;

/// What rows come to.
#[derive(Default)]
pub(super) struct Gathered {
    pub registry: Registry,
    pub spells: BTreeMap<Fluent, Vec<Spell>>,
    /// Years by what holds in them, of one fact each: where it is told, and years that follow on one another.
    years: BTreeMap<(usize, Fluent), BTreeMap<i32, Spell>>,
    /// Every year of the table, by fact.
    all_years: BTreeMap<usize, BTreeSet<i32>>,
    /// What holds until the next row of its kind begins: by fact and what its rows have in common.
    until_next: BTreeMap<(usize, Vec<String>), Lines>,
    /// Rows that a rule leaves out, by its line in the mapping.
    pub ruled_out: BTreeMap<usize, u64>,
    /// Faults of rows, where such rows are left out.
    pub faulty: u64,
}

impl Gathered {
    /// Takes a row in.
    pub fn row(
        &mut self,
        mapping: &Mapping,
        row: &Row,
        columns: &[String],
        as_of: Day,
        records: &mut Records,
    ) {
        let cells = Cells::of(row, &mapping.blanks);
        if let Some(rule) = mapping.rules.iter().find(|rule| !rule.takes(&cells)) {
            *self.ruled_out.entry(rule.line).or_default() += 1;
            return;
        }
        for (number, fact) in mapping.facts.iter().enumerate() {
            if let Some(rule) = fact.rules.iter().find(|rule| !rule.takes(&cells)) {
                *self.ruled_out.entry(rule.line).or_default() += 1;
                continue;
            }
            if let Lasts::Years(Yearly { column: Some(column), .. }) = &fact.lasts {
                self.all_years.entry(number).or_default().extend(number_of(cells.get(column)));
            }
            let done = fact.cells(&cells, columns).and_then(|all| {
                all.iter().try_for_each(|cells| self.fact(mapping, (number, fact), cells, as_of, records))
            });
            match done {
                Ok(()) => {}
                Err(_) if mapping.lenient => self.faulty += 1,
                Err(fault) => records.refuse(*fault),
            }
        }
    }

    fn fact(
        &mut self,
        mapping: &Mapping,
        (number, fact): (usize, &Fact),
        cells: &Cells<'_>,
        as_of: Day,
        records: &mut Records,
    ) -> Result<(), Fault> {
        let lasts = lasts(mapping, fact, cells, as_of, records)?;
        let subjects = fact.subject.of(cells)?;
        let objects = fact.object.as_ref().map(|object| object.of(cells)).transpose()?;
        if subjects.is_empty() || objects.as_ref().is_some_and(Vec::is_empty) {
            records.count("rows left out: they name no subject or no object");
            return Ok(());
        }
        let value = match &fact.value {
            None => None,
            Some(choice) => match value(fact.relation, choice, cells)? {
                Some(value) => Some(value),
                None => {
                    records.count("rows left out: they name no post or name");
                    return Ok(());
                }
            },
        };
        let Some(lasts) = lasts else { return Ok(()) };
        let pairs = match &objects {
            None => subjects.iter().map(|subject| (subject, None)).collect::<Vec<_>>(),
            Some(objects) => {
                let with = |s| objects.iter().map(move |object| (s, Some(object)));
                subjects.iter().flat_map(with).collect()
            }
        };
        for (subject, object) in pairs {
            let fluent = self.fluent(fact, cells, subject, object, value.clone())?;
            match &lasts {
                Lasting::Spell(spell) => {
                    self.spells.entry(fluent).or_default().push(spell.clone());
                }
                Lasting::Year(year, spell) => {
                    let years = self.years.entry((number, fluent)).or_default();
                    years.entry(*year).or_insert_with(|| spell.clone());
                }
                Lasting::UntilNext(same, spell) => {
                    let rows = self.until_next.entry((number, same.clone())).or_default();
                    rows.push((fluent, spell.clone()));
                }
            }
        }
        Ok(())
    }

    /// The fluent, with those it is of registered.
    fn fluent(
        &mut self,
        fact: &Fact,
        cells: &Cells<'_>,
        subject: &Found,
        object: Option<&Found>,
        value: Option<String>,
    ) -> Result<Fluent, Fault> {
        self.registry.take(subject, fact.subject.arg, cells);
        if let (Some(object), Some(entity)) = (object, &fact.object) {
            self.registry.take(object, entity.arg, cells);
            let actors = matches!(entity.arg, Arg::Actor { .. });
            if actors && subject.id == object.id {
                let help = "leave the row out by `where`, or make the ids of other columns";
                return Err(cells.fault(entity.column(), "subject and object are one", help));
            }
        }
        let kind = self.registry.kind(&subject.id);
        // Persons live.
        let relation = match fact.relation {
            Relation::Exists if kind == Some(ActorKind::Person) => Relation::Alive,
            relation => relation,
        };
        let mut fluent = match object {
            Some(object) => Fluent::two(relation, &subject.id, &object.id),
            None => Fluent::one(relation, &subject.id),
        };
        fluent.value = value;
        Ok(fluent)
    }

    /// What needs all rows: years that follow on one another made spells, and ends that the next row tells.
    pub fn finish(&mut self, mapping: &Mapping) {
        for (_, rows) in std::mem::take(&mut self.until_next) {
            for (fluent, spell) in ended_by_the_next(rows) {
                self.spells.entry(fluent).or_default().push(spell);
            }
        }
        for ((number, fluent), years) in std::mem::take(&mut self.years) {
            let Some(Lasts::Years(yearly)) = mapping.facts.get(number).map(|fact| &fact.lasts) else {
                continue;
            };
            let all = self.all_years.get(&number);
            let between =
                |from: i32, to: i32| all.is_some_and(|all| all.range(from + 1..to).next().is_some());
            let follows =
                |to: i32, year: i32| year - to <= 1 || (year - to <= yearly.every && !between(to, year));
            let mut run: Option<(i32, i32, Spell)> = None;
            for (year, spell) in years {
                run = match run {
                    Some((from, to, first)) if follows(to, year) => Some((from, year, first)),
                    other => {
                        self.spells.entry(fluent.clone()).or_default().extend(of_run(other, yearly, mapping));
                        Some((year, year, spell))
                    }
                };
            }
            self.spells.entry(fluent).or_default().extend(of_run(run, yearly, mapping));
        }
    }
}

/// A post as a slug, a name as it is written.
fn value(
    relation: Relation,
    choice: &super::template::Choice,
    cells: &Cells<'_>,
) -> Result<Option<String>, Fault> {
    let column = choice.text.first_column();
    let unknown = |code: String| {
        let help = "add it to the codes of value, or say else = \"...\"";
        cells.fault(column, format!("the mapping does not know the code {code}"), help)
    };
    let Some(text) = choice.of(cells).map_err(unknown)? else { return Ok(None) };
    if relation != Relation::HoldsPost {
        return Ok(Some(text.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let folded = crate::domain::names::fold(&text).replace(' ', "-");
    let slug = Slug::new(&folded);
    slug.map(|slug| Some(slug.as_str().to_owned()))
        .map_err(|error| cells.fault(column, format!("no post: {error}"), "give value a table of codes"))
}

/// The place of a mapping's own records.
pub(super) fn whole(file: &str) -> Place {
    Place { file: file.into(), line: 1 }
}
