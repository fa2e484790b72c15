//! Mappings: every key does what it says, and faults are told with their places.

use annals::domain::{Answer, Body, Fluent};
use annals::question::over_period;
use annals::replay::Spans;

use super::{day, mapping_of, read, timeline, told, year};

#[test]
fn given_faults_in_a_mapping_or_a_row_when_read_then_each_is_told_with_its_place_and_remedy() {
    let mapping = mapping_of("member-of", "coalition", "", "included");
    let faults =
        |mapping: &str, table: &str| read("spells", Some(mapping), table.as_bytes()).unwrap_err().join("\n");
    let good = "subject,object,begin,end\na,b,1990-01-01,1991-01-01\n";
    let cases = [
        (mapping.replace("begin =", "beginn ="), good, "m.toml:10:1: no such key: beginn"),
        (mapping.replace("member-of", "membr-of"), good, "did you mean \"member-of\"?"),
        (
            mapping.replace("\"subject\"", "\"subjekt\""),
            good,
            "t.csv has no column subjekt: \"\"subjekt\"\"\n  help: did you mean",
        ),
        (mapping.replace("date = \"2020-01-01\"", ""), good, "the source has no date"),
        (mapping.replace("[source]", "[source"), good, "m.toml:2:8: the mapping is no TOML"),
        (
            mapping.clone(),
            "subject,object,begin,end\na,b,soon,1991-01-01\n",
            "t.csv:2:5: begin: no date as YYYY-MM-DD: \"soon\"",
        ),
        (
            mapping.clone(),
            "subject,object,begin,end\na,b,,1991-01-01\n",
            "t.csv:2:5: begin: the beginning is blank",
        ),
        (
            mapping.clone(),
            "subject,object,begin,end\na,b,1992,1991-01-01\n",
            "t.csv:2:10: end: it ends before it begins",
        ),
        (
            mapping.clone(),
            "subject,object,begin,end\na,a,1990,1991-01-01\n",
            "t.csv:2:3: object: subject and object are one",
        ),
        (mapping.clone(), "subject,object,begin,end\na,b,1990-02-30,1991\n", "t.csv:2:5: begin: no such day"),
    ];
    for (mapping, table, wanted) in cases {
        let said = faults(&mapping, table);
        assert!(said.contains(wanted), "{wanted}\n{said}");
        assert!(said.contains("help: "), "{said}");
    }
    let lenient = format!("faulty-rows = \"leave-out\"\n{mapping}");
    let (bodies, said) = read("spells", Some(&lenient), format!("{good}a,b,soon,1\n").as_bytes()).unwrap();
    assert_eq!(bodies.iter().filter(|body| matches!(body, Body::Report(_))).count(), 1);
    assert!(said.contains(&"1 rows have faults and are left out".to_owned()), "{said:?}");
}

#[test]
fn given_what_blanks_and_codes_mean_when_read_then_each_end_is_as_vague_as_that() {
    let table = "who,from,to,n\na,-9,1990-05-05,1\nb,.,1990-05-05,1\nc,1980-01-01,-9,1\nd,1980-01-01,,1\n\
                 e,1980-01-01,2000-12-31,1\nf,1980-07-01,1980-07-01,2\ng,1980-01-01,-8,1\n";
    let mapping = "[source]\ntitle = \"t\"\ndate = \"2001-06-01\"\n[data]\nbegin = \"1950-01-01\"\nend = \"2000-12-31\"\n\
        [[fact]]\nfluent = \"member-of\"\nsubject = { column = \"who\", kind = \"state\" }\nobject = { id = \"k\", kind = \"coalition\" }\n\
        begin = { column = \"from\", means = { \"-9\" = \"unknown\", \".\" = \"before-data\" } }\n\
        end = { column = \"to\", blank = \"open\", means = { \"-9\" = \"unknown\", \"-8\" = \"same-as-begin\" }, \
        precision = { column = \"n\", codes = { \"2\" = \"month\" }, else = \"day\" } }\n";
    let timeline = told(mapping, table);
    let on = |who: &str, text: &str| {
        timeline.answer(&Fluent::parse(&format!("member-of {who} k")).unwrap(), day(text))
    };
    use Answer::{No, Possible, Yes};
    let direct = |who: &str, text: &str| {
        let fluent = Fluent::parse(&format!("direct-member-of {who} k")).unwrap();
        (timeline.answer(&fluent, day(text)), on(who, text)).0
    };
    for (who, text, wanted) in [
        ("a", "1940-01-01", Possible),
        ("a", "1990-05-04", Possible),
        ("a", "1990-05-05", Yes),
        ("a", "1990-05-06", No),
        ("b", "1949-01-01", Possible),
        ("b", "1950-01-01", Yes),
        ("b", "1990-05-05", Yes),
        ("c", "1979-12-31", No),
        ("c", "1980-01-01", Yes),
        ("c", "1980-01-02", Possible),
        ("c", "2030-01-01", Possible),
        ("d", "2001-01-01", Yes),
        ("e", "2001-01-01", Yes),
        ("e", "2010-01-01", Possible),
        ("f", "1980-07-01", Yes),
        ("f", "1980-07-31", Possible),
        ("f", "1980-08-01", No),
        ("g", "1980-01-01", Yes),
        ("g", "1980-01-02", No),
    ] {
        assert_eq!(direct(who, text), wanted, "{who} on {text}");
    }
}

#[test]
fn given_every_key_of_a_mapping_when_read_then_each_does_what_it_says() {
    let mapping = r#"
prefix = "all"
encoding = "utf-8"
separator = ";"
blank = ["NA"]
faulty-rows = "refuse"
last-day = "included"
where = [{ column = "n", from = 1, to = 50 }, { column = "who", blank = false }, { column = "n", not = ["13"] }]
[source]
id = "the-source"
title = "T"
date = "2000-01"
author = "A"
publisher = "P"
locator = "L"
reliability = "B"
retrieved = "2001-01-01"
note = "N"
[data]
begin = 1900-01-01
begin-is = "told"
end = 1999-12-31
[[fact]]
fluent = "holds-post"
where = { column = "n", is = ["1", "2"] }
last-day = "excluded"
subject = { column = "who", kind = { column = "type", codes = { "p" = "person", "c" = "company" }, else = "organisation" }, name = "The {who}", aliases = "{who} {n}", prefix = "x", split = "," }
object = { id = "{where}-{n}", kind = "company", register = true }
value = { column = "post", codes = { "1" = "Chief Officer" }, else = "Owner" }
summary = "{who} at {where}"
remarks = { number = "{n}" }
[fact.begin]
column = "from"
format = ["dmy", "%B %Y"]
within = { from = "low", to = "high" }
precision = { column = "prec", codes = { "1" = "day", "2" = "within", "3" = "decade", "4" = "3 days", "5" = "week" }, else = "month" }
blank = "unknown"
[fact.end]
column = "to"
format = "mdy"
means = { "ever" = "open" }
flags = [{ column = "flag", is = ["s"], means = "evidence" }]
placeholders = [{ month = 1, day = 1, means = "year" }, { day = 1, means = "month" }]
[[fact]]
fluent = "named"
where = [{ column = "n", is = ["3"] }]
subject = { column = "who", kind = "faction" }
value = "{where}"
begin = { year = "from", month = "low", day = "high", no-part = ["77"] }
end = { year = "to", blank = "1995" }
[[fact]]
fluent = "present-in"
where = [{ column = "n", is = ["4"] }]
subject = { column = "who", kind = "force" }
object = { column = "where", within = "{post}" }
begin = "1950-05"
end = "same-as-begin"
"#;
    let table = "n;who;type;where;post;from;low;high;prec;to;flag\n\
        1;Ann,Ben Co;p;Mill;1;01.02.1950;01.01.1950;05.03.1950;2;3/4/1960;\n\
        2;Cy;c;Mill;9;May 1951;;;1;6/1/1970;s\n\
        3;Dee;;Old  Front;;1960;77;99;;1970;\n\
        3;Eff;;New Front;;1960;3;9;;NA;\n\
        4;Gee;;Port;Lakes;;;;;;\n\
        13;Zed;;;;;;;;;\n99;Zed;;;;;;;;;\n5;NA;;;;;;;;;\n";
    let (bodies, said) =
        read("spells", Some(mapping), table.as_bytes()).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    assert_eq!(
        said.iter().filter(|text| text.contains("left out by the rule in line 8")).count(),
        1,
        "{said:?}"
    );
    let told = bodies.iter().find_map(|body| match body {
        Body::Report(report) if report.id.as_str().starts_with("all-holds-post-x-cy") => Some(report),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!((told.summary.as_str(), told.remarks["number"].as_str()), ("Cy at Mill", "2"));
    let timeline = timeline(bodies);
    let on = |fact: &str, text: &str| timeline.answer(&Fluent::parse(fact).unwrap(), day(text));
    use Answer::{No, Possible, Unknown, Yes};
    for (fact, text, wanted) in [
        ("holds-post x-ann mill-1 chief-officer", "1949-12-31", Unknown),
        ("holds-post x-ann mill-1 chief-officer", "1950-02-01", Possible),
        ("holds-post x-ben-co mill-1 chief-officer", "1950-03-05", Yes),
        ("holds-post x-ben-co mill-1 chief-officer", "1960-03-03", Yes),
        ("holds-post x-ben-co mill-1 chief-officer", "1960-03-04", No),
        ("holds-post x-cy mill-2 owner", "1951-05-15", Possible),
        ("holds-post x-cy mill-2 owner", "1951-05-31", Yes),
        ("holds-post x-cy mill-2 owner", "1970-06-01", Yes),
        ("holds-post x-cy mill-2 owner", "1970-07-01", Possible),
        ("holds-post x-cy mill-2 owner", "1990-01-01", Possible),
        ("named dee Old Front", "1960-06-01", Possible),
        ("named dee Old Front", "1965-06-01", Yes),
        ("named dee Old Front", "1971-01-01", No),
        ("named eff New Front", "1960-03-09", Yes),
        ("named eff New Front", "1996-01-01", No),
        ("present-in gee port", "1950-05-20", Possible),
        ("present-in gee port", "1950-06-01", No),
    ] {
        assert_eq!(on(fact, text), wanted, "{fact} on {text}");
    }
    let may = over_period(
        &timeline,
        &Fluent::parse("present-in gee port").unwrap(),
        day("1950-05-01"),
        day("1950-05-31"),
    );
    assert_eq!(may.ever, Yes);
}

#[test]
fn given_a_table_without_header_and_ends_when_read_then_each_row_ends_as_the_next_of_its_kind_begins() {
    let table =
        "\n# a list\nNOR|1900-01-01|Oak\nNOR|19050203|Elm Town\nSOU|1901|Ash\nNOR|190606|Oak\nNOR|.|Fir\n";
    let mapping = "skip-lines = 2\ncolumns = [\"code\", \"since\", \"town\"]\nseparator = \"|\"\nblank = [\".\"]\n\
        [source]\ntitle = \"Capitals\"\ndate = \"1950\"\n[[fact]]\nfluent = \"controls\"\nuntil-next = [\"code\"]\n\
        subject = { id = \"{code}\", kind = \"state\", codes = { \"NOR\" = \"Norland\" }, else = \"other\" }\n\
        object = { column = \"town\" }\nbegin = { column = \"since\", blank = \"leave-out\" }\n";
    let timeline = told(mapping, table);
    let on = |fact: &str, text: &str| timeline.answer(&Fluent::parse(fact).unwrap(), day(text));
    use Answer::{No, Possible, Yes};
    for (fact, text, wanted) in [
        ("controls norland oak", "1905-02-02", Yes),
        ("controls norland oak", "1905-02-03", No),
        ("controls norland elm-town", "1905-02-03", Yes),
        ("controls norland elm-town", "1906-05-31", Yes),
        ("controls norland elm-town", "1906-06-15", Possible),
        ("controls norland elm-town", "1906-07-01", No),
        ("controls norland oak", "1906-06-15", Possible),
        ("controls norland oak", "1949-01-01", Yes),
        ("controls other ash", "1949-01-01", Yes),
    ] {
        assert_eq!(on(fact, text), wanted, "{fact} on {text}");
    }
    let broken = table.replace("1905", "19x5");
    let said = read("spells", Some(mapping), broken.as_bytes()).unwrap_err().join("\n");
    assert!(said.contains("t.csv:4:5: since: no date as YYYY-MM-DD: \"19x50203\""), "{said}");
}

#[test]
fn given_years_five_apart_when_read_then_they_follow_on_one_another_where_the_table_has_none_between() {
    let table = "who,year\na,1950\na,1955\na,1960\na,1961\nb,1960\nb,1962\nb,1961\na,1963\n";
    let mapping = "[source]\ntitle = \"t\"\ndate = \"1970\"\n[[fact]]\nfluent = \"member-of\"\n\
        subject = { column = \"who\", kind = \"state\" }\nobject = { id = \"k\", kind = \"coalition\" }\n\
        yearly = { column = \"year\", every = 5, means = \"throughout\" }\n";
    let timeline = told(mapping, table);
    let of = |of| year(&timeline, "member-of a k", of);
    assert_eq!(
        (of(1949), of(1953), of(1961)),
        ((Answer::No, Answer::No), (Answer::Yes, Answer::Yes), (Answer::Yes, Answer::Yes))
    );
    assert_eq!((of(1962).0, of(1963)), (Answer::No, (Answer::Yes, Answer::Yes)));
}

#[test]
fn given_a_source_of_a_year_when_the_data_end_in_it_then_what_goes_on_is_seen_until_then() {
    let mapping = mapping_of("member-of", "coalition", "", "included")
        .replace("date = \"2020-01-01\"", "date = \"2016\"\n[data]\nend = \"2016-12-31\"");
    let table = "subject,object,begin,end\na,b,1990-01-01,2016-12-31\nc,b,1990,\n";
    let timeline = told(&mapping, table);
    assert_eq!(year(&timeline, "member-of a b", 2016), (Answer::Yes, Answer::Yes));
    assert_eq!(year(&timeline, "member-of c b", 2016), (Answer::Yes, Answer::Yes));
    assert_eq!(year(&timeline, "member-of a b", 2017), (Answer::Possible, Answer::Possible));
    let early = mapping.replace("date = \"2016\"", "date = \"2015\"");
    let said = read("spells", Some(&early), table.as_bytes()).unwrap_err().join("\n");
    assert!(said.contains("the data end on 2016-12-31, after the date of the source"), "{said}");
}

#[test]
fn given_broken_mappings_and_tables_when_read_then_they_are_refused_and_nothing_panics() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spells");
    let mut dice = crate::law::Dice(20_261_121);
    for name in ["states.csv", "alliances.csv", "leaders.tsv", "igo-wide.csv", "groups.csv", "territory.csv"]
    {
        let table = std::fs::read(folder.join(name)).unwrap();
        let stem = name.split('.').next().unwrap();
        let mapping = std::fs::read(folder.join(format!("{stem}.toml"))).unwrap();
        for _ in 0..150 {
            let mut both = [mapping.clone(), table.clone()];
            for _ in 0..=dice.roll(3) {
                let one = &mut both[usize::try_from(dice.roll(2)).unwrap()];
                let at = usize::try_from(dice.roll(one.len() as u64)).unwrap();
                match dice.roll(3) {
                    0 => one[at] = u8::try_from(32 + dice.roll(95)).unwrap(),
                    1 => drop(one.remove(at)),
                    _ => one.insert(at, b"0-9.,\"{}[]\n\xff"[usize::try_from(dice.roll(11)).unwrap()]),
                }
            }
            let text = String::from_utf8_lossy(&both[0]).into_owned();
            if let Err(faults) = read("spells", Some(&text), &both[1]) {
                assert!(!faults.is_empty());
            }
        }
    }
}
