//! Who and what a row speaks of: an actor, a place or a treaty, made of its columns.

use std::collections::BTreeMap;

use super::cells::{Cells, Fault};
use super::node::Reading;
use super::part::Part;
use super::template::{Choice, Template};
use crate::domain::names::fold;
use crate::domain::{ActorKind, Arg, Slug};

/// How a subject or an object is read.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// What sort of thing it is.
    pub arg: Arg,
    id: Choice,
    prefix: String,
    kind: Choice,
    name: Option<Template>,
    aliases: Vec<Template>,
    within: Option<Template>,
    split: Option<String>,
    register: bool,
}

/// One that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub id: Slug,
    /// Of an actor.
    pub kind: Option<ActorKind>,
    /// What the id was made of.
    pub raw: String,
    /// The usual name first.
    pub names: Vec<String>,
    /// Of a place: the one around it, and its name.
    pub within: Option<(Slug, String)>,
    /// Whether it is to be registered; else it is there already.
    pub register: bool,
}

impl Entity {
    /// Reads `subject = { ... }` or `object = { ... }`.
    pub fn read(part: &Part<'_>, arg: Arg, person: bool, reading: &mut Reading<'_>) -> Option<Entity> {
        let id = Choice::of_part(part, reading);
        let kind = part.get("kind").and_then(|node| Choice::read(node, reading, "kind"));
        let register = match part.get("register") {
            None => true,
            Some(node) => match node.value {
                super::node::Value::Flag(flag) => flag,
                _ => {
                    reading.fault(&node.span, "register is true or false", "write register = false");
                    true
                }
            },
        };
        let is_actor = matches!(arg, Arg::Actor { .. });
        if let Some(kind) = &kind {
            for word in kind.outcomes().iter().filter(|word| ActorKind::parse(word).is_none()) {
                let words: Vec<&str> = ActorKind::ALL.iter().map(|kind| kind.word()).collect();
                reading.no_word(&part.at("kind"), word, "kind of actor", &words);
            }
        } else if is_actor && register && !person {
            let help = "write kind = \"state\" (faction, coalition, party, person ...), or register = false";
            reading.fault(&part.span, "nothing says what sort of actor it is", help);
        }
        let mut template = |key| part.get(key).and_then(|node| Template::read(node, reading, key));
        let (name, within) = (template("name"), template("within"));
        let aliases = match part.get("aliases").map(|node| (&node.value, node)) {
            Some((super::node::Value::List(items), _)) => {
                items.iter().filter_map(|item| Template::read(item, reading, "an alias")).collect()
            }
            Some((_, one)) => Template::read(one, reading, "aliases").into_iter().collect(),
            None => Vec::new(),
        };
        let prefix = part.text("prefix", reading).unwrap_or_default();
        let split = part.text("split", reading).filter(|text| !text.is_empty());
        part.done(reading);
        let kind = kind.unwrap_or_default();
        let kind = if person && kind.text.is_constant() && kind.outcomes().iter().all(String::is_empty) {
            Choice::constant(ActorKind::Person.word())
        } else {
            kind
        };
        Some(Entity { arg, id: id?, prefix, kind, name, aliases, within, split, register })
    }

    /// The column to point at where something is wrong with it.
    pub fn column(&self) -> &str {
        self.id.text.first_column()
    }

    /// Those a row names; none where its cells are blank.
    ///
    /// # Errors
    /// A code without a meaning, or a name that no id can be made of.
    pub fn of(&self, cells: &Cells<'_>) -> Result<Vec<Found>, Fault> {
        let column = self.column();
        let unknown = |code: String| {
            let help = "add it to the codes of the mapping, or say else = \"...\"";
            cells.fault(column, format!("the mapping does not know the code {code}"), help)
        };
        let Some(text) = self.id.of(cells).map_err(unknown)? else { return Ok(Vec::new()) };
        let one = |raw: &str| -> Result<Found, Fault> {
            let help = "make its id of other columns: id = \"{code}\"";
            let id = slug(&self.prefix, raw).map_err(|why| cells.fault(column, why, help))?;
            let kind = self.kind_of(cells)?;
            // Of several in one cell each goes by its own name.
            let name = self.name.as_ref().filter(|_| self.split.is_none()).and_then(|name| name.fill(cells));
            let mut names = vec![name.unwrap_or_else(|| raw.to_owned())];
            for alias in self.aliases.iter().filter_map(|alias| alias.fill(cells)) {
                if !names.contains(&alias) {
                    names.push(alias);
                }
            }
            let within = self.within.as_ref().and_then(|within| within.fill(cells));
            let around = |text: String| match slug("", &text) {
                Ok(id) => Ok((id, text)),
                Err(why) => Err(cells.fault(column, why, help)),
            };
            let within = within.map(around).transpose()?;
            Ok(Found { id, kind, raw: raw.to_owned(), names, within, register: self.register })
        };
        match &self.split {
            None => Ok(vec![one(&text)?]),
            Some(by) => {
                text.split(by.as_str()).map(str::trim).filter(|raw| !raw.is_empty()).map(one).collect()
            }
        }
    }

    fn kind_of(&self, cells: &Cells<'_>) -> Result<Option<ActorKind>, Fault> {
        let column = self.kind.text.first_column();
        let found = self.kind.of(cells).map_err(|code| {
            let help = "add it to the codes of kind, or say else = \"organisation\"";
            cells.fault(column, format!("the mapping does not know the kind {code}"), help)
        })?;
        let Some(word) = found.filter(|word| !word.is_empty()) else { return Ok(None) };
        ActorKind::parse(&word).map(Some).ok_or_else(|| {
            let help = "give kind a table of codes: faction, coalition, state, party, person ...";
            cells.fault(column, format!("no kind of actor: {word}"), help)
        })
    }
}

/// The id of a text: its letters and digits, in lower case, with hyphens between words.
fn slug(prefix: &str, text: &str) -> Result<Slug, String> {
    let folded = fold(&format!("{prefix} {text}")).replace(' ', "-");
    if fold(text).is_empty() {
        return Err("no id can be made of it".to_owned());
    }
    Slug::new(&folded).map_err(|error| error.to_string())
}

/// Those that rows named, to be registered.
#[derive(Default)]
pub(super) struct Registry {
    /// By whether it is a place, and by id: what was told of it first, and whatever names were told.
    found: BTreeMap<(bool, Slug), (Found, crate::import::Place)>,
    /// What is to be said.
    pub notes: Vec<String>,
}

impl Registry {
    /// Takes one in.
    pub fn take(&mut self, found: &Found, arg: Arg, cells: &Cells<'_>) {
        let place = match arg {
            Arg::Treaty => return,
            Arg::Place => true,
            Arg::Actor { .. } => false,
        };
        if let Some((around, name)) = found.within.as_ref().filter(|_| place) {
            let (id, raw, names) = (around.clone(), name.clone(), vec![name.clone()]);
            let around = Found { id, raw, names, within: None, ..found.clone() };
            self.found.entry((true, around.id.clone())).or_insert_with(|| (around, cells.row.place()));
        }
        let key = (place, found.id.clone());
        let Some((known, _)) = self.found.get_mut(&key) else {
            self.found.insert(key, (found.clone(), cells.row.place()));
            return;
        };
        if fold(&known.raw) != fold(&found.raw) {
            let note =
                format!("\"{}\" and \"{}\" are one: both make the id {}", known.raw, found.raw, found.id);
            self.notes.push(note);
        }
        if known.kind != found.kind && found.kind.is_some() {
            if known.kind.is_none() {
                known.kind = found.kind;
            } else {
                self.notes.push(format!("{} is told to be of several kinds; the first is kept", found.id));
            }
        }
        known.register &= found.register;
        for name in &found.names {
            if !known.names.contains(name) && fold(name).replace(' ', "-") != found.id.as_str() {
                known.names.push(name.clone());
            }
        }
        if known.within.is_none() {
            known.within.clone_from(&found.within);
        }
    }

    /// The kind of an actor.
    pub fn kind(&self, id: &Slug) -> Option<ActorKind> {
        self.found.get(&(false, id.clone())).and_then(|(found, _)| found.kind)
    }

    /// Everything to be registered: whether it is a place, what it is, and where it is first told.
    pub fn into_all(self) -> impl Iterator<Item = (bool, Found, crate::import::Place)> {
        let all = self.found.into_iter().filter(|(_, (found, _))| found.register);
        all.map(|((place, _), (found, at))| (place, found, at))
    }
}
