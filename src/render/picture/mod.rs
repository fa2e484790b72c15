//! Pictures: lineages, coalitions and spans as drawings. What is drawn is worked out once, as a graph or a chart; each
//! format is one file and one function. Certain is solid, possible is dashed or light, disputed is marked with a word and
//! a line of its own as well as a colour.

mod bars;
mod chart;
mod coalitions;
mod dates;
mod descent;
mod dot;
mod graph;
mod mermaid;
mod rows;
#[cfg(feature = "pictures")]
mod svg;
mod text;

pub use bars::{Look, bars};
pub use chart::{Bar, Chart, Group, Line, Wanted};
pub use coalitions::coalitions;
pub use descent::descent;
pub use dot::dot;
pub use graph::{Edge, Flow, Graph, Node, Told};
pub use mermaid::mermaid;
#[cfg(feature = "pictures")]
pub use svg::{Undrawable, chart_svg, graph_svg};

use crate::domain::Answer;

/// How sure it is that something was so. What is not so, or not known, is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// True in every world.
    Certain,
    /// True in some.
    Possible,
    /// Some accounts make it true, others false.
    Disputed,
}

impl Sure {
    /// All of them, in the order of a legend.
    pub const ALL: [Sure; 3] = [Sure::Certain, Sure::Possible, Sure::Disputed];

    /// What an answer is drawn as.
    pub fn of(answer: Answer) -> Option<Sure> {
        match answer {
            Answer::Yes => Some(Sure::Certain),
            Answer::Possible => Some(Sure::Possible),
            Answer::Disputed => Some(Sure::Disputed),
            Answer::Unknown | Answer::No => None,
        }
    }

    /// The word of a legend.
    pub fn word(self) -> &'static str {
        match self {
            Sure::Certain => "certain",
            Sure::Possible => "possible",
            Sure::Disputed => "disputed",
        }
    }

    /// The colour of its lines: dark, grey-blue, and a red that stays dark in grey.
    pub(self) fn colour(self) -> &'static str {
        match self {
            Sure::Certain => "#1f2933",
            Sure::Possible => "#486581",
            Sure::Disputed => "#b3261e",
        }
    }
}
