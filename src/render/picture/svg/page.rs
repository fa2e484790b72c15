//! The paper of a picture: text with an estimated breadth, the heading, the legend, and the document around them.

use svg::node::element::{Definitions, Group, Line, Path, Pattern, Rectangle, Text, Title};
use svg::{Document, Node};

use super::super::Sure;
use super::super::text::printable;

/// Space around everything, in pixels.
pub(super) const MARGIN: f64 = 16.0;
/// The size of a title.
const TITLE: f64 = 17.0;
/// The size of small print.
pub(super) const SMALL: f64 = 11.0;
/// The colour of small print.
pub(super) const GREY: &str = "#52606d";
/// The colour of lines behind everything.
pub(super) const FAINT: &str = "#e4e7eb";
/// Fonts, the first that is there.
const FONTS: &str = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// A shape with the line of a degree of certainty.
pub(super) fn dashed<N: Node>(mut shape: N, sure: Sure) -> N {
    match sure {
        Sure::Certain => {}
        Sure::Possible => shape.assign("stroke-dasharray", "6 4"),
        Sure::Disputed => shape.assign("stroke-dasharray", "2 3"),
    }
    shape
}

/// How broad a text comes out, in pixels: no font is at hand, so rather more than less.
pub(super) fn breadth(text: &str, size: f64) -> f64 {
    let one = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '-' | ' ' => 0.38,
        'f' | 'r' | 't' => 0.42,
        'm' | 'w' | 'M' | 'W' | '…' => 0.98,
        'A'..='Z' => 0.72,
        c if c.is_ascii() => 0.63,
        c => 0.68 * unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) as f64,
    };
    text.chars().map(one).sum::<f64>() * size
}

/// A text cut to a breadth.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    let text = printable(text);
    if breadth(&text, size) <= room {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if breadth(&out, size) + size > room {
            out.pop();
            break;
        }
    }
    format!("{}…", out.trim_end())
}

/// A text in lines of at most this breadth, broken at spaces.
pub(super) fn broken(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in printable(text).split_whitespace() {
        match lines.last_mut() {
            Some(line) if breadth(&format!("{line} {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fitted(word, size, room)),
        }
    }
    lines
}

/// A number of pixels, without a tail of digits.
pub(super) fn px(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A text; `anchor`: start, middle or end.
pub(super) fn text(x: f64, y: f64, size: f64, anchor: &str, words: &str) -> Text {
    Text::new(printable(words))
        .set("x", px(x))
        .set("y", px(y))
        .set("font-size", size)
        .set("text-anchor", anchor)
}

/// A straight line.
pub(super) fn line(from: (f64, f64), to: (f64, f64), colour: &str, width: f64) -> Line {
    Line::new()
        .set("x1", px(from.0))
        .set("y1", px(from.1))
        .set("x2", px(to.0))
        .set("y2", px(to.1))
        .set("stroke", colour)
        .set("stroke-width", width)
}

/// A heading over a picture so broad: title, how it was asked, legend; and how high all that is.
pub(super) fn heading(
    title: &str,
    asked: Option<&str>,
    legend: Vec<(Group, f64)>,
    width: f64,
) -> (Group, f64) {
    let room = width - 2.0 * MARGIN;
    let mut group = Group::new();
    let mut y = MARGIN;
    // It is bold.
    for words in broken(title, TITLE, room / 1.09) {
        y += TITLE;
        group = group.add(text(MARGIN, y, TITLE, "start", &words).set("font-weight", "bold"));
        y += 4.0;
    }
    for words in asked.into_iter().flat_map(|asked| broken(asked, SMALL, room)) {
        y += SMALL + 3.0;
        group = group.add(text(MARGIN, y, SMALL, "start", &words).set("fill", GREY));
    }
    y += 8.0;
    let (mut x, row) = (MARGIN, 20.0);
    for (sample, broad) in legend {
        if x > MARGIN && x + broad > width - MARGIN {
            x = MARGIN;
            y += row;
        }
        group = group.add(sample.set("transform", format!("translate({} {})", px(x), px(y))));
        x += broad + 18.0;
    }
    (group, y + row + 4.0)
}

/// A sample of the legend with its word; and how broad it is.
pub(super) fn sample(shape: impl Into<Box<dyn Node>>, words: &str) -> (Group, f64) {
    let group = Group::new().add(shape).add(text(40.0, 12.0, SMALL, "start", words));
    (group, 40.0 + breadth(words, SMALL))
}

/// The sample of an edge: a line of its sort.
pub(super) fn edge_sample(sure: Sure) -> (Group, f64) {
    let shape = dashed(line((0.0, 8.0), (34.0, 8.0), sure.colour(), 2.0), sure);
    let words = match sure {
        Sure::Certain => "certain (solid)",
        Sure::Possible => "possible (dashed)",
        Sure::Disputed => "disputed (dotted, red, marked)",
    };
    sample(shape, words)
}

/// The sample of a bar.
pub(super) fn bar_sample(sure: Sure) -> (Group, f64) {
    let words = match sure {
        Sure::Certain => "certain (full)",
        Sure::Possible => "possible (light, dashed)",
        Sure::Disputed => "disputed (hatched)",
    };
    sample(bar(0.0, 2.0, 34.0, 12.0, sure), words)
}

/// A bar of a span.
pub(super) fn bar(x: f64, y: f64, width: f64, height: f64, sure: Sure) -> Rectangle {
    let fill = match sure {
        Sure::Certain => "#334e68",
        Sure::Possible => "#d9e8f5",
        Sure::Disputed => "url(#disputed)",
    };
    let mut bar = Rectangle::new()
        .set("x", px(x))
        .set("y", px(y))
        .set("width", px(width.max(1.5)))
        .set("height", px(height))
        .set("fill", fill)
        .set("stroke", sure.colour())
        .set("stroke-width", 1);
    if sure == Sure::Possible {
        bar = bar.set("stroke-dasharray", "4 3");
    }
    bar
}

/// The whole document: `title` is also what a screen reader says first.
pub(super) fn document(width: f64, height: f64, title: &str, content: Vec<Group>) -> String {
    let hatch = Pattern::new()
        .set("id", "disputed")
        .set("width", 6)
        .set("height", 6)
        .set("patternUnits", "userSpaceOnUse")
        .add(Rectangle::new().set("width", 6).set("height", 6).set("fill", "#fdecea"))
        .add(
            Path::new()
                .set("d", "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5")
                .set("stroke", Sure::Disputed.colour())
                .set("stroke-width", 1.6),
        );
    let (width, height) = (px(width), px(height));
    let mut document = Document::new()
        .set("viewBox", (0.0, 0.0, width, height))
        .set("width", width)
        .set("height", height)
        .set("role", "img")
        .set("font-family", FONTS)
        .set("fill", "#1f2933")
        .add(Title::new(printable(title)))
        .add(Definitions::new().add(hatch))
        .add(Rectangle::new().set("width", width).set("height", height).set("fill", "#ffffff"));
    for group in content {
        document = document.add(group);
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n")
}
