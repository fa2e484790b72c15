//! annals: an event-sourced chronology engine with replay. Data flows one way:
//! text -> draft -> validated record -> log -> replay -> timeline -> question -> answer -> render.

pub mod annals;
pub mod archive;
pub mod cli;
pub mod domain;
pub mod export;
pub mod hostile;
pub mod import;
pub mod index;
pub mod intake;
pub mod log;
pub mod projectors;
pub mod question;
pub mod render;
pub mod replay;
pub mod seal;
pub mod store;
