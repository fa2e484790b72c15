//! A span chart for the terminal: one line a fact, as wide as there is room.

use super::Sure;
use super::chart::{Chart, Line};
use super::text::{cut, padded};
use crate::domain::Day;
use chrono::Datelike;

/// How a chart is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns there are.
    pub width: usize,
    /// Whether only ASCII may be written.
    pub plain: bool,
    /// Whether colours may be used.
    pub colour: bool,
}

/// Under so many columns a label stands on a line of its own.
const NARROW: usize = 60;
/// From so many columns on the dates stand beside the bars.
const WIDE: usize = 110;
/// Columns for the dates.
const DATES: usize = 30;
/// Fewest columns for bars.
const FEWEST: usize = 12;
/// The sign of a break shorter than a column: plain, and else.
const BREAK: (char, char) = (':', '┊');

/// The chart as lines of text.
pub fn bars(chart: &Chart, look: Look) -> String {
    let width = look.width.max(FEWEST + 8);
    let narrow = width < NARROW;
    let longest =
        chart.groups.iter().flat_map(|g| &g.lines).map(|l| l.label.chars().count()).max().unwrap_or(0);
    let labels = if narrow { 0 } else { (longest + 2).min(width / 3).min(40) };
    let dates = if width >= WIDE { DATES.min(longest_dates(chart)) } else { 0 };
    let gap = if dates > 0 { 2 } else { 0 };
    let plot = width.saturating_sub(labels + 2 + dates + gap).max(FEWEST);
    let scale = Scale { from: chart.from, to: chart.to, columns: plot };
    let mark = if look.plain { "~" } else { "…" };
    let mut out = Page::default();
    out.line(&cut(&chart.title, width, mark));
    if let Some(asked) = &chart.asked {
        out.line(&cut(asked, width, mark));
    }
    let (years, ticks) = scale.axis(look.plain);
    let indent = " ".repeat(labels + 1);
    out.line(&format!("{indent}{years}"));
    out.line(&format!("{indent}{ticks}"));
    for group in &chart.groups {
        if chart.groups.len() > 1 {
            out.line(&cut(&group.name, width, mark));
        }
        for line in &group.lines {
            let label = cut(&line.label, if narrow { width } else { labels.saturating_sub(2) }, mark);
            let drawn = drawn(line, &scale, look);
            if narrow {
                out.line(&label);
                out.line(&drawn);
            } else {
                let dates = if dates > 0 { cut(&line.dates, dates, mark) } else { String::new() };
                out.line(&format!("{}{drawn}{}{dates}", padded(&label, labels), " ".repeat(gap)));
            }
        }
    }
    if chart.left_out > 0 {
        out.line(&format!("{} more are not shown; name actors, or a period", chart.left_out));
    }
    // What is painted is longer than it is broad.
    let sample = |sure: Sure| {
        let signs = sign(sure, look.plain).to_string().repeat(3);
        (format!("{} {}", painted(&signs, sure, look), sure.word()), 4 + sure.word().len())
    };
    let mut legend: Vec<(String, usize)> = chart.degrees().into_iter().map(sample).collect();
    let broken = |line: &Line| cells(line, &scale).iter().any(|cell| matches!(cell, Cell::Broken(_)));
    if chart.groups.iter().flat_map(|g| &g.lines).any(broken) {
        let words = format!("{} breaks off and holds again", if look.plain { BREAK.0 } else { BREAK.1 });
        legend.push((words.clone(), words.chars().count()));
    }
    let mut row: Vec<String> = Vec::new();
    let mut used = 0;
    for (words, breadth) in legend {
        if used + breadth > width && !row.is_empty() {
            out.line(&row.join("   "));
            row.clear();
            used = 0;
        }
        used += breadth + 3;
        row.push(words);
    }
    out.line(&row.join("   "));
    out.0
}

/// Lines without spaces at their ends.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }
}

fn longest_dates(chart: &Chart) -> usize {
    chart.groups.iter().flat_map(|g| &g.lines).map(|l| l.dates.chars().count()).max().unwrap_or(0)
}

/// Days to columns.
struct Scale {
    from: Day,
    to: Day,
    columns: usize,
}

impl Scale {
    fn days(&self) -> i64 {
        (i64::from(self.to.0) - i64::from(self.from.0) + 1).max(1)
    }

    /// The column a day falls into.
    fn column(&self, day: Day) -> usize {
        let columns = i64::try_from(self.columns).unwrap_or(i64::MAX);
        let after = (i64::from(day.0) - i64::from(self.from.0)).clamp(0, self.days() - 1);
        usize::try_from(after.saturating_mul(columns) / self.days()).unwrap_or(0)
    }

    /// Years over their ticks: as many as stand apart.
    fn axis(&self, plain: bool) -> (String, String) {
        let (tick, rule) = if plain { ('+', '-') } else { ('┬', '─') };
        let mut years = vec![' '; self.columns + 6];
        let mut ticks = vec![rule; self.columns];
        let first = self.from.date().map_or(0, |d| d.year());
        let last = self.to.date().map_or(0, |d| d.year());
        let apart = years_apart(last - first + 1, self.columns / 7);
        let mut free = 0;
        for year in first..=last {
            let Some(day) = Day::of(year, 1, 1).filter(|d| *d >= self.from && *d <= self.to) else {
                continue;
            };
            if year.rem_euclid(apart) != 0 {
                continue;
            }
            let at = self.column(day);
            let text = year.to_string();
            if at < free || at + text.len() > self.columns {
                continue;
            }
            free = at + text.len() + 1;
            ticks.get_mut(at).into_iter().for_each(|c| *c = tick);
            for (place, c) in text.chars().enumerate() {
                years.get_mut(at + place).into_iter().for_each(|cell| *cell = c);
            }
        }
        if free == 0 {
            // Less than a year: its two ends.
            let text = format!("{} .. {}", self.from, self.to);
            years = text.chars().collect();
        }
        (years.into_iter().take(self.columns + 1).collect(), ticks.into_iter().collect())
    }
}

/// How many years apart ticks stand, so that no more than `most` are drawn.
pub(super) fn years_apart(years: i32, most: usize) -> i32 {
    let most = i32::try_from(most.max(1)).unwrap_or(1);
    let steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1_000, 5_000, 10_000, 50_000];
    steps.into_iter().find(|step| years / step <= most).unwrap_or(100_000)
}

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Empty,
    Held(Sure),
    /// It ceases and holds again within the column.
    Broken(Sure),
}

/// The columns of a line. Where several bars fall into one, the least sure of them is shown: what is certain for a part of a
/// column only never looks certain for all of it, but for the columns in which it begins and ends.
fn cells(line: &Line, scale: &Scale) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; scale.columns];
    let mut before: Option<(usize, Day)> = None;
    for bar in &line.bars {
        let (first, last) = (scale.column(bar.from), scale.column(bar.to));
        let broken = before.is_some_and(|(column, day)| column == first && day.next() < bar.from);
        for (column, cell) in cells.iter_mut().enumerate().skip(first).take(last + 1 - first) {
            *cell = match *cell {
                Cell::Empty => Cell::Held(bar.sure),
                Cell::Held(sure) if broken && column == first => Cell::Broken(sure.max(bar.sure)),
                Cell::Held(sure) => Cell::Held(sure.max(bar.sure)),
                Cell::Broken(sure) => Cell::Broken(sure.max(bar.sure)),
            };
        }
        before = Some((last, bar.to));
    }
    cells
}

/// The bars of a line, one sign a column.
fn drawn(line: &Line, scale: &Scale, look: Look) -> String {
    let cells = cells(line, scale);
    let goes_on = |at: usize| {
        let before = at == 0 && line.bars.iter().any(|bar| bar.before);
        let after = at + 1 == scale.columns && line.bars.iter().any(|bar| bar.after && bar.to == scale.to);
        let ends = if look.plain { ['<', '>'] } else { ['‹', '›'] };
        let [low, high] = ends;
        if before { Some(low) } else { after.then_some(high) }
    };
    let mut out = String::from("|");
    let mut run = String::new();
    for (at, cell) in cells.iter().enumerate() {
        let (sign, sure) = match *cell {
            Cell::Empty => (' ', None),
            Cell::Held(sure) => (goes_on(at).unwrap_or(sign(sure, look.plain)), Some(sure)),
            Cell::Broken(sure) => (if look.plain { BREAK.0 } else { BREAK.1 }, Some(sure)),
        };
        run.push(sign);
        let next = cells.get(at + 1).and_then(|next| match next {
            Cell::Empty => None,
            Cell::Held(sure) | Cell::Broken(sure) => Some(*sure),
        });
        if next != sure || at + 1 == cells.len() {
            out.push_str(&sure.map_or_else(|| run.clone(), |sure| painted(&run, sure, look)));
            run.clear();
        }
    }
    out.push('|');
    out
}

/// The sign of a degree of certainty: full, light, and crossed.
fn sign(sure: Sure, plain: bool) -> char {
    match (sure, plain) {
        (Sure::Certain, false) => '█',
        (Sure::Possible, false) => '░',
        (Sure::Disputed, false) => '╳',
        (Sure::Certain, true) => '#',
        (Sure::Possible, true) => '.',
        (Sure::Disputed, true) => 'x',
    }
}

fn painted(text: &str, sure: Sure, look: Look) -> String {
    let code = match sure {
        _ if !look.colour => return text.to_owned(),
        Sure::Certain => return text.to_owned(),
        Sure::Possible => "2",
        Sure::Disputed => "31",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::super::chart::{Bar, Group};
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn bar(from: &str, to: &str, sure: Sure) -> Bar {
        Bar { from: day(from), to: day(to), sure, before: false, after: false }
    }

    fn chart(bars: Vec<Bar>) -> Chart {
        let line = Line { label: "exists".to_owned(), bars, dates: String::new() };
        Chart {
            title: "x".to_owned(),
            asked: None,
            from: day("2000-01-01"),
            to: day("2019-12-31"),
            groups: vec![Group { name: "x".to_owned(), lines: vec![line] }],
            left_out: 0,
        }
    }

    fn line(bars_of: Vec<Bar>, colour: bool) -> String {
        let text = bars(&chart(bars_of), Look { width: 20, plain: true, colour });
        text.lines().find(|line| line.starts_with('|')).unwrap().to_owned()
    }

    #[test]
    fn given_a_gap_or_a_doubt_shorter_than_a_column_when_drawn_then_it_does_not_look_certain() {
        use Sure::{Certain, Disputed, Possible};
        // Each column is a little more than a year.
        let gap = vec![bar("2001-01-01", "2007-12-31", Certain), bar("2008-02-01", "2019-12-31", Certain)];
        assert!(line(gap, false).contains("#:#"));
        let doubt = vec![
            bar("2001-01-01", "2007-12-31", Certain),
            bar("2008-01-01", "2008-01-05", Disputed),
            bar("2008-01-06", "2019-12-31", Certain),
        ];
        assert!(line(doubt, false).contains("#x#"));
        let vague = vec![bar("2000-01-01", "2008-03-31", Possible), bar("2008-04-01", "2019-12-31", Certain)];
        assert!(line(vague, false).starts_with("|........#"));
    }

    #[test]
    fn given_colours_when_drawn_then_doubt_has_one_and_its_own_sign_too() {
        let bars = vec![
            bar("2001-01-01", "2010-12-31", Sure::Certain),
            bar("2011-01-01", "2019-12-31", Sure::Disputed),
        ];
        let text = line(bars, true);
        assert!(text.contains("#\u{1b}[31mx") && text.ends_with("\u{1b}[0m|"), "{text:?}");
    }
}
