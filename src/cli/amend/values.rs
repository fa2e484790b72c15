//! `KEY=VALUE` of a command line: text, or a value of TOML.

use serde_json::{Map, Value};

use super::super::failure::Failure;

/// The keys and values of a command line.
pub(super) fn table(texts: &[String]) -> Result<Map<String, Value>, Failure> {
    let mut table = Map::new();
    for text in texts {
        let Some((key, written)) = text.split_once('=') else {
            let help = "write KEY=VALUE, as in date=2014-03-19".to_owned();
            return Err(Failure::usage(format!("{text:?} gives no value to a key"), Some(help)));
        };
        let key = key.trim();
        if table.insert(key.to_owned(), value(key, written)?).is_some() {
            let help = "give each key once; several values stand in a list: 'by=[\"a\", \"b\"]'".to_owned();
            return Err(Failure::usage(format!("{key:?} is given twice"), Some(help)));
        }
    }
    Ok(table)
}

/// A date that begins with a bracket is a set of EDTF, not a list of TOML.
fn value(key: &str, written: &str) -> Result<Value, Failure> {
    let brackets: &[char] = if key == "date" { &['"'] } else { &['"', '[', '{'] };
    if !written.trim_start().starts_with(brackets) {
        return Ok(written.into());
    }
    let parsed: Result<toml::Table, _> = format!("value = {written}").parse();
    match parsed.map(|mut table| (table.remove("value"), table.is_empty())) {
        Ok((Some(value), true)) => Ok(json(value)),
        Ok(_) => Err(no_value(key, written, "there is more than one value")),
        Err(error) => Err(no_value(key, written, error.message())),
    }
}

fn no_value(key: &str, written: &str, why: &str) -> Failure {
    let help = "what begins with a bracket or a quote is read as TOML: 'by=[\"a\", \"b\"]', 'note=\"\\\"so\\\" he says\"'";
    Failure::usage(format!("{written:?} is no value for {key:?}: {why}"), Some(help.to_owned()))
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Result<String, String> {
        let texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
        match table(&texts) {
            Ok(table) => Ok(Value::Object(table).to_string()),
            Err(Failure::Usage { message, .. }) => Err(message),
            Err(_) => Err(String::new()),
        }
    }

    #[test]
    fn given_values_when_read_then_they_are_text_or_toml() {
        for (text, json) in [
            ("date=2014-03-19", r#"{"date":"2014-03-19"}"#),
            ("date=[2014-03..2014-05]", r#"{"date":"[2014-03..2014-05]"}"#),
            ("date={2014,2015}", r#"{"date":"{2014,2015}"}"#),
            ("summary=a = b", r#"{"summary":"a = b"}"#),
            ("by=[\"a\", 'b']", r#"{"by":["a","b"]}"#),
            ("cite={ source = \"s\", paragraph = 3 }", r#"{"cite":{"paragraph":3,"source":"s"}}"#),
            ("note=\"a\\nb\"", r#"{"note":"a\nb"}"#),
            ("retrieved=", r#"{"retrieved":""}"#),
            ("by=[2014-03-19, 1.5, true]", r#"{"by":["2014-03-19",1.5,true]}"#),
        ] {
            assert_eq!(read(&[text]).as_deref(), Ok(json), "{text}");
        }
    }

    #[test]
    fn given_no_values_when_read_then_it_is_said() {
        for (texts, said) in [
            (&["date"][..], "gives no value"),
            (&["by=a", "by=b"], "given twice"),
            (&["by=[\"a\""], "is no value for"),
            (&["note=\"a\"\nmore = 1"], "more than one"),
            (&["note=\"a\" b"], "is no value for"),
        ] {
            let message = read(texts).unwrap_err();
            assert!(message.contains(said), "{texts:?}: {message}");
        }
    }
}
