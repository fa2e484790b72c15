//! Tests of the whole room: what is known, and short ways to ask for the faults of a text.

mod amendments;
mod batch;
mod corrections;
mod events;
mod limits;
mod references;
mod registers;
mod roundtrip;
mod schema;
mod syntax;

use super::*;

/// What is known before: see the text.
pub(super) fn known() -> Registry {
    let text = r#"
        [[source]]
        id = "000"
        title = "CPA"
        date = "2018-12"
        [[source]]
        id = "001"
        title = "MNLA"
        date = "2024-03-22"
        [[place]]
        id = "kidal-region"
        name = "Kidal Region"
        [[place]]
        id = "kidal"
        name = "Kidal"
        within = "kidal-region"
        [[actor]]
        id = "cpa"
        kind = "faction"
        name = "Coalition of the People of Azawad"
        aliases = ["CPA"]
        [[actor]]
        id = "cma"
        kind = "coalition"
        name = "Coordination of Azawad Movements"
        [[actor]]
        id = "ibrahim-ag-mohamed-assaleh"
        kind = "person"
        name = "Ibrahim Ag Mohamed Assaleh"
        [[event]]
        id = "accord"
        kind = "treaty-signed"
        party = "cma"
        treaty = "algiers-2015"
        date = "2015-06-20"
        cite = { source = "001", paragraph = 5 }
        summary = "The CMA signs"
    "#;
    let intake = read(&[file("base.toml", text)], &Registry::default()).unwrap_or_else(|e| panic!("{e:?}"));
    Registry::from_bodies(intake.bodies)
}

/// An input file.
pub(super) fn file(name: &str, text: &str) -> InputFile {
    InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// A TOML event that is whole but for `lines`, which begin on line 5.
pub(super) fn event(lines: &str) -> String {
    format!("[[event]]\nid = \"e1\"\ncite = {{ source = \"000\" }}\nsummary = \"S\"\n{lines}\n")
}

/// Reads one file against [`known`].
pub(super) fn read_one(name: &str, text: &str) -> Result<Intake, Vec<Diagnostic>> {
    read(&[file(name, text)], &known())
}

/// The one body of a text.
pub(super) fn body(name: &str, text: &str) -> Body {
    let mut intake = read_one(name, text).unwrap_or_else(|e| panic!("{text}\n{}", list(&e)));
    assert_eq!(intake.bodies.len(), 1, "{text}");
    intake.bodies.remove(0)
}

/// The faults of a file.
pub(super) fn faults(name: &str, text: &str) -> Vec<Diagnostic> {
    let faults = read_one(name, text).err().unwrap_or_default();
    for fault in &faults {
        assert!(fault.help.as_ref().is_some_and(|h| !h.is_empty()), "no remedy: {fault}");
        assert!(!fault.message.is_empty(), "{fault}");
    }
    faults
}

/// Faults, one a line.
pub(super) fn list(faults: &[Diagnostic]) -> String {
    faults.iter().map(|f| format!("{f}\n")).collect()
}

/// Asserts that a file has exactly one fault: `line:column`, what the message, the text and the help hold.
#[track_caller]
pub(super) fn one_fault(name: &str, text: &str, place: &str, message: &str, shown: &str, help: &str) {
    let faults = faults(name, text);
    let [fault] = faults.as_slice() else { panic!("{text}\n{} faults:\n{}", faults.len(), list(&faults)) };
    assert_eq!(format!("{}:{}", fault.line, fault.column), place, "{text}\n{fault}");
    assert!(fault.message.contains(message), "{text}\n{fault}");
    assert_eq!(fault.text, shown, "{text}\n{fault}");
    assert!(fault.help.as_ref().is_some_and(|h| h.contains(help)), "{text}\n{fault}");
}

/// [`one_fault`] of a TOML event with these lines (from line 5).
#[track_caller]
pub(super) fn event_fault(lines: &str, place: &str, message: &str, shown: &str, help: &str) {
    one_fault("e.toml", &event(lines), place, message, shown, help);
}
