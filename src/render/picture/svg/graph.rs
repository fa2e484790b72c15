//! A graph as SVG: boxes with names and dates, and edges with what they say.

use std::sync::Arc;

use svg::node::element::path::Data;
use svg::node::element::{Group, Path, Polygon, Rectangle, Title};

use super::super::Sure;
use super::super::graph::{Edge, Flow, GREY as UNKNOWN_LINE, Graph, Node, UNKNOWN};
use super::layout::{Curve, Laid, Placed, Undrawable, both};
use super::page::{GREY, MARGIN, SMALL, breadth, dashed, document, edge_sample, heading, px, sample, text};

/// The size of names.
const NAMES: f64 = 13.0;
/// The height of a line of a name, and of small print.
const LINE: (f64, f64) = (16.0, 14.0);
/// Space inside a box.
const PAD: f64 = 9.0;

/// A graph as an SVG picture. It runs from left to right where that is no broader than `width`, in pixels, or than from
/// top to bottom.
///
/// # Errors
/// Nothing to draw, too much, or no layout.
pub fn graph_svg(graph: &Graph, width: f64) -> Result<String, Undrawable> {
    let nodes: Vec<(f64, f64)> = graph.nodes.iter().map(node_size).collect();
    let edges: Vec<_> = graph.edges.iter().map(|e| (e.from, e.to, words_size(e))).collect();
    let up = graph.flow == Flow::Upward;
    let [across, down] = both(&Arc::new((nodes, edges)), up);
    let laid = match (across, down) {
        (Ok(across), Ok(down)) => {
            let fits = across.width + 2.0 * MARGIN <= width || across.width <= down.width;
            if fits { across } else { down }
        }
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => one,
        (Err(error), Err(_)) => return Err(error),
    };
    Ok(drawn(graph, &laid))
}

fn node_size(node: &Node) -> (f64, f64) {
    let lines = lines(node);
    // Names are bold.
    let broad =
        |(text, size, _): &(String, f64, f64)| breadth(text, *size) * if *size == NAMES { 1.09 } else { 1.0 };
    let broad = lines.iter().map(broad).fold(40.0, f64::max);
    let high: f64 = lines.iter().map(|(_, _, height)| height).sum();
    (px(broad + 2.0 * PAD), px(high + 2.0 * PAD - 4.0))
}

/// The lines of a node, each with its size and height.
fn lines(node: &Node) -> Vec<(String, f64, f64)> {
    let mut lines: Vec<(String, f64, f64)> = Vec::new();
    for (place, text) in node.lines.iter().enumerate() {
        let (size, height) = if place < node.name_lines { (NAMES, LINE.0) } else { (SMALL, LINE.1) };
        lines.push((text.clone(), size, height));
    }
    lines.extend(node.doubt().map(|words| (words.to_owned(), SMALL, LINE.1)));
    lines
}

fn words_size(edge: &Edge) -> (f64, f64) {
    let broad = edge.lines.iter().map(|text| breadth(text, SMALL)).fold(10.0, f64::max);
    (px(broad + 6.0), px(LINE.1 * edge.lines.len() as f64 + 4.0))
}

fn drawn(graph: &Graph, laid: &Laid) -> String {
    let mut legend: Vec<(Group, f64)> = graph.degrees().into_iter().map(edge_sample).collect();
    if graph.has_unknown() {
        legend.push(sample(framed(UNKNOWN_FRAME, 1.3), UNKNOWN));
    }
    if graph.nodes.iter().any(|n| n.asked) && graph.nodes.len() > 1 {
        legend.push(sample(framed((Sure::Certain.colour(), "#f0f4f8"), 2.5), "asked for"));
    }
    let width = (laid.width + 2.0 * MARGIN).max(420.0);
    let (top, high) = heading(&graph.title, graph.asked.as_deref(), legend, width);
    let left = (width - laid.width) / 2.0;
    let mut body = Group::new().set("transform", format!("translate({} {})", px(left), px(high)));
    for (edge, halves) in graph.edges.iter().zip(&laid.halves) {
        for curve in halves {
            body = body.add(arrow(curve, edge.sure));
        }
    }
    for (edge, placed) in graph.edges.iter().zip(&laid.labels) {
        body = body.add(words(edge, *placed));
    }
    for (node, placed) in graph.nodes.iter().zip(&laid.nodes) {
        body = body.add(boxed(node, *placed));
    }
    document(width, high + laid.height + MARGIN, &graph.title, vec![top, body])
}

/// The frame of what is not known to have been there.
const UNKNOWN_FRAME: (&str, &str) = (UNKNOWN_LINE, "#ffffff");

/// A small box for the legend.
fn framed((line, fill): (&'static str, &'static str), width: f64) -> Rectangle {
    Rectangle::new()
        .set("x", 4)
        .set("y", 2)
        .set("width", 28)
        .set("height", 12)
        .set("fill", fill)
        .set("stroke", line)
        .set("stroke-width", width)
}

fn boxed(node: &Node, at: Placed) -> Group {
    let frame = Rectangle::new()
        .set("x", px(at.x))
        .set("y", px(at.y))
        .set("width", px(at.width))
        .set("height", px(at.height))
        .set("rx", 4)
        .set("fill", if node.asked { "#f0f4f8" } else { "#ffffff" })
        .set("stroke", node.colour())
        .set("stroke-width", if node.asked { 2.5 } else { 1.3 });
    let frame = dashed(frame, node.sure.unwrap_or(Sure::Certain));
    let mut group = Group::new().add(Title::new(node.lines.join(", "))).add(frame);
    let mut y = at.y + PAD - 2.0;
    for (place, (line, size, height)) in lines(node).into_iter().enumerate() {
        y += height;
        let name = place < node.name_lines;
        let colour = match name {
            true => Sure::Certain.colour(),
            false if line == Sure::Disputed.word() => Sure::Disputed.colour(),
            false => GREY,
        };
        let words = text(at.x + at.width / 2.0, y - 4.0, size, "middle", &line).set("fill", colour);
        group =
            group.add(if name && !line.starts_with('(') { words.set("font-weight", "bold") } else { words });
    }
    group
}

/// The words of an edge, on thin paper: what runs behind them is seen, and does not get in their way.
fn words(edge: &Edge, at: Placed) -> Group {
    let paper = Rectangle::new()
        .set("x", px(at.x))
        .set("y", px(at.y))
        .set("width", px(at.width))
        .set("height", px(at.height))
        .set("fill", "#ffffff")
        .set("fill-opacity", 0.82);
    let mut group = Group::new().add(paper);
    for (place, line) in edge.lines.iter().enumerate() {
        let y = at.y + LINE.1 * (place as f64 + 1.0) - 2.0;
        let words = text(at.x + at.width / 2.0, y, SMALL, "middle", line).set("fill", edge.sure.colour());
        let marked = edge.sure == Sure::Disputed && line == Sure::Disputed.word();
        group = group.add(if marked { words.set("font-weight", "bold") } else { words });
    }
    group
}

/// A curve with its heads.
fn arrow(curve: &Curve, sure: Sure) -> Group {
    let mut group = Group::new();
    let [first, second, rest @ ..] = curve.points.as_slice() else { return group };
    let p = |(x, y): (f64, f64)| (px(x), px(y));
    let mut data = Data::new().move_to(p(first.0)).cubic_curve_to((p(first.1), p(second.0), p(second.1)));
    for (control, end) in rest {
        data = data.smooth_cubic_curve_to((p(*control), p(*end)));
    }
    let path = Path::new()
        .set("d", data)
        .set("fill", "none")
        .set("stroke", sure.colour())
        .set("stroke-width", if sure == Sure::Disputed { 2.0 } else { 1.5 });
    group = group.add(dashed(path, sure));
    if curve.heads.0 {
        group = group.add(head(first.1, first.0, sure));
    }
    if curve.heads.1 {
        let (control, end) = curve.points.last().copied().unwrap_or_default();
        group = group.add(head(control, end, sure));
    }
    group
}

/// The head of an arrow that comes from one point and ends in another.
fn head(from: (f64, f64), to: (f64, f64), sure: Sure) -> Polygon {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = dx.hypot(dy).max(0.001);
    let (dx, dy) = (dx / long, dy / long);
    let side = |turn: f64| (to.0 - 9.0 * dx + turn * dy, to.1 - 9.0 * dy - turn * dx);
    let points = [to, side(4.0), side(-4.0)].map(|(x, y)| format!("{},{}", px(x), px(y)));
    Polygon::new().set("points", points.join(" ")).set("fill", sure.colour())
}
