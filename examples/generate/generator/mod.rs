//! A made-up chronology as a stream of records: the registers first, then reports and amendments in the order in which
//! they were recorded. Nothing but what goes on at present is kept in memory.

mod amends;
mod begins;
mod cast;
mod chance;
mod dates;
mod ends;
mod lives;
mod passing;
mod story;
mod telling;

use std::vec;

use annals::domain::Body;

use story::Story;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Reports and amendments together.
    pub reports: u64,
    /// Registered actors; at least 100.
    pub actors: u32,
    /// What chance begins with.
    pub seed: u64,
}

/// The records of a plan, each once, always the same.
pub struct Generator {
    registers: vec::IntoIter<Body>,
    story: Story,
}

impl Generator {
    /// The records of a plan from the first on.
    pub fn new(plan: &Plan) -> Generator {
        let story = Story::new(plan);
        Generator { registers: story.cast.registers().into_iter(), story }
    }
}

impl Iterator for Generator {
    type Item = Body;

    fn next(&mut self) -> Option<Body> {
        self.registers.next().or_else(|| self.story.next_record())
    }
}
