//! The index: where the records lie that an answer turns on, so that what an answer costs follows the answer and not the
//! log. Everything here is derived from the log, and can be made again from it.
//!
//! `touch` says what a record is to be found under, `catalog` where that is kept, `closure` follows it to the end for what
//! is asked, and `part` replays just that. Where all is asked, `pieces` reads it a piece at a time.

mod alike;
mod base;
mod beings;
mod both;
mod build;
mod cast;
mod catalog;
mod closure;
mod cores;
mod delta;
mod entry;
mod error;
mod evidence;
pub mod file;
mod horizon;
mod key;
mod kin;
mod knots;
mod lineage;
mod links;
mod named;
mod part;
mod pieces;
mod plan;
mod region;
mod rows;
mod settle;
mod stale;
mod stamp;
mod store;
mod thin;
mod tight;
mod touch;
pub mod tracks;
mod whole;

pub use base::Base;
pub use build::{Making, build};
pub use catalog::Catalog;
pub use closure::Fetch;
pub use delta::Delta;
pub use entry::{Cited, Entry};
pub use error::IndexError;
pub use key::{Key, Touched};
pub use named::Named;
pub use part::{Asked, part};
pub use pieces::{PIECE, Read, pieces};
pub use settle::settle;
pub use stamp::Stamp;
pub use store::{Index, TAIL, discard};
pub use touch::Sort;
pub use whole::Whole;
