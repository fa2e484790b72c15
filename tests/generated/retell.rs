//! Further accounts of an earlier happening, each differing in one respect.

use annals::domain::{BelongingKind, Detail, ForceKind, Kind, Report, Role, Surety};

use super::slug;

/// How a further account of an earlier happening differs.
#[derive(Clone, Copy, Debug)]
pub enum Twist {
    /// The same but for the date.
    Date,
    /// Another filler of a role.
    Filler,
    /// Another kind.
    Mode,
    /// Only inferred.
    Surety,
}

/// Turns a report into a further account of an earlier one.
pub fn retell(report: &mut Report, earlier: &Report, twist: Twist) {
    let speech = |r: &Report| matches!(r.kind, Kind::Speech(_)) || r.detail(Detail::Phase) == Some("ongoing");
    // At most two stated accounts of one happening, of one form.
    if speech(earlier) || !earlier.variant_of.is_empty() || earlier.date.is_spell() || report.date.is_spell()
    {
        return;
    }
    report.kind = earlier.kind;
    report.roles = earlier.roles.clone();
    report.details = earlier.details.clone();
    report.places = earlier.places.clone();
    report.says.clear();
    report.variant_of = vec![earlier.id.clone()];
    match twist {
        Twist::Date => {}
        Twist::Surety => report.surety = Surety::Inferred,
        Twist::Filler => {
            report.date = earlier.date.clone();
            let role = report.roles.iter_mut().filter(|(r, _)| **r != Role::Parent).last();
            if let Some((_, fillers)) = role {
                for filler in fillers {
                    filler.actor = slug(match filler.actor.as_str() {
                        "p" => "q",
                        "q" => "p",
                        "a" => "b",
                        "k" => "l",
                        "l" => "k",
                        _ => "a",
                    });
                }
            }
        }
        Twist::Mode => {
            report.date = earlier.date.clone();
            let swap = |r: &Report, from: Role, to: Role| (to, r.role(from).to_vec());
            let (kind, roles) = match earlier.kind {
                Kind::Force(ForceKind::Capture) if !earlier.role(Role::From).is_empty() => (
                    Kind::Force(ForceKind::Withdrawal),
                    [swap(earlier, Role::From, Role::Subject), swap(earlier, Role::By, Role::By)],
                ),
                Kind::Belonging(BelongingKind::Leave) => (
                    Kind::Belonging(BelongingKind::Expulsion),
                    [swap(earlier, Role::Coalition, Role::By), swap(earlier, Role::Member, Role::Target)],
                ),
                Kind::Belonging(BelongingKind::Expulsion) => (
                    Kind::Belonging(BelongingKind::Leave),
                    [swap(earlier, Role::By, Role::Coalition), swap(earlier, Role::Target, Role::Member)],
                ),
                Kind::Belonging(BelongingKind::Join) => (
                    Kind::Belonging(BelongingKind::Leave),
                    [
                        swap(earlier, Role::Coalition, Role::Coalition),
                        swap(earlier, Role::Member, Role::Member),
                    ],
                ),
                _ => return,
            };
            report.kind = kind;
            report.details.clear();
            report.roles = roles.into_iter().collect();
        }
    }
}
