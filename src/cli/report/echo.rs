//! What a date means, in words, so that who wrote it sees how it is understood.

use crate::domain::{Bounds, Day, EventDate, Margins};

/// What a date means.
pub(super) fn meaning(date: &EventDate) -> String {
    let margins = Margins::default();
    let said = match date.is_spell() {
        true => format!(
            "it began {} and ended {}",
            within(date.begin(&Margins::NONE)),
            within(date.end(&Margins::NONE))
        ),
        false => format!("it happened {}", within(date.begin(&Margins::NONE))),
    };
    let wide = |narrow: Bounds, wide: Bounds| {
        (narrow != wide).then(|| format!("; as it is not sure, {} counts too", within(wide)))
    };
    let begin = wide(date.begin(&Margins::NONE), date.begin(&margins));
    let end = date.is_spell().then(|| wide(date.end(&Margins::NONE), date.end(&margins))).flatten();
    format!("{said}{}{}", begin.unwrap_or_default(), end.unwrap_or_default())
}

fn within(bounds: Bounds) -> String {
    match bounds {
        Bounds { earliest, latest } if earliest == latest => format!("on {earliest}"),
        Bounds { earliest: Day::PAST, latest: Day::FUTURE } => "on a day nobody tells".to_owned(),
        Bounds { earliest: Day::PAST, latest } => format!("on or before {latest}"),
        Bounds { earliest, latest: Day::FUTURE } => format!("on or after {earliest}"),
        Bounds { earliest, latest } => format!("on some day from {earliest} to {latest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_dates_when_echoed_then_the_days_they_mean_are_told() {
        for (text, words) in [
            ("2014-03-18", "it happened on 2014-03-18"),
            ("2014-02", "it happened on some day from 2014-02-01 to 2014-02-28"),
            ("[..2014-02-03]", "it happened on or before 2014-02-03"),
            ("2014-03-18/..", "it began on 2014-03-18 and ended on or after 2014-03-18"),
            (
                "2016~",
                "it happened on some day from 2016-01-01 to 2016-12-31; as it is not sure, on some day from 2015-01-01 to \
                 2017-12-31 counts too",
            ),
        ] {
            assert_eq!(meaning(&EventDate::parse(text).unwrap()), words, "{text}");
        }
    }
}
