//! A little XML: elements with attributes, every text escaped.

use std::fmt::Write;

/// XML that is being written, indented by one space a level.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document with nothing in it yet.
    pub fn new() -> Xml {
        Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    /// Writes an element with nothing in it.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Writes an element with a text in it.
    pub fn text(&mut self, name: &'static str, text: &str) {
        self.start(name, &[]);
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, ">{}</{name}>", escaped(text));
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            let _ = writeln!(self.text, "{:1$}</{name}>", "", self.open.len());
        }
    }

    /// The document, with all elements closed.
    pub fn done(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "{:1$}<{name}", "", self.open.len());
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"{}\"", escaped(value));
        }
    }
}

/// A text as it may stand between tags or quotes. What XML knows no way to write is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_texts_with_marks_of_xml_when_written_then_they_are_escaped_and_elements_closed() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "x < \"y\" & z\u{1}")]);
        xml.empty("c", &[]);
        xml.text("d", "1 > 0");
        let text = xml.done();
        let wanted = "<a b=\"x &lt; &quot;y&quot; &amp; z\u{fffd}\">\n <c/>\n <d>1 &gt; 0</d>\n</a>\n";
        assert!(text.ends_with(wanted), "{text}");
    }
}
