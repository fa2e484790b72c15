//! Reads chronologies back from the notation in which they are printed, for cases kept by hand.
//!
//! A line a report: `r0 leave member=n+a coalition=b? scope:part says "not exists a" @ 2014-03-02 after r1
//! variant-of r2 inferred [s0 2014-03-20]`; `?` marks a filler that is only inferred, `undated` no date.

use annals::domain::{
    Content, Detail, EventDate, Filler, Fluent, Hint, HintKind, Kind, Proposition, Report, Role, Surety,
};

use super::{Chronology, blank, slug, told};

/// The chronology in a text.
pub fn read(text: &str) -> Chronology {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    // The first source is the horizon of most; the others are always the same.
    let horizon =
        lines.iter().find_map(|l| l.split("[s0 ").nth(1)).map_or("2014-03-20", |d| d.trim_end_matches(']'));
    let mut chronology = told(&[], horizon);
    chronology.reports = lines.iter().map(|l| report(l)).collect();
    chronology
}

fn report(line: &str) -> Report {
    let (what, when) = line.split_once(" @ ").expect(line);
    let mut says = what.split('"');
    let mut words = says.next().unwrap_or_default().split_whitespace();
    let mut report = blank(words.next().expect(line), Kind::parse(words.next().expect(line)).expect(line));
    for word in words {
        if let Some((role, actors)) = word.split_once('=') {
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
