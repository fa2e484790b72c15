//! SVG pictures, drawn so that each can be read by itself: a title, a legend, and text that lies over nothing.

mod chart;
mod graph;
mod layout;
mod page;

pub use chart::chart_svg;
pub use graph::graph_svg;
pub use layout::Undrawable;
