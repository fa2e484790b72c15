//! Given too much of something; and anything at all.

use super::*;
use proptest::prelude::*;

#[test]
fn given_a_file_over_the_limit_when_read_then_it_is_refused_unread() {
    let big = InputFile { name: "big.toml".into(), bytes: vec![b' '; MAX_FILE + 1] };
    let other = file("e.toml", &event("kind = \"dissolution\"\nsubject = \"perhaps-in-big\""));
    let all = read(&[big, other], &known()).unwrap_err();
    assert_eq!(all.len(), 1, "{}", list(&all));
    assert_eq!((all[0].line, all[0].column), (1, 1));
    assert!(all[0].message.contains("over the limit of 64 MiB"));
}

#[test]
fn given_a_line_over_the_limit_when_read_then_it_is_pointed_at() {
    let text = format!("# x\n#{}\n", "a".repeat(MAX_LINE));
    one_fault("a.toml", &text, "2:1", "over the limit of 4 MiB", "#", "break the record up");
}

#[test]
fn given_deep_nesting_when_read_then_it_is_refused() {
    let (open, close) = ("[".repeat(40), "]".repeat(40));
    let all = faults("a.toml", &event(&format!("kind = \"status\"\nsays = {open}{close}")));
    assert!(all.iter().any(|f| f.line == 6 && f.message == "nested more than 16 deep"), "{}", list(&all));
    for depth in [40, 100_000] {
        let text = format!("{{\"event\": {}", "[".repeat(depth));
        one_fault("a.jsonl", &text, "1:26", "nested more than 16 deep", "[", "flatten");
        let text = format!("event = {}\n", "[".repeat(depth));
        assert!(!faults("a.toml", &text).is_empty());
    }
}

#[test]
fn given_long_text_when_read_then_4096_characters_pass_and_no_more() {
    let text = |n: usize| format!("[[place]]\nid = \"x\"\nname = \"{}\"\n", "é".repeat(n));
    assert!(read_one("a.toml", &text(MAX_TEXT)).is_ok());
    let all = faults("a.toml", &text(MAX_TEXT + 1));
    assert_eq!((all.len(), all[0].line, all[0].column), (1, 3, 8));
    assert!(all[0].message.contains("4097 characters, over the limit of 4096"));
    assert_eq!(all[0].text.chars().count(), 83);
}

#[test]
fn given_too_many_fillers_or_hints_when_read_then_they_are_refused() {
    let many = |n: usize| format!("[{}]", vec!["\"cpa\""; n].join(", "));
    let lines = format!("kind = \"dissolution\"\nsubject = {}", many(MAX_FILLERS + 1));
    event_fault(&lines, "6:11", "20001 items, over the limit of 20000", "[", "break the record up");
    let kind = "kind = \"dissolution\"\nsubject = \"cpa\"\n";
    let lines = format!("{kind}after = {}\nbefore = \"x\"", many(MAX_HINTS));
    event_fault(&lines, "8:1", "over 256 order hints", "before", "order it directly");
    let lines = format!("{kind}after = {}", many(MAX_HINTS + 1));
    event_fault(&lines, "7:1", "257 events in one list", "after", "keep those");
    assert!(read_one("e.toml", &event(&format!("{kind}after = {}", many(MAX_HINTS)))).is_ok());
    let said = format!("[{}]", vec!["\"exists cpa\""; MAX_HINTS + 1].join(", "));
    let all = faults("e.toml", &event(&format!("kind = \"status\"\nsays = {said}")));
    assert!(all[0].message.contains("257 things said"));
}

#[test]
fn given_more_pairs_than_replay_can_keep_when_read_then_they_are_refused() {
    let actors = |n: usize| -> String {
        let actor = |i| format!("[[actor]]\nid = \"b{i}\"\nkind = \"faction\"\nname = \"B\"\n");
        (0..n).map(actor).collect()
    };
    let named = |from: usize, to: usize| {
        format!("[{}]", (from..to).map(|i| format!("\"b{i}\"")).collect::<Vec<_>>().join(", "))
    };
    let read = |lines: &str, n: usize| faults("e.toml", &format!("{}{}", event(lines), actors(n)));
    let alliance = |n: usize| read(&format!("kind = \"alliance\"\nparty = {}", named(0, n)), n);
    assert!(alliance(200).is_empty());
    let told = alliance(201);
    assert_eq!((told.len(), told[0].line, told[0].column), (1, 6, 1), "{}", list(&told));
    assert!(told[0].message.contains("20100 pairs together, over the limit of 20000"), "{}", told[0]);
    let sides = |n: usize| {
        let lines = format!("kind = \"battle\"\nside-a = {}\nside-b = {}", named(0, n), named(n, 2 * n));
        read(&lines, 2 * n)
    };
    assert!(sides(141).is_empty());
    assert_eq!(sides(142).len(), 1);
    // Parties to a treaty are no pairs.
    let lines = format!("kind = \"treaty-signed\"\ntreaty = \"accord\"\nparty = {}", named(0, 10_000));
    assert!(read(&lines, 10_000).is_empty());
    let two = format!("founder = {}\nmember = {}", named(0, 10_001), named(0, 10_001));
    let told = read(&format!("kind = \"formation\"\nsubject = \"cpa\"\n{two}"), 10_001);
    assert!(told[0].message.contains("20003 fillers, over the limit of 20000"), "{}", told[0]);
}

#[test]
fn given_thousands_of_faults_when_read_then_a_thousand_are_listed_and_the_rest_counted() {
    let text = "{\"event\": {\"id\": \"X\"}}\n".repeat(2000);
    let all = faults("a.jsonl", &text);
    assert_eq!(all.len(), 1001);
    assert!(all[1000].message.ends_with("more errors in this file are not listed"), "{}", all[1000]);
}

/// Pieces that make up records, right and wrong.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "[[event]]",
        "[[actor]]",
        "[event.cite]",
        "\n",
        "\r\n",
        "id",
        " = ",
        "\"a\"",
        "\"é\\\"",
        "'",
        "\"\"\"",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "kind",
        "\"formation\"",
        "subject",
        "says",
        "\"not fact of a\"",
        "\"exists ? a\"",
        "date",
        "2014-03-18",
        "\"2014-02-30\"",
        "within",
        "{\"event\": {",
        "\"id\": \"a\"",
        "}}",
        "\u{feff}",
        "#",
        "\\u00",
        "9",
        "-",
        "count",
        "\"9-1\"",
        "about",
        "cite",
        "source",
        "remarks",
        ".",
        "\u{0}",
        "💥",
        "null",
        "1e9",
        "aliases",
    ];
    prop_oneof![
        8 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn given_any_bytes_when_read_then_it_never_panics(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        name in proptest::sample::select(vec!["a.toml", "a.jsonl", "-"])
    ) {
        let _ = read(&[InputFile { name: name.to_owned(), bytes }], &Registry::default());
    }

    #[test]
    fn given_any_mix_of_pieces_when_read_then_it_never_panics_and_places_lie_in_the_file(
        pieces in proptest::collection::vec(piece(), 0..60),
        name in proptest::sample::select(vec!["a.toml", "a.jsonl", "-"])
    ) {
        let text = pieces.concat();
        if let Err(all) = read(&[file(name, &text)], &Registry::default()) {
            prop_assert!(!all.is_empty());
            for fault in all {
                prop_assert!(fault.line >= 1 && fault.column >= 1);
                prop_assert!(fault.line <= text.matches('\n').count() + 1);
                prop_assert!(fault.help.is_some_and(|h| !h.is_empty()));
                if let Some(span) = fault.span {
                    prop_assert!(span.end <= text.len() && text.is_char_boundary(span.start), "{:?}", span);
                }
            }
        }
    }

    #[test]
    fn given_a_good_file_with_a_byte_changed_when_read_then_it_never_panics(at in 0usize..400, byte in any::<u8>()) {
        let mut bytes = event("kind = \"formation\"\nsubject = [\"cpa\"]\nsays = [\"not date of accord\"]\ndate = \"2014~\"").into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&[InputFile { name: "a.toml".to_owned(), bytes }], &Registry::default());
    }
}
