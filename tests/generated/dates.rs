//! Vague dates inside the calendar.

use proptest::prelude::*;

/// First day of the calendar.
pub const FIRST: &str = "2014-02-18";
/// Last day of the calendar.
pub const LAST: &str = "2014-03-10";
/// How many days it has.
const DAYS: u32 = 21;

fn day(n: u32) -> String {
    let n = n % DAYS + 18;
    if n <= 28 { format!("2014-02-{n:02}") } else { format!("2014-03-{:02}", n - 28) }
}

/// A date of something that happens once.
pub fn instant() -> impl Strategy<Value = String> {
    prop_oneof![
        14 => (0..DAYS).prop_map(day),
        4 => (0..DAYS - 5, 1..5u32).prop_map(|(a, n)| format!("[{}..{}]", day(a), day(a + n))),
        2 => (0..DAYS).prop_map(|d| format!("{}~", day(d))),
        2 => (0..DAYS).prop_map(|d| format!("[..{}]", day(d))),
        1 => (0..DAYS).prop_map(|d| format!("[{}..]", day(d))),
        1 => Just("2014-02".to_owned()),
        1 => Just("2014-03".to_owned()),
        1 => Just(String::new()),
    ]
}

/// A date on which the world learns something: a day, some days, a month.
pub fn day_or_month() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..DAYS).prop_map(day),
        1 => (0..DAYS - 5, 1..5u32).prop_map(|(a, n)| format!("[{}..{}]", day(a), day(a + n))),
        1 => Just("2014-02".to_owned()),
        1 => Just("2014-03".to_owned()),
    ]
}

/// A date of something that lasts.
pub fn spell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..DAYS - 8, 0..8u32).prop_map(|(a, n)| format!("{}/{}", day(a), day(a + n))),
        2 => (0..DAYS).prop_map(|a| format!("{}/..", day(a))),
        1 => (0..DAYS).prop_map(|b| format!("../{}", day(b))),
        1 => (11..DAYS).prop_map(|b| format!("2014-02/{}", day(b))),
        1 => (0..11u32).prop_map(|a| format!("{}~/2014-03", day(a))),
    ]
}
