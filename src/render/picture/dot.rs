//! GraphViz DOT: solid, dashed, and dotted in red with the word *disputed* on the edge.

use super::Sure;
use super::graph::{Flow, Graph};
use super::text::printable;

/// A graph in the DOT language.
pub fn dot(graph: &Graph) -> String {
    let (name, rank) = match graph.flow {
        Flow::Onward => ("lineage", "LR"),
        Flow::Upward => ("coalitions", "BT"),
    };
    let mut heading = vec![graph.title.clone()];
    heading.extend(graph.asked.clone());
    heading.push(legend(graph));
    let mut out = format!("digraph {name} {{\n");
    out.push_str(&format!(
        "  rankdir={rank};\n  nodesep=0.4;\n  fontname=\"Helvetica\";\n  labelloc=\"t\";\n  label={};\n",
        quoted(&heading)
    ));
    out.push_str("  node [shape=\"box\", fontname=\"Helvetica\", fontsize=\"11\", margin=\"0.16,0.08\"];\n");
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=\"9\"];\n");
    for node in &graph.nodes {
        let mut lines = node.lines.clone();
        lines.extend(node.doubt().map(str::to_owned));
        let width = if node.asked { ", penwidth=\"2.5\"" } else { "" };
        let (style, colour) = (node.sure.map_or("solid", style), node.colour());
        let label = quoted(&lines);
        out.push_str(&format!(
            "  {} [label={label}, style=\"{style}\", color=\"{colour}\"{width}];\n",
            id(&node.id)
        ));
    }
    for edge in &graph.edges {
        let ends = [edge.from, edge.to].map(|place| graph.nodes.get(place));
        let [Some(from), Some(to)] = ends else { continue };
        let (style, colour, label) = (style(edge.sure), edge.sure.colour(), quoted(&edge.lines));
        out.push_str(&format!(
            "  {} -> {} [label={label}, style=\"{style}\", color=\"{colour}\", fontcolor=\"{colour}\"];\n",
            id(&from.id),
            id(&to.id)
        ));
    }
    out.push_str("}\n");
    out
}

fn style(sure: Sure) -> &'static str {
    match sure {
        Sure::Certain => "solid",
        Sure::Possible => "dashed",
        Sure::Disputed => "dotted",
    }
}

fn legend(graph: &Graph) -> String {
    let word = |sure: Sure| match sure {
        Sure::Certain => "solid: certain",
        Sure::Possible => "dashed: possible",
        Sure::Disputed => "dotted, red: disputed",
    };
    let unknown = graph.has_unknown().then_some("grey: not known to be there");
    graph.degrees().into_iter().map(word).chain(unknown).collect::<Vec<_>>().join("; ")
}

fn id(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A label of several lines.
fn quoted(lines: &[String]) -> String {
    format!("\"{}\"", lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\n"))
}

/// In a quoted string of DOT only the quote needs escaping; but a backslash begins an escape of labels.
fn escaped(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('"', "\\\"")
}
