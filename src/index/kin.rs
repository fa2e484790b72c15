//! Kin: the accounts of one happening and the readings of one report, which touch together what none of them touches
//! alone (rules R4, R5).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::touch;
use crate::domain::{Amendment, Amends, Body, Record, Report, ReportId, Slug};

/// Every reading of a report that has others beside it: the position it is found under, the reading, and the others. Readings are the
/// reports as recorded, and as corrections have them, alone and all together.
pub fn together(records: &[Record]) -> Vec<(u64, Arc<Report>, Vec<Arc<Report>>)> {
    let mut readings: BTreeMap<&ReportId, Vec<(u64, Arc<Report>)>> = BTreeMap::new();
    for record in records {
        if let Body::Report(report) = &record.body {
            readings.entry(&report.id).or_default().push((record.position, report.clone()));
        }
    }
    for record in records {
        let Body::Amendment(amendment) = &record.body else { continue };
        let Amends::Correct { keys, becomes, .. } = &amendment.act else { continue };
        let Body::Report(becoming) = &**becomes else { continue };
        let Some(all) = readings.get_mut(&becoming.id) else { continue };
        // On each of the readings so far: corrections of different keys stand together.
        let more: Vec<(u64, Arc<Report>)> = all
            .iter()
            .filter_map(|(_, reading)| {
                let mut body = Body::Report(reading.clone());
                body.take(keys, becomes);
                match body {
                    Body::Report(report) => Some((record.position, report)),
                    _ => None,
                }
            })
            .collect();
        all.extend(more.into_iter().take(READINGS.saturating_sub(all.len())));
    }
    let groups = groups(&readings);
    let mut out = Vec::new();
    for group in groups {
        let all: Vec<&(u64, Arc<Report>)> =
            group.iter().filter_map(|id| readings.get(*id)).flatten().collect();
        if all.len() < 2 {
            continue;
        }
        for (i, (position, report)) in all.iter().enumerate() {
            let others = all.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, (_, r))| r.clone());
            out.push((*position, report.clone(), others.collect()));
        }
    }
    out
}

/// Whom reports name of which amendments speak, in any of their readings: each with the position of the amendment. What is
/// confirmed, disputed or denied may be in dispute for that alone (rule R3).
pub fn spoken_of(records: &[Record]) -> Vec<(u64, Slug)> {
    let mut named: HashMap<&ReportId, BTreeSet<Slug>> = HashMap::new();
    for record in records {
        let report = match &record.body {
            Body::Report(report) => report,
            Body::Amendment(Amendment { act: Amends::Correct { becomes, .. }, .. }) => match &**becomes {
                Body::Report(report) => report,
                _ => continue,
            },
            _ => continue,
        };
        named.entry(&report.id).or_default().extend(touch::named(report));
    }
    let mut all = Vec::new();
    for record in records {
        let Body::Amendment(amendment) = &record.body else { continue };
        let (Amends::Confirm { event } | Amends::Dispute { event, .. } | Amends::Deny { event, .. }) =
            &amendment.act
        else {
            continue;
        };
        all.extend(named.get(event).into_iter().flatten().map(|id| (record.position, id.clone())));
    }
    all
}

/// So many readings of one report are told apart.
const READINGS: usize = 64;

/// Reports that are accounts of one happening in any of their readings.
fn groups<'a>(readings: &BTreeMap<&'a ReportId, Vec<(u64, Arc<Report>)>>) -> Vec<Vec<&'a ReportId>> {
    let mut near: HashMap<&ReportId, BTreeSet<&'a ReportId>> = HashMap::new();
    let known = |id: &ReportId| readings.get_key_value(id).map(|(known, _)| *known);
    for (id, all) in readings {
        for other in all.iter().flat_map(|(_, r)| &r.variant_of).filter_map(known) {
            near.entry(id).or_default().insert(other);
            near.entry(other).or_default().insert(id);
        }
    }
    let mut met: BTreeSet<&ReportId> = BTreeSet::new();
    let mut out = Vec::new();
    for id in readings.keys() {
        let mut group = Vec::new();
        let mut open = vec![*id];
        while let Some(one) = open.pop() {
            if met.insert(one) {
                group.push(one);
                open.extend(near.get(one).into_iter().flatten());
            }
        }
        if !group.is_empty() {
            out.push(group);
        }
    }
    out
}
