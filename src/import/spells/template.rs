//! Texts made of columns: `"{ccode}-{name}"`, and texts chosen by a code.

use std::collections::BTreeMap;

use super::cells::Cells;
use super::node::{Node, Reading, Value};
use super::part::Part;

/// A text with columns in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Plain(String),
    Column(String),
}

impl Template {
    /// Reads a text; `{name}` is the value of that column.
    pub fn read(node: &Node, reading: &mut Reading<'_>, what: &str) -> Option<Template> {
        let text = node.text(reading, what)?;
        let (mut pieces, mut rest) = (Vec::new(), text.as_str());
        while let Some((plain, tail)) = rest.split_once('{') {
            let Some((column, tail)) = tail.split_once('}') else {
                reading.fault(&node.span, "a brace is not closed", "write {column}");
                return None;
            };
            if !plain.is_empty() {
                pieces.push(Piece::Plain(plain.to_owned()));
            }
            reading.columns.push((column.to_owned(), node.span.clone()));
            pieces.push(Piece::Column(column.to_owned()));
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Plain(rest.to_owned()));
        }
        Some(Template(pieces))
    }

    /// Just this column.
    pub fn column(column: String) -> Template {
        Template(vec![Piece::Column(column)])
    }

    /// Whether no column is in it.
    pub fn is_constant(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Plain(_)))
    }

    /// The first column in it, for messages.
    pub fn first_column(&self) -> &str {
        let column = self.0.iter().find_map(|piece| match piece {
            Piece::Column(column) => Some(column.as_str()),
            Piece::Plain(_) => None,
        });
        column.unwrap_or_default()
    }

    /// The text for a row; `None` where every column in it is blank.
    pub fn fill(&self, cells: &Cells<'_>) -> Option<String> {
        let mut out = String::new();
        let mut told = self.is_constant();
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Column(column) => {
                    let value = cells.get(column);
                    told |= !value.is_empty();
                    out.push_str(value);
                }
            }
        }
        Some(out.trim().to_owned()).filter(|text| told && !text.is_empty())
    }
}

/// A text for a row, perhaps by a table of codes.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub text: Template,
    codes: Option<BTreeMap<String, String>>,
    otherwise: Option<String>,
}

impl Choice {
    /// Reads a text, or `{ column = "...", codes = { ... }, else = "..." }`.
    pub fn read(node: &Node, reading: &mut Reading<'_>, what: &str) -> Option<Choice> {
        if !matches!(node.value, Value::Table(_)) {
            let text = Template::read(node, reading, what)?;
            return Some(Choice { text, ..Choice::default() });
        }
        let part = Part::of(node, reading, what)?;
        let choice = Choice::of_part(&part, reading);
        part.done(reading);
        choice
    }

    /// The same of a table in which more may stand.
    pub fn of_part(part: &Part<'_>, reading: &mut Reading<'_>) -> Option<Choice> {
        let column = part.column("column", reading).map(Template::column);
        let (id, text) = (part.get("id"), part.get("text"));
        let written = id.or(text).and_then(|node| Template::read(node, reading, "the text"));
        let codes = part.codes("codes", reading).map(|codes| {
            codes
                .into_iter()
                .filter_map(|(code, node)| Some((code, node.text(reading, "a code's meaning")?)))
                .collect()
        });
        let otherwise = part.text("else", reading);
        match column.or(written) {
            Some(text) => Some(Choice { text, codes, otherwise }),
            None => {
                let help = "write column = \"...\", or id = \"{one}-{other}\"";
                reading.fault(&part.span, "nothing says where it comes from", help);
                None
            }
        }
    }

    /// Always this text.
    pub fn constant(text: &str) -> Choice {
        Choice { text: Template(vec![Piece::Plain(text.to_owned())]), ..Choice::default() }
    }

    /// Every text it can come to, where no column decides freely.
    pub fn outcomes(&self) -> Vec<String> {
        let codes = self.codes.iter().flat_map(|codes| codes.values().cloned());
        let constant = self.text.is_constant() && self.codes.is_none();
        let plain = constant.then(|| {
            self.text.0.iter().map(|p| if let Piece::Plain(t) = p { t.as_str() } else { "" }).collect()
        });
        codes.chain(self.otherwise.clone()).chain(plain).collect()
    }

    /// The text for a row; `None` where it is blank.
    ///
    /// # Errors
    /// The code, where the table has none such.
    pub fn of(&self, cells: &Cells<'_>) -> Result<Option<String>, String> {
        let Some(text) = self.text.fill(cells) else { return Ok(self.otherwise.clone()) };
        match &self.codes {
            None => Ok(Some(text)),
            Some(codes) => match codes.get(&text).or(self.otherwise.as_ref()) {
                Some(meaning) => Ok(Some(meaning.clone()).filter(|meaning| !meaning.is_empty())),
                None => Err(text),
            },
        }
    }
}
