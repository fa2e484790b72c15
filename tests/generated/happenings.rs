//! Happenings of all kinds, in shares that let them meet.

use proptest::prelude::*;

use super::Happening;
use super::bodies::{belonging, bodies, rename};
use super::dealings::{acts, agreements, fights, relations, talks};
use super::posts::{coup, posts, taken};
use super::speech::speech;
use super::territory::territory;

/// Any of them.
pub fn any() -> BoxedStrategy<Happening> {
    prop_oneof![
        5 => bodies(),
        6 => belonging(),
        5 => posts(),
        2 => agreements(),
        2 => relations(),
        3 => speech(),
        5 => territory(),
        2 => fights(),
        2 => talks(),
        1 => rename(),
        1 => coup(),
        1 => acts(),
        1 => taken(),
    ]
    .boxed()
}

/// Mostly about places.
pub fn over_places() -> BoxedStrategy<Happening> {
    prop_oneof![8 => territory(), 2 => bodies(), 1 => fights(), 1 => speech()].boxed()
}

/// Mostly about posts.
pub fn over_posts() -> BoxedStrategy<Happening> {
    prop_oneof![6 => posts(), 2 => coup(), 3 => bodies(), 1 => belonging(), 1 => speech()].boxed()
}
