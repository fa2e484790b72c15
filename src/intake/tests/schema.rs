//! Given the schema and the templates.

use super::*;
use crate::domain::{Amends, Kind};

#[test]
fn given_the_schema_when_made_then_every_kind_has_its_roles_details_and_required_keys() {
    let schema = json_schema();
    let defs = schema["$defs"].as_object().unwrap();
    for kind in Kind::all() {
        let def = &defs[&format!("event-{kind}")];
        assert_eq!(def["properties"]["kind"]["const"], kind.word());
        assert_eq!(def["additionalProperties"], false);
        let required: Vec<&str> =
            def["required"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
        for usage in kind.grammar().roles {
            assert!(def["properties"].get(usage.role.word()).is_some(), "{kind}");
            assert_eq!(required.contains(&usage.role.word()), usage.required, "{kind}");
        }
        for usage in kind.grammar().details {
            assert!(def["properties"].get(usage.detail.word()).is_some(), "{kind}");
            assert_eq!(required.contains(&usage.detail.word()), usage.required, "{kind}");
        }
        assert!(["id", "kind", "cite", "summary"].iter().all(|key| required.contains(key)), "{kind}");
    }
}

#[test]
fn given_the_schema_when_made_then_every_amendment_has_its_keys() {
    let schema = json_schema();
    let required = |act: &str| schema["$defs"][format!("amendment-{act}")]["required"].to_string();
    assert_eq!(required("confirm"), r#"["id","kind","by","event"]"#);
    assert_eq!(required("correct"), r#"["id","kind","by","because"]"#);
    assert_eq!(required("same-as"), r#"["id","kind","by","actor","same-as"]"#);
    for act in Amends::WORDS {
        let def = &schema["$defs"][format!("amendment-{act}")];
        assert_eq!(def["properties"]["kind"]["const"], *act);
        assert_eq!(def["additionalProperties"], false);
        assert_eq!(def["properties"].get("aspect").is_some(), ["dispute", "deny"].contains(act), "{act}");
        assert_eq!(def.get("oneOf").is_some(), ["correct", "retract"].contains(act), "{act}");
    }
    assert_eq!(schema["oneOf"].as_array().unwrap().len(), Sort::ALL.len());
}

#[test]
fn given_the_schema_when_searched_then_every_reference_leads_somewhere() {
    fn walk(value: &serde_json::Value, defs: &serde_json::Map<String, serde_json::Value>) {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(|r| r.as_str()) {
                    assert!(defs.contains_key(target.strip_prefix("#/$defs/").unwrap()), "{target}");
                }
                fields.values().for_each(|v| walk(v, defs));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| walk(v, defs)),
            _ => {}
        }
    }
    let schema = json_schema();
    walk(&schema, schema["$defs"].as_object().unwrap());
}

#[test]
fn given_a_template_when_read_as_it_stands_or_with_all_filled_in_then_it_is_valid() {
    let base = "[[source]]\nid = \"some-source\"\ntitle = \"T\"\ndate = \"2014\"\n\
                [[place]]\nid = \"some-place\"\nname = \"P\"\n\
                [[actor]]\nid = \"some-actor\"\nkind = \"faction\"\nname = \"A\"\n\
                [[actor]]\nid = \"another-actor\"\nkind = \"faction\"\nname = \"B\"\n\
                [[event]]\nid = \"another-event\"\nkind = \"protest\"\nby = []\nsummary = \"S\"\n\
                cite = { source = \"some-source\" }\n";
    let known = Registry::from_bodies(read(&[file("a.toml", base)], &Registry::default()).unwrap().bodies);
    assert_eq!(amendment_template("amend"), None);
    let amendments = Amends::WORDS.iter().map(|act| amendment_template(act).unwrap());
    for bare in Kind::all().map(template).chain(amendments) {
        let whole: Vec<&str> =
            bare.lines().map(|l| if l.contains(" = ") { l.trim_start_matches("# ") } else { l }).collect();
        for text in [bare.clone(), whole.join("\n")] {
            let intake =
                read(&[file("t.toml", &text)], &known).unwrap_or_else(|e| panic!("{text}\n{}", list(&e)));
            assert_eq!(intake.bodies.len(), 1, "{text}");
        }
    }
}
