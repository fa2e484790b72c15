//! Hostile input: one body a place where bytes from outside come in. A body takes any bytes and panics where a property
//! does not hold: what is accepted is written and read again to the same, what is refused is refused at a place inside
//! the input, and nothing else ever panics. `tests/hostile.rs` runs them in a bounded way, `tests/fuzz/` without end.

mod blocks;
mod dates;
mod questions;
mod texts;

/// A name and what checks some bytes.
pub type Body = (&'static str, fn(&[u8]));

/// Every body.
///
/// - `edtf`: dates as written ([`EventDate::parse`](crate::domain::EventDate::parse))
/// - `toml`, `jsonl`: files of records ([`intake::read`](crate::intake::read)), into an empty chronology and into one
///   that knows something, then replayed
/// - `record`: the block of a record, sealed, so that the payload itself is read
/// - `blocks`: pieces put together again, the block of the head, remembered values
/// - `question`: facts, periods, days, bases, rules of persistence, digests, and the words of a command line
/// - `names`: actors and places under any name, and what any text then resolves to
pub const BODIES: &[Body] = &[
    ("edtf", dates::edtf),
    ("toml", texts::toml),
    ("jsonl", texts::jsonl),
    ("record", blocks::record),
    ("blocks", blocks::blocks),
    ("question", questions::question),
    ("names", questions::names),
];

/// The words that occur in what the bodies read: for mutations, and as a dictionary.
pub fn words() -> Vec<String> {
    use crate::domain::{ActorKind, Detail, HintKind, Kind, Relation, Role};
    let plain = [
        "[[event]]",
        "[[actor]]",
        "[[source]]",
        "[[place]]",
        "[[amendment]]",
        "{\"event\": {",
        "{\"actor\": {",
        "{\"source\": {",
        "{\"place\": {",
        "{\"amendment\": {",
        "}}\n",
        "id = \"",
        "\"id\": \"",
        "kind = \"",
        "\"kind\": \"",
        "cite = { source = \"s\" }",
        "\"cite\": {\"source\": \"s\"}",
        "summary = \"S\"",
        "\"summary\": \"S\"",
        "date = \"",
        "\"date\": \"",
        "name = \"",
        "says = \"not ",
        "not fact of ",
        "within",
        "aliases",
        "surety",
        "stated",
        "inferred",
        "ambiguous",
        "because",
        "transcription",
        "set = {",
        "unset",
        "same-as",
        "correct",
        "retract",
        "confirm",
        "deny",
        "variant-of",
        "contested",
        "remarks",
        "paragraph",
        "page",
        "retrieved",
        "2014-03-18",
        "2014-03",
        "2014~",
        "2014?",
        "2014%",
        "201X",
        "2014-21",
        "2012/2014",
        "../2014",
        "2014/..",
        "[2012,2014]",
        "{2012..2014}",
        "Y17000",
        "Y-17E7",
        "S3",
        "T12:00:00Z",
        "-0001",
        "..",
        "P6M",
        "P1Y2M3W4D",
        "fades:P6M",
        "until-ended",
        "for-good",
        "annals1:",
        "known-by=",
        "recorded-by=",
        "%23",
        "min-reliability=",
        "margins=",
        "persistence=",
        "assume=",
        "#7",
        "?",
        "*",
        "s",
        "aa",
        "bb",
        "kk",
        "\u{feff}",
        "\u{0}",
        "é",
        "ß",
        "Ａ",
        "𝔄",
        "\u{202e}",
        "\"\"\"",
        "'''",
        "\\u00e9",
        "\\",
        "\r\n",
        "\t",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "null",
        "true",
        "1e999",
        "0x7f",
        "9223372036854775808",
        "-1",
        "# ",
        "--known-by",
    ];
    let mut words: Vec<String> = plain.iter().map(|word| (*word).to_owned()).collect();
    words.extend(Kind::all().map(|kind| kind.word().to_owned()));
    words.extend(Role::ALL.iter().map(|role| role.word().to_owned()));
    words.extend(Detail::ALL.iter().map(|detail| detail.word().to_owned()));
    words.extend(HintKind::ALL.iter().map(|hint| hint.word().to_owned()));
    words.extend(Relation::ALL.iter().map(|relation| relation.word().to_owned()));
    words.extend(ActorKind::ALL.iter().map(|kind| kind.word().to_owned()));
    words
}
