//! Posts and places with one holder at a time: who takes one, ends the others' hold.

use std::collections::BTreeSet;

use annals::domain::{Detail, Fluent, Kind, Pattern, PostKind, Relation, Role, Slug, StateKind, Surety};

use super::accounts::Deal;
use super::deeds::{Act, Deed};

/// Posts that ever changed hands by a leader-change or a coup (slots).
pub fn sole_posts(positions: &[Vec<Deal>]) -> BTreeSet<(Slug, String)> {
    let mut sole = BTreeSet::new();
    for deal in positions.iter().flatten() {
        let ongoing = deal.details.get(&Detail::Phase).is_some_and(|p| p == "ongoing");
        if deal.kind == Kind::Post(PostKind::LeaderChange) && deal.surety != Surety::Ambiguous && !ongoing {
            for org in deal.roles.get(&Role::Org).into_iter().flatten() {
                sole.insert((org.actor.clone(), "leader".to_owned()));
                if let Some(post) = deal.details.get(&Detail::Post) {
                    sole.insert((org.actor.clone(), post.clone()));
                }
            }
        }
        if deal.kind == Kind::State(StateKind::Coup) && deal.surety != Surety::Ambiguous {
            for target in deal.roles.get(&Role::Target).into_iter().flatten() {
                sole.insert((target.actor.clone(), "leader".to_owned()));
            }
        }
    }
    sole
}

/// Who takes a post or place with this effect.
fn takers(post: &Fluent, same: &[Deed]) -> Vec<Slug> {
    let taker = |d: &Deed| match &d.act {
        Act::Begin { fluent: f, .. }
            if f.relation == post.relation && f.object == post.object && f.value == post.value =>
        {
            Some(f.subject.clone())
        }
        _ => None,
    };
    same.iter().filter_map(taker).collect()
}

/// Who takes a sole post or a place ends the others' hold; who takes it along with him stays.
pub fn displaces(deed: &Deed, same: &[Deed], sole: &BTreeSet<(Slug, String)>) -> Option<Deed> {
    let Act::Begin { fluent, .. } = &deed.act else { return None };
    let one_holder = match fluent.relation {
        Relation::HoldsPost => sole.contains(&(fluent.object.clone()?, fluent.value.clone()?)),
        relation => relation == Relation::Controls,
    };
    if !one_holder {
        return None;
    }
    let pattern = Pattern {
        relation: fluent.relation,
        subject: None,
        object: fluent.object.clone(),
        value: fluent.value.clone(),
    };
    let act = Act::End { pattern, explicit: false, except: takers(fluent, same) };
    Some(Deed { act, needs: Vec::new(), ..deed.clone() })
}
