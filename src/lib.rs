//! annals: an event-sourced chronology engine with replay. Data flows one way:
//! text -> draft -> validated record -> log -> replay -> timeline -> question -> answer -> render.

pub mod domain;
pub mod projectors;
pub mod question;
pub mod replay;
