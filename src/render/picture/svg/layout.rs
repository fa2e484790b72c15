//! Where the nodes and edges of a graph lie: worked out in layers by the layout crate, which draws onto our own canvas.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use layout::core::base::Orientation;
use layout::core::color::Color;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;
use thiserror::Error;

/// Most nodes and edges together: beyond, laying out takes minutes, and nobody can read the picture.
const MOST: usize = 600;

/// Why a graph was not drawn.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Undrawable {
    /// There is nothing in it.
    #[error("there is nothing to draw")]
    Empty,
    /// Too much.
    #[error("{0} bodies and links are too many for one picture (at most {MOST})")]
    TooLarge(usize),
    /// The layout failed, or took too long.
    #[error("no layout was found for it")]
    NoLayout,
}

/// A box and where it came to lie: its upper left corner and its size, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Placed {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A curve: its points with their controls, as SVG has them, and at which ends it bears a head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Curve {
    pub points: Vec<((f64, f64), (f64, f64))>,
    pub heads: (bool, bool),
}

/// A laid-out graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Laid {
    /// The nodes, by place.
    pub nodes: Vec<Placed>,
    /// The words of the edges, by place.
    pub labels: Vec<Placed>,
    /// The two halves of every edge: to its words, and from them on.
    pub halves: Vec<[Curve; 2]>,
    /// The whole.
    pub width: f64,
    pub height: f64,
}

/// How long a layout may take. Lineages and coalitions take far less; where everything is linked with everything, none is
/// ever found.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sizes of nodes, and edges with the sizes of their words.
pub(super) type Sizes = (Vec<(f64, f64)>, Vec<(usize, usize, (f64, f64))>);

/// The layouts of a graph from left to right and from top to bottom, each as [`lay`] tells, side by side. What takes too
/// long is left behind, and ends with the process.
pub(super) fn both(sizes: &Arc<Sizes>, up: bool) -> [Result<Laid, Undrawable>; 2] {
    let deadline = Instant::now() + PATIENCE;
    let begun = [true, false].map(|across| {
        let (sender, receiver) = mpsc::channel();
        let sizes = Arc::clone(sizes);
        let work = move || sender.send(lay(&sizes.0, &sizes.1, up, across));
        let thread = thread::Builder::new().name("layout".to_owned()).spawn(work);
        thread.ok().map(|_| receiver)
    });
    begun.map(|receiver| {
        let left = deadline.saturating_duration_since(Instant::now());
        let laid = receiver.and_then(|receiver| receiver.recv_timeout(left).ok());
        laid.unwrap_or(Err(Undrawable::NoLayout))
    })
}

/// What is to be laid out: the sizes of the nodes, and the ends and the size of the words of every edge. `up`: edges lead
/// upward. `across`: from left to right, else from top to bottom.
fn lay(
    nodes: &[(f64, f64)],
    edges: &[(usize, usize, (f64, f64))],
    up: bool,
    across: bool,
) -> Result<Laid, Undrawable> {
    let all = nodes.len() + edges.len();
    match all {
        0 => return Err(Undrawable::Empty),
        n if n > MOST => return Err(Undrawable::TooLarge(n)),
        _ => {}
    }
    // The crate asserts what it takes for granted; a picture that fails is an error, never the end of the program.
    let laid = catch_unwind(AssertUnwindSafe(|| placed(nodes, edges, up, across)));
    laid.map_err(|_| Undrawable::NoLayout)
}

fn placed(nodes: &[(f64, f64)], edges: &[(usize, usize, (f64, f64))], up: bool, across: bool) -> Laid {
    let way = if across { Orientation::LeftToRight } else { Orientation::TopToBottom };
    let look = StyleAttr::new(Color::fast("black"), 1, None, 0, 10);
    let element = |name: String, (width, height): (f64, f64), halo: Point| Element {
        shape: ShapeKind::new_box(""),
        look: look.clone(),
        orientation: way,
        pos: Position::new(Point::zero(), Point::new(width, height), Point::zero(), halo),
        properties: Some(name),
    };
    let mut graph = VisualGraph::new(way);
    let handles: Vec<_> = nodes
        .iter()
        .enumerate()
        .map(|(i, size)| graph.add_node(element(format!("n{i}"), *size, Point::new(26.0, 26.0))))
        .collect();
    let arrow = |name: String, start: bool, end: bool| {
        let head = |is: bool| if is { LineEndKind::Arrow } else { LineEndKind::None };
        Arrow {
            start: head(start),
            end: head(end),
            line_style: LineStyleKind::Normal,
            text: String::new(),
            look: look.clone(),
            properties: Some(name),
            src_port: None,
            dst_port: None,
        }
    };
    for (i, (from, to, size)) in edges.iter().enumerate() {
        let (Some(from), Some(to)) = (handles.get(*from), handles.get(*to)) else { continue };
        let words = graph.add_node(element(format!("e{i}"), *size, Point::new(14.0, 30.0)));
        // Drawn upward, what an edge leads to comes first in the layers.
        let (first, last) = if up { (to, from) } else { (from, to) };
        graph.add_edge(arrow(format!("a{i}"), up, false), *first, words);
        graph.add_edge(arrow(format!("b{i}"), false, !up), words, *last);
    }
    let mut canvas = Canvas {
        laid: Laid {
            nodes: vec![Placed::default(); nodes.len()],
            labels: vec![Placed::default(); edges.len()],
            halves: vec![<[Curve; 2]>::default(); edges.len()],
            ..Laid::default()
        },
    };
    graph.do_it(false, false, false, &mut canvas);
    canvas.laid.moved()
}

impl Laid {
    /// Moved so that everything begins at 0, with its size.
    fn moved(mut self) -> Laid {
        let mut low = (f64::MAX, f64::MAX);
        let mut high = (f64::MIN, f64::MIN);
        let mut meet = |x: f64, y: f64| {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        };
        for b in self.nodes.iter().chain(&self.labels) {
            meet(b.x, b.y);
            meet(b.x + b.width, b.y + b.height);
        }
        for (a, b) in self.halves.iter().flatten().flat_map(|curve| &curve.points) {
            meet(a.0, a.1);
            meet(b.0, b.1);
        }
        for b in self.nodes.iter_mut().chain(&mut self.labels) {
            (b.x, b.y) = (b.x - low.0, b.y - low.1);
        }
        for (a, b) in self.halves.iter_mut().flatten().flat_map(|curve| &mut curve.points) {
            (a.0, a.1, b.0, b.1) = (a.0 - low.0, a.1 - low.1, b.0 - low.0, b.1 - low.1);
        }
        (self.width, self.height) = (high.0 - low.0, high.1 - low.1);
        self
    }
}

/// Takes down what the layout crate draws: every box and curve bears its name.
struct Canvas {
    laid: Laid,
}

/// A name apart: its letter, and the place it stands for.
fn named(name: &str) -> Option<(char, usize)> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    letters.as_str().parse().ok().map(|place| (letter, place))
}

impl RenderBackend for Canvas {
    fn draw_rect(
        &mut self,
        xy: Point,
        size: Point,
        _: &StyleAttr,
        name: Option<String>,
        _: Option<ClipHandle>,
    ) {
        let placed = Placed { x: xy.x, y: xy.y, width: size.x, height: size.y };
        let slot = match name.as_deref().and_then(named) {
            Some(('n', place)) => self.laid.nodes.get_mut(place),
            Some(('e', place)) => self.laid.labels.get_mut(place),
            _ => None,
        };
        slot.into_iter().for_each(|slot| *slot = placed);
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        heads: (bool, bool),
        _: &StyleAttr,
        name: Option<String>,
        _: &str,
    ) {
        let Some((letter, place)) = name.as_deref().and_then(named) else { return };
        let points = path.iter().map(|(a, b)| ((a.x, a.y), (b.x, b.y))).collect();
        if let Some(half) =
            self.laid.halves.get_mut(place).and_then(|h| h.get_mut(usize::from(letter == 'b')))
        {
            *half = Curve { points, heads };
        }
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}
    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, the same in every run.
    fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % (below as u64)).unwrap()
        }
    }

    fn apart(a: &Placed, b: &Placed) -> bool {
        a.x + a.width <= b.x + 0.5
            || b.x + b.width <= a.x + 0.5
            || a.y + a.height <= b.y + 0.5
            || b.y + b.height <= a.y + 0.5
    }

    #[test]
    fn given_any_graph_when_laid_out_then_no_box_lies_over_another() {
        for seed in 1..=50 {
            let mut number = numbers(seed);
            let nodes: Vec<(f64, f64)> =
                (0..=number(14)).map(|_| (40.0 + number(200) as f64, 20.0 + number(80) as f64)).collect();
            let count = nodes.len();
            let edges: Vec<_> = (0..number(20))
                .map(|_| {
                    (number(count), number(count), (20.0 + number(120) as f64, 14.0 + number(40) as f64))
                })
                .collect();
            for (up, across) in [(false, false), (false, true), (true, false), (true, true)] {
                let laid = lay(&nodes, &edges, up, across).unwrap_or_else(|e| panic!("{seed}: {e}"));
                let boxes: Vec<&Placed> = laid.nodes.iter().chain(&laid.labels).collect();
                assert!(boxes.iter().all(|b| b.width > 0.0 && b.x >= 0.0 && b.y >= 0.0), "{seed}: {laid:?}");
                for (i, a) in boxes.iter().enumerate() {
                    assert!(boxes.iter().skip(i + 1).all(|b| apart(a, b)), "{seed} {up} {across}: {a:?}");
                }
                assert!(laid.halves.iter().flatten().all(|curve| curve.points.len() >= 2), "{seed}");
                let heads = |h: &[Curve; 2]| h.iter().filter(|c| c.heads.0 || c.heads.1).count();
                assert!(laid.halves.iter().all(|h| heads(h) == 1), "{seed}");
            }
        }
    }

    #[test]
    fn given_nothing_or_too_much_when_laid_out_then_it_is_told() {
        assert_eq!(lay(&[], &[], false, false), Err(Undrawable::Empty));
        let many = vec![(10.0, 10.0); MOST + 1];
        assert_eq!(lay(&many, &[], false, true), Err(Undrawable::TooLarge(MOST + 1)));
    }

    #[test]
    fn given_as_much_as_may_be_when_laid_out_then_it_is_done_in_seconds() {
        let nodes = vec![(120.0, 40.0); MOST / 2];
        let mut number = numbers(7);
        let edges: Vec<_> = (1..MOST / 2).map(|i| (number(i), i, (60.0, 28.0))).collect();
        let start = std::time::Instant::now();
        assert!(lay(&nodes, &edges, true, true).is_ok());
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
