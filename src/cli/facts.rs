//! `annals facts`: what can be asked, what silence means, and how each goes on in this view.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, out};
use crate::domain::Relation;
use crate::render::RelationRow;

pub(super) fn run(shared: &Shared) -> Result<ExitCode, Failure> {
    let persistence = shared.persistence()?;
    // Direct memberships and departures are asked through member-of.
    let asked = |r: &&Relation| !matches!(r, Relation::DirectMemberOf | Relation::Left);
    let rows: Vec<RelationRow> = (Relation::ALL.iter().filter(asked))
        .map(|relation| {
            let leans = if *relation == Relation::MemberOf { Relation::DirectMemberOf } else { *relation };
            let declared = relation.declaration().persistence;
            RelationRow::new(*relation, persistence.get(&leans).copied().unwrap_or(declared))
        })
        .collect();
    out::rows(shared, &rows, "")?;
    Ok(ExitCode::SUCCESS)
}
