//! Why: an indented tree in tables, nested objects in JSON, in CSV one line a reason, a claim, a report.

mod flat;
mod phrases;
mod tree;

use serde::Serialize;
use serde_json::Value;

use super::facts::FactRow;
use super::{Ends, Row, texts};
use crate::domain::{Bounds, ReportId};
use crate::question::{
    Amended, Cited, Deed, Doubted, Fate, Gap, HeardClaim, HintUse, Lean, Reason, Testimony, Why,
};
use crate::replay::Presence;

/// An answer, explained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WhyRow {
    #[serde(flatten)]
    fact: FactRow,
    day: String,
    reasons: Vec<ReasonRow>,
    heard: Vec<HeardRow>,
    gap: Option<GapRow>,
    reports: Vec<TestimonyRow>,
    leans_on: Vec<LeanRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct ReasonRow {
    reason: &'static str,
    rules: Vec<String>,
    reports: Vec<String>,
    facts: Vec<String>,
    answer: Option<&'static str>,
    by: Vec<String>,
    when: Ends,
    #[serde(skip)]
    phrase: &'static str,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct HeardRow {
    by: Vec<String>,
    says: &'static str,
    when: Ends,
    reports: Vec<String>,
    opposed_by: Vec<OpposedRow>,
    no_standing: bool,
    fate: &'static str,
    settled_by: Vec<SettledRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct OpposedRow {
    by: String,
    report: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct SettledRow {
    does: &'static str,
    reports: Vec<String>,
    rule: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct GapRow {
    after: Option<StopRow>,
    before: Option<StopRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct StopRow {
    report: String,
    when: Ends,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct TestimonyRow {
    id: String,
    kind: &'static str,
    summary: String,
    does: Vec<DeedRow>,
    surety: &'static str,
    doubts: Vec<DoubtRow>,
    date: String,
    words: Option<String>,
    written: Ends,
    begin: Ends,
    end: Ends,
    hints: Vec<HintRow>,
    known_until: Option<String>,
    accounts: Vec<String>,
    amendments: Vec<AmendedRow>,
    citation: CitedRow,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct DeedRow {
    does: &'static str,
    certain: bool,
    account: bool,
    when: Ends,
    until: Option<Ends>,
    by: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct DoubtRow {
    doubt: &'static str,
    of: String,
    rules: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct HintRow {
    report: String,
    hint: &'static str,
    other: String,
    dropped: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct AmendedRow {
    id: String,
    does: &'static str,
    by: String,
    of: Vec<String>,
    in_force: &'static str,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct CitedRow {
    source: String,
    title: Option<String>,
    author: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    through: Option<String>,
    paragraph: Option<u32>,
    page: Option<String>,
    archive: Option<String>,
    retrieved: Option<String>,
    locator: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct LeanRow {
    #[serde(rename = "as")]
    sort: &'static str,
    why: WhyRow,
}

fn rules(numbers: &[u8]) -> Vec<String> {
    numbers.iter().map(|n| format!("R{n}")).collect()
}

impl From<&Why> for WhyRow {
    fn from(why: &Why) -> WhyRow {
        WhyRow {
            fact: FactRow::from(&why.told),
            day: why.day.to_string(),
            reasons: why.reasons.iter().map(ReasonRow::from).collect(),
            heard: why.heard.iter().map(HeardRow::from).collect(),
            gap: why.gap.as_ref().map(GapRow::from),
            reports: why.reports.iter().map(TestimonyRow::from).collect(),
            leans_on: why.leans.iter().map(LeanRow::from).collect(),
        }
    }
}

impl From<&Lean> for LeanRow {
    fn from(lean: &Lean) -> LeanRow {
        LeanRow { sort: lean.sort.word(), why: WhyRow::from(&lean.why) }
    }
}

impl From<&Reason> for ReasonRow {
    fn from(reason: &Reason) -> ReasonRow {
        ReasonRow {
            reason: reason.ground.word(),
            rules: rules(&reason.rules),
            reports: texts(&reason.reports),
            facts: reason.facts.iter().map(ToString::to_string).collect(),
            answer: reason.answer.map(|a| a.word()),
            by: texts(&reason.by),
            when: reason.when.into(),
            phrase: phrases::ground(reason.ground),
        }
    }
}

impl From<&HeardClaim> for HeardRow {
    fn from(claim: &HeardClaim) -> HeardRow {
        let settled = |s: &crate::question::Settled| SettledRow {
            does: s.does.word(),
            reports: texts(&s.reports),
            rule: format!("R{}", s.rule),
        };
        let (fate, settled_by) = match &claim.fate {
            Fate::Open => ("open", Vec::new()),
            Fate::Settled(by) => ("settled", by.iter().map(settled).collect()),
            Fate::Fact => ("fact", Vec::new()),
            Fate::NotHeard => ("not-heard", Vec::new()),
        };
        let opposed = claim.opposed_by.iter();
        HeardRow {
            by: texts(&claim.by),
            says: if claim.affirms { "yes" } else { "no" },
            when: Some(claim.when).into(),
            reports: texts(&claim.reports),
            opposed_by: opposed
                .map(|(by, report)| OpposedRow { by: by.to_string(), report: report.to_string() })
                .collect(),
            no_standing: claim.no_standing,
            fate,
            settled_by,
        }
    }
}

impl From<&Gap> for GapRow {
    fn from(gap: &Gap) -> GapRow {
        let stop = |stop: &Option<(ReportId, Bounds)>| {
            stop.as_ref().map(|(id, when)| StopRow { report: id.to_string(), when: Some(*when).into() })
        };
        GapRow { after: stop(&gap.after), before: stop(&gap.before) }
    }
}

impl From<&Testimony> for TestimonyRow {
    fn from(told: &Testimony) -> TestimonyRow {
        TestimonyRow {
            id: told.report.id.to_string(),
            kind: told.report.kind.word(),
            summary: told.report.summary.clone(),
            does: told.does.iter().map(DeedRow::from).collect(),
            surety: told.surety.word(),
            doubts: told.doubts.iter().map(DoubtRow::from).collect(),
            date: told.report.date.text.clone(),
            words: told.report.words.clone(),
            written: Some(told.written).into(),
            begin: Some(told.begin).into(),
            end: Some(told.end).into(),
            hints: told.hints.iter().map(HintRow::from).collect(),
            known_until: told.known_until.map(|day| day.to_string()),
            accounts: texts(&told.accounts),
            amendments: told.amendments.iter().map(AmendedRow::from).collect(),
            citation: CitedRow::from(&told.cited),
        }
    }
}

impl From<&Deed> for DeedRow {
    fn from(deed: &Deed) -> DeedRow {
        DeedRow {
            does: deed.does.word(),
            certain: deed.certain,
            account: deed.account,
            when: Some(deed.when).into(),
            until: deed.until.map(|until| Some(until).into()),
            by: texts(&deed.by),
        }
    }
}

impl From<&Doubted> for DoubtRow {
    fn from(doubted: &Doubted) -> DoubtRow {
        DoubtRow { doubt: doubted.doubt.word(), of: doubted.of.clone(), rules: rules(&doubted.rules) }
    }
}

impl From<&HintUse> for HintRow {
    fn from(hint: &HintUse) -> HintRow {
        HintRow {
            report: hint.of.to_string(),
            hint: hint.hint.kind.word(),
            other: hint.hint.other.to_string(),
            dropped: hint.dropped,
        }
    }
}

impl From<&Amended> for AmendedRow {
    fn from(amended: &Amended) -> AmendedRow {
        AmendedRow {
            id: amended.id.to_string(),
            does: amended.does,
            by: amended.by.clone(),
            of: amended.of.clone(),
            in_force: match amended.presence {
                Presence::In => "yes",
                Presence::Perhaps => "possible",
                Presence::Out => "no",
            },
        }
    }
}

impl From<&Cited> for CitedRow {
    fn from(cited: &Cited) -> CitedRow {
        CitedRow {
            source: cited.source.to_string(),
            title: cited.title.clone(),
            author: cited.author.clone(),
            publisher: cited.publisher.clone(),
            date: cited.date.clone(),
            through: cited.through.as_ref().map(ToString::to_string),
            paragraph: cited.paragraph,
            page: cited.page.clone(),
            archive: cited.archive.clone(),
            retrieved: cited.retrieved.clone(),
            locator: cited.locator.clone(),
        }
    }
}

impl Row for WhyRow {
    fn headers() -> Vec<&'static str> {
        Vec::new()
    }

    fn cells(&self) -> Vec<String> {
        vec![self.title()]
    }

    fn lines(&self) -> Vec<Vec<String>> {
        self.tree().into_iter().map(|line| vec![line]).collect()
    }

    fn flat(&self) -> Vec<Value> {
        flat::records(self)
    }
}
