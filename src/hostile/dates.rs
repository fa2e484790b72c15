//! Dates as somebody may write them.

use crate::domain::{Bounds, EventDate, Margins};

/// A text is a date or none. A date has its bounds in order, wider with margins than without, and is read the same
/// again; what is none is refused at a character inside it, in words.
pub(super) fn edtf(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let date = match EventDate::parse(&text) {
        Ok(date) => date,
        Err(error) => {
            assert!(error.offset <= text.len() && text.is_char_boundary(error.offset), "{text:?}: {error:?}");
            assert!(!error.message.is_empty() && !error.help.is_empty(), "{text:?}: {error:?}");
            return;
        }
    };
    assert_eq!(EventDate::parse(&date.text).as_ref(), Ok(&date), "{text:?}");
    assert_eq!(date.text, text);
    for margins in [Margins::NONE, Margins::default(), Margins { approximate: i32::MAX, uncertain: i32::MAX }]
    {
        for (wide, plain) in [
            (date.begin(&margins), date.begin(&Margins::NONE)),
            (date.end(&margins), date.end(&Margins::NONE)),
        ] {
            assert!(!wide.is_empty() && !plain.is_empty(), "{text:?}: {wide} {plain}");
            assert_eq!(wide.hull(plain), wide, "{text:?}: {wide} is narrower than {plain}");
            ordered(wide, &text);
        }
    }
    let hull = date.hull();
    assert!(!hull.is_empty(), "{text:?}: {hull}");
    assert!(date.is_spell() || date.begin(&Margins::NONE) == date.end(&Margins::NONE), "{text:?}");
}

/// Days inside the calendar, or open.
fn ordered(bounds: Bounds, text: &str) {
    for day in [bounds.earliest, bounds.latest] {
        assert!(day.is_open() || day.date().is_some(), "{text:?}: {bounds:?} leaves the calendar");
    }
}
