//! Whom we are held against.

pub mod cqrs;
pub mod fold;
pub mod raw;
pub mod sqlite;
