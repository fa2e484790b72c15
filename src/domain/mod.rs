//! The vocabulary: ids, days and dates, kinds and their grammar, reports, records, fluents, effects, answers and
//! findings. Pure: no clock, no file, no environment. Imports nothing of ours.

mod actor;
mod amendment;
mod answer;
mod date;
mod day;
mod effect;
mod finding;
mod fluent;
mod grammar;
mod id;
mod kind;
pub mod names;
mod record;
mod redaction;
mod report;
mod term;

pub use actor::{Actor, ActorKind, Name, Place, Source};
pub use amendment::{Amendment, Amends, Because, Holder};
pub use answer::{Answer, Voices};
pub use date::{DateError, EventDate, Margins, Point, Unit};
pub use day::{Bounds, Day};
pub use effect::{Act, At, Branch, Effect};
pub use finding::{Finding, FindingKind};
pub use fluent::{Arg, Declaration, FactError, Fluent, Pattern, Persistence, Relation, Silence, Slot};
pub use grammar::{Across, Detail, DetailUse, Grammar, Role, RoleUse, Values};
pub use id::{ActorId, MAX_SLUG, PlaceId, ReportId, Slug, SlugError, SourceId, TreatyId};
pub use kind::{AgreementKind, BelongingKind, BodyKind, ForceKind, Kind, PostKind, SpeechKind, StateKind};
pub use record::{Body, Digest, Record};
pub use redaction::{RecordSort, Redacted, Redaction, Struck};
pub use report::{Citation, Content, Filler, Hint, HintKind, Proposition, Report, Surety};
pub use term::Term;
