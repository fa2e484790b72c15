//! The tree: an explanation in lines, read from the top.

use super::super::{MANY, listed};
use super::phrases;
use super::{CitedRow, DeedRow, HeardRow, ReasonRow, TestimonyRow, WhyRow};

/// A line, so many steps in.
fn line(out: &mut Vec<String>, depth: usize, text: impl AsRef<str>) {
    out.push(format!("{}{}", "  ".repeat(depth), text.as_ref()));
}

/// How many more there are of a list that is too long to be told one by one.
fn more<T>(all: &[T]) -> Option<String> {
    let more = all.len().checked_sub(MANY).filter(|more| *more > 0)?;
    Some(format!("and {more} more; --format json tells all"))
}

/// Everything of a list, as far as it is told one by one.
fn each<T>(out: &mut Vec<String>, depth: usize, all: &[T], tell: impl Fn(&T, &mut Vec<String>, usize)) {
    all.iter().take(MANY).for_each(|one| tell(one, out, depth));
    if let Some(more) = more(all) {
        line(out, depth, more);
    }
}

/// Rules a line follows, for looking up.
fn cite(rules: &[String]) -> String {
    if rules.is_empty() { String::new() } else { format!(" [{}]", rules.join(", ")) }
}

impl WhyRow {
    /// The answer in one line.
    pub(super) fn title(&self) -> String {
        let aspect = match self.fact.aspect.is_empty() {
            true => String::new(),
            false => format!(" ({})", self.fact.aspect.join(", ")),
        };
        format!("{}{aspect}: {} on {}", self.fact.answer, self.fact.fact(), self.day)
    }

    /// Everything, in lines.
    pub(super) fn tree(&self) -> Vec<String> {
        let mut out = vec![self.title()];
        self.branches(&mut out, 1);
        out
    }

    fn branches(&self, out: &mut Vec<String>, depth: usize) {
        if let Some(between) = self.fact.path.get(1..self.fact.path.len().saturating_sub(1))
            && !between.is_empty()
        {
            line(out, depth, format!("by way of {}", between.join(", ")));
        }
        let (begin, end) = (self.fact.begin.short(), self.fact.end.short());
        if !begin.is_empty() {
            line(out, depth, format!("begins {begin}"));
        }
        if !end.is_empty() {
            line(out, depth, format!("ends {end}"));
        }
        line(out, depth, "because");
        each(out, depth + 1, &self.reasons, |reason, out, depth| line(out, depth, reason.words()));
        if let Some(gap) = &self.gap {
            let stop = |stop: &Option<super::StopRow>| {
                stop.as_ref().map(|s| format!("{} ({})", s.report, s.when.short()))
            };
            let missing = match (stop(&gap.after), stop(&gap.before)) {
                (Some(a), Some(b)) => format!("no report of it between {a} and {b}"),
                (Some(a), None) => format!("no report of it after {a}"),
                (None, Some(b)) => format!("no report of it before {b}"),
                (None, None) => "no report of it at all".to_owned(),
            };
            line(out, depth, format!("missing: {missing}"));
        }
        if !self.fact.claims.is_empty() {
            line(out, depth, "positions");
            each(out, depth + 1, &self.fact.claims, |position, out, depth| {
                line(out, depth, position.words())
            });
        }
        if !self.heard.is_empty() {
            line(out, depth, "claims");
            each(out, depth + 1, &self.heard, |claim, out, depth| line(out, depth, claim.words()));
        }
        for lean in &self.leans_on {
            line(out, depth, format!("{}: {}", lean.sort, lean.why.title()));
            lean.why.branches(out, depth + 1);
        }
        if !self.reports.is_empty() {
            line(out, depth, "reports");
            each(out, depth + 1, &self.reports, TestimonyRow::branch);
        }
    }
}

impl ReasonRow {
    fn words(&self) -> String {
        let mut text = self.phrase.to_owned();
        if !self.facts.is_empty() {
            text.push_str(&format!(": {}", self.facts.join("; ")));
        }
        if let (Some(answer), false) = (self.answer, self.facts.is_empty()) {
            text.push_str(&format!(" ({answer})"));
        } else if let Some(answer) = self.answer {
            text.push_str(&format!("; last known: {answer}"));
        }
        if !self.by.is_empty() {
            text.push_str(&format!(", as told by {}", self.by.join(", ")));
        }
        if !self.reports.is_empty() {
            text.push_str(&format!(": {}", listed(&self.reports)));
        }
        let when = self.when.short();
        if !when.is_empty() {
            text.push_str(&format!(", {when}"));
        }
        text + &cite(&self.rules)
    }
}

impl HeardRow {
    fn words(&self) -> String {
        let by = if self.by.is_empty() { "somebody".to_owned() } else { self.by.join(", ") };
        let mut text = format!("{by} says {} ({})", self.says, listed(&self.reports));
        let when = self.when.short();
        if !when.is_empty() {
            text.push_str(&format!(", {when}"));
        }
        for opposed in &self.opposed_by {
            text.push_str(&format!("; {} denies that ({})", opposed.by, opposed.report));
        }
        if self.no_standing {
            text.push_str("; no standing, hence only a claim [R27]");
        }
        match self.fate {
            "fact" => text.push_str("; counts as fact in this view"),
            "not-heard" => text.push_str("; not heard in this view"),
            "open" => text.push_str("; nothing settles it"),
            _ => {}
        }
        for settled in self.settled_by.iter().take(MANY) {
            let what = phrases::does(settled.does);
            text.push_str(&format!("; settled: {} {what} [{}]", listed(&settled.reports), settled.rule));
        }
        if let Some(more) = more(&self.settled_by) {
            text.push_str(&format!("; {more}"));
        }
        text
    }
}

impl TestimonyRow {
    fn branch(&self, out: &mut Vec<String>, depth: usize) {
        line(out, depth, format!("{}: {} ({})", self.id, self.summary, self.kind));
        let depth = depth + 1;
        for deed in &self.does {
            line(out, depth, deed.words());
        }
        if self.does.is_empty() {
            line(out, depth, "does nothing to it");
        }
        let mut when = self.begin.short();
        if self.end != self.begin {
            when.push_str(&format!(" / {}", self.end.short()));
        }
        let when = if when.is_empty() { "on any day".to_owned() } else { when };
        let mut dated = match self.date.is_empty() {
            true => format!("undated; {when}"),
            false if self.date == when => format!("dated {when}"),
            false => format!("dated {}; {when}", self.date),
        };
        if let Some(words) = &self.words {
            dated.push_str(&format!("; in its words {words:?}"));
        }
        if let Some(day) = &self.known_until {
            dated.push_str(&format!("; its source can have known until {day} [R12]"));
        }
        line(out, depth, dated);
        for hint in &self.hints {
            let dropped = if hint.dropped { " (dropped)" } else { "" };
            line(out, depth, format!("order: {} {} {}{dropped} [R9]", hint.report, hint.hint, hint.other));
        }
        for doubt in &self.doubts {
            let of = if doubt.of.is_empty() { String::new() } else { format!(": {}", doubt.of) };
            line(out, depth, format!("{}{of}{}", phrases::doubt(doubt.doubt), cite(&doubt.rules)));
        }
        if !self.accounts.is_empty() {
            line(out, depth, format!("other accounts: {} [R4]", listed(&self.accounts)));
        }
        for amended in &self.amendments {
            let of =
                if amended.of.is_empty() { String::new() } else { format!(" {}", amended.of.join(", ")) };
            let force = match amended.in_force {
                "no" => ", not in force",
                "possible" => ", perhaps in force",
                _ => "",
            };
            line(
                out,
                depth,
                format!("amendment {}: {}{of}, by {}{force} [R5]", amended.id, amended.does, amended.by),
            );
        }
        line(out, depth, format!("source: {}", self.citation.words()));
    }
}

impl DeedRow {
    fn words(&self) -> String {
        let mut text = phrases::does(self.does).to_owned();
        if !self.certain {
            text.push_str(", at most possibly");
        }
        if self.account {
            text.push_str(", in one account");
        }
        if !self.by.is_empty() {
            text.push_str(&format!(", by {}", self.by.join(", ")));
        }
        let mut when = self.when.short();
        if let Some(until) = self.until.as_ref().filter(|until| **until != self.when) {
            when.push_str(&format!(" until {}", until.short()));
        }
        if when.is_empty() { text } else { format!("{text}: {when}") }
    }
}

impl CitedRow {
    fn words(&self) -> String {
        let mut words = vec![self.source.clone()];
        words.extend(self.title.as_ref().map(|title| format!("{title:?}")));
        words.extend([&self.author, &self.publisher, &self.date].into_iter().flatten().cloned());
        words.extend(self.paragraph.map(|n| format!("paragraph {n}")));
        words.extend(self.page.as_ref().map(|page| format!("page {page}")));
        words.extend(self.through.as_ref().map(|source| format!("through {source}")));
        words.extend(self.locator.clone());
        words.extend(self.archive.as_ref().map(|at| format!("kept at {at}")));
        words.extend(self.retrieved.as_ref().map(|day| format!("read {day}")));
        words.join(", ")
    }
}
