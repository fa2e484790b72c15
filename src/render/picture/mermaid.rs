//! Mermaid: a flowchart with solid, dotted, and thick red arrows; the word *possible* or *disputed* on what is not certain.

use super::Sure;
use super::graph::{Flow, Graph};
use super::text::printable;

/// A graph as a flowchart of Mermaid.
pub fn mermaid(graph: &Graph) -> String {
    let heading = match &graph.asked {
        Some(asked) => format!("{} ({asked})", graph.title),
        None => graph.title.clone(),
    };
    // A string of JSON is one of YAML, which the heading is written in.
    let heading = serde_json::Value::String(printable(&heading));
    let way = match graph.flow {
        Flow::Onward => "LR",
        Flow::Upward => "BT",
    };
    let mut out = format!("---\ntitle: {heading}\n---\nflowchart {way}\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        let mut lines = node.lines.clone();
        lines.extend(node.doubt().map(str::to_owned));
        out.push_str(&format!("  n{place}[\"{}\"]\n", label(&lines)));
    }
    for edge in &graph.edges {
        let arrow = match edge.sure {
            Sure::Certain => "-->",
            Sure::Possible => "-.->",
            Sure::Disputed => "==>",
        };
        out.push_str(&format!("  n{} {arrow}|\"{}\"| n{}\n", edge.from, label(&edge.lines), edge.to));
    }
    let styles = [
        ("asked", "stroke-width:3px", graph.nodes.iter().map(|n| n.asked).collect::<Vec<_>>()),
        ("possible", "stroke-dasharray:6 4", marked(graph, Some(Sure::Possible))),
        ("disputed", "stroke:#b3261e,stroke-dasharray:2 3", marked(graph, Some(Sure::Disputed))),
        ("unknown", "stroke:#9fb3c8", marked(graph, None)),
    ];
    for (class, style, members) in styles {
        let members: Vec<String> =
            members.iter().enumerate().filter(|(_, is)| **is).map(|(place, _)| format!("n{place}")).collect();
        if !members.is_empty() {
            out.push_str(&format!("  classDef {class} {style}\n  class {} {class}\n", members.join(",")));
        }
    }
    let red: Vec<String> = graph
        .edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| edge.sure == Sure::Disputed)
        .map(|(place, _)| place.to_string())
        .collect();
    if !red.is_empty() {
        out.push_str(&format!("  linkStyle {} stroke:#b3261e\n", red.join(",")));
    }
    out
}

fn marked(graph: &Graph, sure: Option<Sure>) -> Vec<bool> {
    graph.nodes.iter().map(|node| node.sure == sure).collect()
}

fn label(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>")
}

/// Mermaid writes characters that mean something to it as entities between `#` and `;`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' => out.push_str(&format!("#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
