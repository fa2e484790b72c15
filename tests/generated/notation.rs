//! Reads chronologies back from the notation in which they are printed, for cases kept by hand.
//!
//! A line a report: `r0 leave member=n+a coalition=b? scope:part says "not exists a" @ 2014-03-02 after r1
//! variant-of r2 inferred [s0 2014-03-20]`; `?` marks a filler that is only inferred, `undated` no date. A line `party s4
//! a` makes a source a party's own; amendments come in a notation of their own.

use annals::domain::{
    Content, Detail, EventDate, Filler, Fluent, Hint, HintKind, Kind, Proposition, Report, Role, Surety,
};

use super::{Chronology, blank, marginalia, slug, told};

/// The chronology in a text.
pub fn read(text: &str) -> Chronology {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    // The first source is the horizon of most; the others are always the same.
    let horizon =
        lines.iter().find_map(|l| l.split("[s0 ").nth(1)).map_or("2014-03-20", |d| d.trim_end_matches(']'));
    let mut chronology = told(&[], horizon);
    for line in lines {
        if marginalia::is_amendment(line) {
            let amendment = marginalia::amendment(line, &chronology);
            chronology.amendments.push(amendment);
        } else if let Some((source, party)) = line.strip_prefix("party ").and_then(|l| l.split_once(' ')) {
            let own = chronology.sources.iter_mut().find(|s| s.id.as_str() == source).expect(line);
            own.party = Some(slug(party));
        } else {
            chronology.reports.push(report(line));
        }
    }
    chronology
}

/// Reads one report.
pub fn report(line: &str) -> Report {
    let (what, when) = line.split_once(" @ ").expect(line);
    let mut says = what.split('"');
    let mut words = says.next().unwrap_or_default().split_whitespace();
    let mut report = blank(words.next().expect(line), Kind::parse(words.next().expect(line)).expect(line));
    for word in words {
        if let Some(places) = word.strip_prefix("place=") {
            report.places = places.split('+').map(slug).collect();
        } else if let Some((role, actors)) = word.split_once('=') {
            let filler = |a: &str| Filler {
                actor: slug(a.trim_end_matches('?')),
                surety: if a.ends_with('?') { Surety::Inferred } else { Surety::Stated },
            };
            report.roles.insert(Role::parse(role).expect(line), actors.split('+').map(filler).collect());
        } else if let Some((detail, value)) = word.split_once(':') {
            report.details.insert(Detail::parse(detail).expect(line), value.to_owned());
        }
    }
    for said in says.step_by(2).filter(|s| !s.trim().is_empty()) {
        let (affirmed, rest) = said.strip_prefix("not ").map_or((true, said), |rest| (false, rest));
        let content = match rest.split_once(" of ") {
            Some((aspect, id)) => Content::Aspect { report: slug(id), aspect: aspect.to_owned() },
            None => Content::Fact(Fluent::parse(rest).expect(line)),
        };
        report.says.push(Proposition { affirmed, content });
    }
    let mut words = when.split_whitespace();
    let date = words.next().expect(line);
    report.date = if date == "undated" { EventDate::undated() } else { EventDate::parse(date).expect(line) };
    while let Some(word) = words.next() {
        if let Some(surety) = Surety::parse(word) {
            report.surety = surety;
        } else if word == "variant-of" {
            report.variant_of.push(slug(words.next().expect(line)));
        } else if let Some(kind) = HintKind::ALL.iter().copied().find(|k| k.word() == word) {
            report.hints.push(Hint { kind, other: slug(words.next().expect(line)) });
        } else if let Some(source) = word.strip_prefix('[') {
            report.citation.source = slug(source);
        }
    }
    report
}

/// Writes one report of a chronology.
pub fn write(report: &Report, of: &Chronology, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    write!(f, "{} {}", report.id, report.kind)?;
    for (role, fillers) in &report.roles {
        let mark = |s: Surety| if s == Surety::Stated { "" } else { "?" };
        let names: Vec<String> = fillers.iter().map(|x| format!("{}{}", x.actor, mark(x.surety))).collect();
        write!(f, " {}={}", role.word(), names.join("+"))?;
    }
    if !report.places.is_empty() {
        let places: Vec<&str> = report.places.iter().map(|p| p.as_str()).collect();
        write!(f, " place={}", places.join("+"))?;
    }
    for (detail, value) in &report.details {
        write!(f, " {}:{value}", detail.word())?;
    }
    for said in &report.says {
        let not = if said.affirmed { "" } else { "not " };
        match &said.content {
            Content::Fact(fluent) => write!(f, " says \"{not}{fluent}\"")?,
            Content::Aspect { report, aspect } => write!(f, " says \"{not}{aspect} of {report}\"")?,
        }
    }
    write!(f, " @ {}", if report.date.text.is_empty() { "undated" } else { &report.date.text })?;
    for hint in &report.hints {
        write!(f, " {} {}", hint.kind.word(), hint.other)?;
    }
    for other in &report.variant_of {
        write!(f, " variant-of {other}")?;
    }
    if report.surety != Surety::Stated {
        write!(f, " {}", report.surety.word())?;
    }
    let source = of.sources.iter().find(|s| s.id == report.citation.source);
    write!(f, " [{} {}]", report.citation.source, source.map_or("?", |s| &s.date.text))
}

impl std::fmt::Debug for Chronology {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for source in &self.sources {
            if let Some(party) = &source.party {
                write!(f, "\n  party {} {party}", source.id)?;
            }
        }
        for report in &self.reports {
            write!(f, "\n  ")?;
            write(report, self, f)?;
        }
        for amendment in &self.amendments {
            write!(f, "\n  ")?;
            marginalia::write(amendment, self, f)?;
        }
        Ok(())
    }
}
