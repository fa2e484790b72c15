//! A span chart as SVG: a date axis, and a bar for every stretch of days.

use chrono::Datelike;
use svg::node::element::{Group, Polygon, Rectangle, Title};

use super::super::bars::years_apart;
use super::super::chart::{Bar, Chart, Line};
use super::page::{
    FAINT, GREY, MARGIN, SMALL, bar, bar_sample, breadth, document, fitted, heading, line, px, text,
};
use crate::domain::Day;

/// Narrower than this no picture is drawn.
const NARROWEST: f64 = 280.0;
/// Under this width a label stands over its bars.
const NARROW: f64 = 640.0;
/// The size of labels.
const LABEL: f64 = 12.0;
/// The height of a bar.
const BAR: f64 = 12.0;

/// Where things lie.
struct Plot {
    left: f64,
    right: f64,
    from: Day,
    to: Day,
    narrow: bool,
    row: f64,
}

impl Plot {
    /// Where a day begins.
    fn x(&self, day: Day) -> f64 {
        let days = f64::from(self.to.0) - f64::from(self.from.0) + 1.0;
        let after = f64::from(day.0) - f64::from(self.from.0);
        self.left + (self.right - self.left) * (after / days).clamp(0.0, 1.0)
    }
}

/// A chart as an SVG picture of about this width, in pixels.
pub fn chart_svg(chart: &Chart, width: f64) -> String {
    let width = if width.is_finite() { width.max(NARROWEST) } else { NARROW };
    let narrow = width < NARROW;
    let lines = || chart.groups.iter().flat_map(|g| &g.lines);
    let label = |line: &Line| breadth(&line.label, LABEL).max(breadth(&line.dates, SMALL - 1.0));
    let labels = lines().map(label).fold(0.0, f64::max).min(width * 0.36);
    let left = if narrow { MARGIN } else { MARGIN + labels + 12.0 };
    let row = if narrow { 52.0 } else { 32.0 };
    let plot = Plot { left, right: width - MARGIN - 6.0, from: chart.from, to: chart.to, narrow, row };
    let legend = chart.degrees().into_iter().map(bar_sample).collect();
    let (top, high) = heading(&chart.title, chart.asked.as_deref(), legend, width);
    let mut body = Group::new();
    let mut y = high + 20.0;
    let axis_at = y;
    for group in &chart.groups {
        if chart.groups.len() > 1 {
            y += 22.0;
            let name = fitted(&group.name, LABEL, width - 2.0 * MARGIN);
            body = body.add(text(MARGIN, y - 4.0, LABEL, "start", &name).set("font-weight", "bold"));
        }
        for (place, line) in group.lines.iter().enumerate() {
            if place % 2 == 0 {
                body = body.add(stripe(y, &plot, width));
            }
            body = body.add(drawn(line, y, &plot, labels));
            y += plot.row;
        }
    }
    if chart.left_out > 0 {
        y += 18.0;
        let words = format!("{} more lines are not drawn: name actors, or a period", chart.left_out);
        body = body.add(text(MARGIN, y - 4.0, SMALL, "start", &words).set("fill", GREY));
    }
    let axis = axis(&plot, axis_at, y);
    document(width, y + 20.0 + MARGIN, &chart.title, vec![top, axis.0, body, axis.1])
}

/// A faint stripe behind every other line.
fn stripe(y: f64, plot: &Plot, width: f64) -> Rectangle {
    Rectangle::new()
        .set("x", px(MARGIN / 2.0))
        .set("y", px(y))
        .set("width", px(width - MARGIN))
        .set("height", px(plot.row))
        .set("fill", "#f5f7fa")
        .set("fill-opacity", 0.7)
}

/// One line: what it is, when, and its bars.
fn drawn(told: &Line, y: f64, plot: &Plot, labels: f64) -> Group {
    let mut group = Group::new().add(Title::new(format!("{}: {}", told.label, told.dates)));
    let small = SMALL - 1.0;
    let bars_at = if plot.narrow {
        let room = plot.right - plot.left;
        let (label, dates) = (fitted(&told.label, LABEL, room), fitted(&told.dates, small, room));
        group = group.add(text(MARGIN, y + 14.0, LABEL, "start", &label));
        group = group.add(text(MARGIN, y + 27.0, small, "start", &dates).set("fill", GREY));
        y + 34.0
    } else {
        let (label, dates) = (fitted(&told.label, LABEL, labels), fitted(&told.dates, small, labels));
        group = group.add(text(MARGIN, y + 13.0, LABEL, "start", &label));
        group = group.add(text(MARGIN, y + 26.0, small, "start", &dates).set("fill", GREY));
        y + 10.0
    };
    for told in &told.bars {
        for part in parts(told, bars_at, plot) {
            group = group.add(part);
        }
    }
    group
}

/// A bar, and the points at ends where it goes on.
fn parts(told: &Bar, y: f64, plot: &Plot) -> Vec<Group> {
    let (from, to) = (plot.x(told.from), plot.x(told.to.next()));
    let mut parts = vec![Group::new().add(bar(from, y, to - from, BAR, told.sure))];
    let point = |x: f64, out: f64| {
        let points =
            [(x, y), (x + out, y + BAR / 2.0), (x, y + BAR)].map(|(x, y)| format!("{},{}", px(x), px(y)));
        Group::new().add(Polygon::new().set("points", points.join(" ")).set("fill", told.sure.colour()))
    };
    if told.before {
        parts.push(point(from, -6.0));
    }
    if told.after {
        parts.push(point(to, 6.0));
    }
    parts
}

/// The lines behind the bars; the dates over and under them.
fn axis(plot: &Plot, top: f64, bottom: f64) -> (Group, Group) {
    let mut grid = Group::new();
    let mut dates = Group::new();
    for (day, words) in ticks(plot) {
        let x = plot.x(day);
        grid = grid.add(line((x, top - 4.0), (x, bottom + 4.0), FAINT, 1.0));
        for y in [top - 8.0, bottom + 16.0] {
            dates = dates.add(text(x, y, SMALL, "middle", &words).set("fill", GREY));
        }
    }
    for y in [top - 4.0, bottom + 4.0] {
        grid = grid.add(line((plot.left, y), (plot.right, y), GREY, 1.0));
    }
    (grid, dates)
}

/// The days that are named on the axis: years, months or its two ends, as many as stand apart.
fn ticks(plot: &Plot) -> Vec<(Day, String)> {
    let broad = plot.right - plot.left;
    let (Some(from), Some(to)) = (plot.from.date(), plot.to.date()) else { return Vec::new() };
    let inside = |day: &Day| *day >= plot.from && *day <= plot.to;
    let room = |each: f64| (broad / each).floor().max(1.0) as usize;
    let apart = years_apart(to.year() - from.year() + 1, room(46.0));
    let first = from.year().div_euclid(apart).saturating_mul(apart);
    let years =
        (0..).map_while(|n: i32| Some(first.checked_add(n.checked_mul(apart)?)?).filter(|y| *y <= to.year()));
    let years: Vec<(Day, String)> = years
        .filter_map(|y| Some((Day::of(y, 1, 1)?, y.to_string())))
        .filter(|(day, _)| inside(day))
        .collect();
    if years.len() > 2 || plot.to.0.saturating_sub(plot.from.0) > 1_500 {
        return years;
    }
    let months = (from.year()..=to.year()).flat_map(|y| (1..=12).filter_map(move |m| Day::of(y, m, 1)));
    let months: Vec<Day> = months.filter(inside).collect();
    let step = months.len().div_ceil(room(64.0)).max(1);
    let named = |day: &Day| Some((*day, day.date()?.format("%Y-%m").to_string()));
    let named: Vec<(Day, String)> = months.iter().step_by(step).filter_map(named).collect();
    match named.is_empty() {
        true => vec![(plot.from, plot.from.to_string())],
        false => named,
    }
}
