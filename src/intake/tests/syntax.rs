//! Given broken files: encoding, TOML, JSON.

use super::*;

#[test]
fn given_broken_toml_when_read_then_the_place_and_the_remedy_are_named() {
    let f = |text: &str, place: &str, message: &str, shown: &str, help: &str| {
        one_fault("a.toml", text, place, message, shown, help);
    };
    f("[[event]]\nid = \"x\nkind = \"a\"\n", "2:8", "invalid basic string", "", "close the text");
    f("[[event]]\nid = x\n", "2:6", "must stand in quotes", "x", "write key = \"value\"");
    f("[[event]]\nid =\n", "2:5", "a value is missing", "", "write key = \"value\"");
    f("[[event]]\nid \"x\"\n", "2:4", "key with no value", "\"", "write key = \"value\"");
    f("[[event]\nid = \"x\"\n", "1:9", "unclosed array table", "", "[[source]], [[actor]]");
    f("[[event]]\nid = \"x\"\nid = \"y\"\n", "3:1", "a second time", "id", "once in a table");
    f("[[event]]\nmember = [\"a\", \"b\"\nkind = \"x\"\n", "3:1", "missing comma", "k", "close every list");
    f("[[event]]\ncite = { source = \"a\" page = 3 }\n", "2:23", "missing comma", "p", "put a comma");
    f("[[event]]\ndate = 2014-13-45\n", "2:8", "invalid date", "2014-13-45", "EDTF");
    f("[[event]]\nid = “x”\n", "2:6", "no straight quotes", "“x”", "plain double quote");
    f("[[event]]\nsummary = \"a\\q\"\n", "2:14", "escape", "q", "double the backslash");
}

#[test]
fn given_one_broken_table_when_read_then_the_others_are_still_checked() {
    let text = "[[event]]\nid = \"lost\"\nkind = \n\n[[actor]]\nid = \"a\"\nkind = \"robot\"\nname = \"A\"\n\n\
                [[event]]\nid = \"e\"\nkind = \"declaration\"\nby = \"cpa\"\nabout = \"lost\"\n\
                cite = { source = \"000\" }\nsummary = \"S\"\nafter = [\"x\",\n\n[[event]]\nid = 5\n";
    let faults = faults("a.toml", text);
    let places: Vec<_> = faults.iter().map(|f| (f.line, f.column)).collect();
    assert!(places.contains(&(3, 8)), "{}", list(&faults));
    assert!(places.contains(&(7, 8)), "{}", list(&faults));
    assert!(faults.iter().any(|f| f.line >= 17 && f.message.contains("array")), "{}", list(&faults));
    assert!(places.contains(&(20, 6)), "{}", list(&faults));
}

#[test]
fn given_a_broken_table_when_others_name_its_id_then_that_is_no_fault() {
    let text = "[[actor]]\nid = \"lost\"\nname = \n\n[[event]]\nid = \"e\"\nkind = \"dissolution\"\nsubject = \"lost\"\n\
                cite = { source = \"000\" }\nsummary = \"S\"\n";
    one_fault("a.toml", text, "3:8", "a value is missing", "", "write key");
    let text = "{\"actor\": {\"id\": \"lost\", }}\n{\"event\": {\"id\": \"e\", \"kind\": \"dissolution\", \
                \"subject\": \"lost\", \"cite\": {\"source\": \"000\"}, \"summary\": \"S\"}}\n";
    one_fault("a.jsonl", text, "1:26", "trailing comma", "}}", "leave out the comma");
}

#[test]
fn given_broken_json_when_read_then_the_place_and_the_remedy_are_named() {
    let f = |text: &str, place: &str, message: &str, shown: &str, help: &str| {
        one_fault("a.jsonl", text, place, message, shown, help);
    };
    f("\n{\"event\": {\"id\": x}}\n", "2:18", "expected value", "x}}", "double quotes");
    f("{\"event\": {\"id\": \"x\"\n", "1:21", "EOF", "", "close every quote");
    f("{\"event\" 1}\n", "1:10", "expected `:`", "1}", "check commas");
    f("{\"é\": \"é\" \"c\"}", "1:11", "expected `,` or `}`", "\"c\"}", "check commas");
    f("{} {}", "1:4", "trailing characters", "{}", "line of its own");
    f("{\"event\": {\"id\": \"\\q\"}}", "1:20", "escape", "q\"}}", "double the backslash");
    f("{\"event\": {\"id\": \"\t\"}}", "1:19", "control character", "\"}}", "\\n");
    f("{\"event\": {\"id\": 'x'}}", "1:18", "expected value", "'x'}}", "double quotes");
    f("[]", "1:1", "one JSON document", "[", "jq -c");
    f("{\n  \"event\": {}\n}\n", "1:1", "one JSON document", "{", "jq -c");
    f("\"x\"", "1:1", "expected a record, found text", "x", "one record a line");
    f("{}", "1:1", "holds no record", "{", "{\"event\": {...}}");
    f("{\"id\": \"x\", \"kind\": \"join\"}", "1:1", "does not say what it is", "{", "{\"event\": {...}}");
    f("{\"event\": 3}", "1:11", "expected a table, found a number", "3", "{\"event\": {...}}");
}

#[test]
fn given_a_key_twice_in_json_when_read_then_the_second_is_pointed_at() {
    let text = "{\"actor\": {\"id\": \"a\", \"kind\": \"state\", \"name\": \"A\", \"name\": \"B\"}}";
    one_fault("a.jsonl", text, "1:53", "a second time", "name", "as a list");
}

#[test]
fn given_two_records_on_a_line_when_read_then_the_second_is_pointed_at() {
    let place = |id: &str| format!("{{\"id\": \"{id}\", \"name\": \"A\"}}");
    let text = format!("{{\"place\": {}, \"place\": {}}}", place("a"), place("b"));
    one_fault("a.jsonl", &text, "1:37", "a second time", "place", "once");
    let text = format!("{{\"place\": {}, \"source\": {{\"id\": \"b\"}}}}", place("a"));
    let all = faults("a.jsonl", &text);
    assert_eq!((all[0].column, all[0].message.as_str()), (37, "a second record on the line"));
}

#[test]
fn given_no_records_when_read_then_that_is_said() {
    one_fault("a.toml", "", "1:1", "holds no records", "", "[[event]]");
    one_fault("a.toml", "# nothing\n", "1:1", "holds no records", "", "[[event]]");
    one_fault("a.jsonl", " \n\n", "1:1", "holds no records", "", "{\"event\": {...}}");
    one_fault("-", "", "1:1", "holds no records", "", "[[event]]");
}

#[test]
fn given_unknown_tables_when_read_then_the_nearest_is_offered() {
    one_fault(
        "a.toml",
        "\n[[events]]\nid = \"a\"\n",
        "2:3",
        "unknown top-level table",
        "events",
        "[[event]]?",
    );
    one_fault("a.toml", "[[zzz]]\n", "1:3", "unknown top-level table", "zzz", "[[source]], [[place]]");
    one_fault("a.toml", "title = \"x\"\n", "1:1", "unknown top-level table", "title", "[[source]]");
    one_fault(
        "a.jsonl",
        "{\"actors\": {}}",
        "1:2",
        "unknown top-level table",
        "actors",
        "{\"actor\": {...}}?",
    );
    one_fault(
        "a.toml",
        "[event]\nid = \"a\"\n",
        "1:2",
        "found a table",
        "event",
        "[[event]] with two brackets",
    );
    one_fault("a.toml", "event = [3]\n", "1:10", "found a number", "3", "[[event]] header");
}

#[test]
fn given_bytes_that_are_not_utf8_when_read_then_the_byte_and_the_likely_encoding_are_named() {
    let fault = |bytes: &[u8]| {
        let all = read(&[InputFile { name: "a.toml".into(), bytes: bytes.to_vec() }], &known()).unwrap_err();
        assert_eq!(all.len(), 1, "{}", list(&all));
        (all[0].line, all[0].column, all[0].message.clone(), all[0].help.clone().unwrap())
    };
    let (line, column, message, help) = fault(b"[[actor]]\nname = \"M\xe9naka\"\n");
    assert_eq!((line, column), (2, 10));
    assert!(message.contains("byte 19 (0xE9)") && message.contains("Latin-1"), "{message}");
    assert!(help.contains("iconv -f WINDOWS-1252"), "{help}");
    let (line, column, message, _) = fault(b"\xef\xbb\xbfa\n\xff\xff");
    assert_eq!((line, column), (2, 1));
    assert!(message.contains("byte 5 (0xFF)") && !message.contains("Latin"), "{message}");
    for bytes in [&b"\xff\xfe[\0[\0"[..], b"\xfe\xff\0[", b"{\0\"\0e\0", b"\0{\0\""] {
        let (line, column, message, help) = fault(bytes);
        assert_eq!((line, column), (1, 1));
        assert!(message.contains("UTF-16") && help.contains("iconv -f UTF-16"), "{message} {help}");
    }
}

#[test]
fn given_a_byte_order_mark_or_crlf_when_read_then_they_do_not_count() {
    let text = "\u{feff}[[place]]\r\nid = \"x\"\r\nname = \"X\"\r\n";
    assert!(matches!(body("a.toml", text), Body::Place(_)));
    assert!(matches!(
        body("a.jsonl", "\u{feff}{\"place\": {\"id\": \"x\", \"name\": \"X\"}}\r\n"),
        Body::Place(_)
    ));
    let all = faults("a.toml", "\u{feff}[[placer]]\r\n");
    assert_eq!((all[0].column, all[0].span.clone()), (3, Some(5..11)));
}

#[test]
fn given_no_telling_extension_when_read_then_the_text_tells_the_format() {
    let json = " \n {\"place\": {\"id\": \"x\", \"name\": \"X\"}}";
    for name in ["-", "a", "a.txt", "a.JSONL", "a.ndjson", "a.json"] {
        assert!(matches!(body(name, json), Body::Place(_)), "{name}");
    }
    for name in ["-", "a.txt", "a.TOML"] {
        assert!(matches!(body(name, "# c\n[[place]]\nid = \"x\"\nname = \"X\"\n"), Body::Place(_)), "{name}");
    }
    one_fault("-", "[{\"place\": {}}]", "1:1", "one JSON document", "[", "jq -c");
}

#[test]
fn given_sub_tables_and_dotted_keys_when_read_then_they_are_the_same_record() {
    let long = "[[event]]\nid = \"e1\"\nkind = \"dissolution\"\nsubject = \"cpa\"\nsummary = \"S\"\n\
                [event.cite]\nsource = \"000\"\n[event.remarks]\nwhy = \"w\"\n";
    let dotted = "[[event]]\nid = \"e1\"\nkind = \"dissolution\"\nsubject = \"cpa\"\nsummary = \"S\"\n\
                  cite.source = \"000\"\nremarks = { why = \"w\" }\n";
    let inline = "event = [{ id = \"e1\", kind = \"dissolution\", subject = \"cpa\", summary = \"S\", \
                  cite = { source = \"000\" }, remarks = { why = \"w\" } }]\n";
    assert_eq!(body("a.toml", long), body("a.toml", dotted));
    assert_eq!(body("a.toml", long), body("a.toml", inline));
}
