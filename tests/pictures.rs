//! Pictures: DOT is read by a parser of DOT, Mermaid keeps to its shapes, SVG is well-formed and shows what it must.

mod console;

use std::path::Path;

use console::annals;

/// A folder with the story of `tests/pictures/story.toml` in its store.
fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/story.toml");
    let done = annals(folder.path(), &["append", story.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

/// What is drawn by a command that does its work.
#[track_caller]
fn drawn(folder: &Path, arguments: &[&str]) -> String {
    let done = annals(folder, &[&["draw"], arguments].concat());
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Everything that can be drawn as a graph.
const GRAPHS: [&[&str]; 6] = [
    &["lineage", "alpha"],
    &["lineage", "gamma", "--at", "1910-06-01"],
    &["lineage", "lonely"],
    &["coalitions", "1914-03-01"],
    &["coalitions", "1914-03-01", "roof"],
    &["coalitions", "1800-01-01"],
];

#[test]
fn given_a_lineage_when_drawn_as_dot_then_links_tell_what_when_and_how_sure() {
    let folder = told();
    let dot = drawn(folder.path(), &["dot", "lineage", "alpha"]);
    for part in [
        "\"alpha\" -> \"beta\" [label=\"split off\\n1910..1912\", style=\"solid\"",
        "\"alpha\" -> \"gamma\" [label=\"split off\\n1910\\ndisputed\\none of several origins\", style=\"dotted\"",
        "from 1905-03\"",
        "solid: certain; dotted, red: disputed",
    ] {
        assert!(dot.contains(part), "{part}\n{dot}");
    }
    let dot = drawn(folder.path(), &["dot", "lineage", "gamma"]);
    assert!(dot.contains("label=\"4 unnamed bodies"), "{dot}");
    let dot = drawn(folder.path(), &["dot", "lineage", "alpha", "--at", "1910-12-31"]);
    assert!(dot.contains("as of 1910-12-31") && dot.contains("style=\"dashed\""), "{dot}");
    let dot = drawn(folder.path(), &["dot", "--known-by", "2021-01-01", "lineage", "alpha"]);
    assert!(dot.contains("asked with --known-by=2021-01-01"), "{dot}");
}

#[test]
fn given_coalitions_when_drawn_then_bodies_in_bodies_stand_nested_and_others_are_left_out() {
    let folder = told();
    let dot = drawn(folder.path(), &["dot", "coalitions", "1914-03-01", "roof"]);
    assert!(dot.contains("\"beta\" -> \"union\" [label=\"since 1914-01..1914-06\\npossible\""), "{dot}");
    assert!(dot.contains("\"union\" -> \"roof\" [label=\"since 1912-06-01\", style=\"solid\""), "{dot}");
    assert!(!dot.contains("lonely"), "{dot}");
    let dot = drawn(folder.path(), &["dot", "coalitions", "1913-06-01"]);
    assert!(!dot.contains("\"beta\" -> "), "{dot}");
}

#[cfg(feature = "pictures")]
#[test]
fn given_every_graph_when_written_as_dot_then_a_parser_of_dot_reads_it() {
    let folder = told();
    for what in GRAPHS {
        let text = drawn(folder.path(), &[&["dot"], what].concat());
        let mut parser = layout::gv::DotParser::new(&text);
        if let Err(error) = parser.process() {
            panic!("{what:?}: {error}\n{text}");
        }
    }
}

/// Whether a line is one of those a flowchart may have here.
fn is_mermaid(line: &str) -> bool {
    let line = line.trim_start();
    let node = |text: &str| text.strip_prefix('n').is_some_and(|n| n.parse::<usize>().is_ok());
    let quoted = |text: &str| {
        let inside = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        inside.is_some_and(|t| !t.replace("<br/>", "").contains(['"', '<', '>', '`']))
    };
    if let Some((start, rest)) = line.split_once('[')
        && node(start)
    {
        return rest.strip_suffix(']').is_some_and(quoted);
    }
    if let Some((start, rest)) = line.split_once(' ')
        && node(start)
        && let Some((arrow, rest)) = rest.split_once('|')
        && let Some((label, end)) = rest.rsplit_once("| ")
    {
        return ["-->", "-.->", "==>"].contains(&arrow) && quoted(label) && node(end);
    }
    ["classDef ", "class n", "linkStyle "].iter().any(|word| line.starts_with(word))
}

#[test]
fn given_every_graph_when_written_as_mermaid_then_each_line_has_a_shape_of_it() {
    let folder = told();
    for what in GRAPHS {
        let text = drawn(folder.path(), &[&["mermaid"], what].concat());
        let lines: Vec<&str> = text.lines().collect();
        let [open, title, close, way, rest @ ..] = lines.as_slice() else { panic!("{text}") };
        assert!((*open, *close) == ("---", "---") && title.starts_with("title: \""), "{text}");
        assert!(["flowchart LR", "flowchart BT"].contains(way), "{text}");
        for line in rest {
            assert!(is_mermaid(line), "{line}");
        }
    }
    let text = drawn(folder.path(), &["mermaid", "lineage", "alpha"]);
    assert!(text.contains("==>|\"split off<br/>1910<br/>disputed"), "{text}");
    assert!(text.contains("Alpha #34;the #60;First#62;#34;"), "{text}");
}

#[test]
fn given_spans_when_another_format_than_svg_is_asked_then_it_is_told_where_they_are() {
    let folder = told();
    let done = annals(folder.path(), &["draw", "dot", "spans", "beta"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("--chart"));
}

/// The texts of an SVG and the sizes it is drawn in; it must be well-formed.
#[cfg(feature = "pictures")]
fn read(text: &str) -> (Vec<String>, f64, f64) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut words, mut size, mut open, mut depth) = (Vec::new(), (0.0, 0.0), false, 0);
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{e}\n{text}")) {
            Event::Start(start) => {
                depth += 1;
                open = start.name().as_ref() == "text";
                if open {
                    words.push(String::new());
                }
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let value = attribute.value.to_string();
                    match (depth, attribute.key.as_ref()) {
                        (1, "width") => size.0 = value.parse().unwrap(),
                        (1, "height") => size.1 = value.parse().unwrap(),
                        _ => {}
                    }
                    assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
                }
            }
            Event::Text(part) if open => {
                if let Some(last) = words.last_mut() {
                    last.push_str(part.trim());
                }
            }
            Event::GeneralRef(name) if open => {
                if let Some(last) = words.last_mut() {
                    last.push_str(&format!("&{};", name.as_ref()));
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    (words, size.0, size.1)
}

#[cfg(feature = "pictures")]
#[test]
fn given_every_graph_when_drawn_as_svg_then_it_is_well_formed_and_says_what_dot_says() {
    let folder = told();
    for what in GRAPHS {
        let done = annals(folder.path(), &[&["draw", "svg"], what].concat());
        if what.contains(&"1800-01-01") {
            assert_eq!(done.status.code(), Some(3));
            assert!(String::from_utf8_lossy(&done.stderr).contains("there is nothing to draw"));
            continue;
        }
        let (words, width, height) = read(&String::from_utf8(done.stdout).unwrap());
        assert!(width >= 200.0 && height > 50.0, "{what:?}: {width} {height}");
        assert!(words.iter().any(|w| w.starts_with("certain")), "{what:?}: {words:?}");
    }
    let (words, _, _) = read(&drawn(folder.path(), &["svg", "lineage", "alpha"]));
    for word in ["split off", "1910..1912", "disputed", "one of several origins", "from 1905-03", "asked for"]
    {
        assert!(words.iter().any(|w| w == word), "{word}: {words:?}");
    }
    assert!(words.iter().any(|w| w.contains("&lt;First&gt;")), "{words:?}");
}

#[cfg(feature = "pictures")]
#[test]
fn given_spans_when_drawn_wide_and_narrow_then_axis_labels_and_bars_are_there() {
    let folder = told();
    for (width, options) in [(1000.0, &[][..]), (320.0, &["--width", "320"][..])] {
        let text = drawn(folder.path(), &[options, &["svg", "spans", "beta", "union"]].concat());
        let (words, drawn, _) = read(&text);
        assert_eq!(drawn, width);
        for word in ["Union", "in Union", "member", "1912-01-01 to 1913-01-01; from 1914-01..1914-06"] {
            assert!(
                words.iter().any(|w| w.starts_with(word.split_at(9.min(word.len())).0)),
                "{word}: {words:?}"
            );
        }
        assert!(words.iter().any(|w| w == "1920"), "{words:?}");
        assert!(text.contains("stroke-dasharray=\"4 3\""), "a possible stretch is dashed");
    }
    let (words, ..) = read(&drawn(folder.path(), &["svg", "spans"]));
    assert!(words.iter().any(|w| w == "Lonely"), "{words:?}");
    let (words, ..) =
        read(&drawn(folder.path(), &["svg", "spans", "beta", "--from", "1913-03", "--to", "1913-05"]));
    assert!(words.iter().any(|w| w == "1913-04"), "{words:?}");
}

#[cfg(feature = "pictures")]
#[test]
fn given_a_graph_that_is_too_large_when_drawn_as_svg_then_it_is_told_and_dot_still_draws_it() {
    let folder = told();
    let record = |i: usize| {
        format!(
            "[[actor]]\nid = \"m{i}\"\nkind = \"faction\"\nname = \"M{i}\"\n\n[[event]]\nid = \"j{i}\"\nkind = \"join\"\nmember = \
             \"m{i}\"\ncoalition = \"union\"\ndate = \"1912\"\ncite = {{ source = \"paper\", paragraph = 9 }}\nsummary = \
             \"joins\"\n\n"
        )
    };
    let text: String = (0..400).map(record).collect();
    std::fs::write(folder.path().join("many.toml"), text).unwrap();
    assert!(annals(folder.path(), &["append", "many.toml"]).status.success());
    let done = annals(folder.path(), &["draw", "svg", "coalitions", "1913-06-01"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&done.stderr).contains("too many for one picture"));
    let dot = drawn(folder.path(), &["dot", "coalitions", "1913-06-01"]);
    assert!(dot.matches(" -> ").count() >= 400);
}
