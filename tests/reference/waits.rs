//! How long something lasts at least: a day, or a term as ISO 8601 writes it (rule R31).

use annals::domain::Day;
use chrono::{Datelike, Months};

/// Some months, then some days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    months: u32,
    days: i32,
}

impl Wait {
    pub const NONE: Wait = Wait { months: 0, days: 0 };
    pub const DAY: Wait = Wait { months: 0, days: 1 };

    /// Reads `P6M`, `P2Y`, `P90D`, `P1Y6M`, `P2W`.
    pub fn parse(text: &str) -> Option<Wait> {
        let mut wait = Wait::NONE;
        let mut digits = String::new();
        for c in text.strip_prefix('P')?.chars() {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            let number: i32 = std::mem::take(&mut digits).parse().ok()?;
            match c {
                'Y' => wait.months += 12 * u32::try_from(number).ok()?,
                'M' => wait.months += u32::try_from(number).ok()?,
                'W' => wait.days += 7 * number,
                'D' => wait.days += number,
                _ => return None,
            }
        }
        (digits.is_empty() && wait != Wait::NONE).then_some(wait)
    }

    /// The day so much later.
    pub fn after(self, day: Day) -> Day {
        let later = day.date().and_then(|d| d.checked_add_months(Months::new(self.months)));
        later.map_or(day, |d| Day(d.num_days_from_ce()).plus(self.days))
    }
}
