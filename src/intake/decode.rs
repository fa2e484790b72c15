//! Bytes to text: size, encoding, format.

use super::problems::Problems;
use super::text::{Format, Text};
use super::{InputFile, MAX_FILE, MAX_LINE};

/// A byte order mark of UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// A decoded file.
pub(super) struct Decoded {
    /// Its text; of a file that is not UTF-8, what can be made of it.
    pub text: Text,
    /// Whether it can be parsed. If not, its problems are noted.
    pub readable: bool,
    /// Whether not even its ids can be made out.
    pub opaque: bool,
}

/// Decodes one file; `number` is its place among the input files.
pub(super) fn decode(file: &InputFile, number: usize, problems: &mut Problems) -> Decoded {
    if file.bytes.len() > MAX_FILE {
        let text = Text::new(&file.name, String::new(), Format::Toml, 0);
        let message = format!("the file has {} bytes, over the limit of 64 MiB", file.bytes.len());
        problems.add(number, &(0..0), message, "split it into several files");
        return Decoded { text, readable: false, opaque: true };
    }
    let (skipped, bytes) = match file.bytes.strip_prefix(BOM) {
        Some(rest) => (BOM.len(), rest),
        None => (0, file.bytes.as_slice()),
    };
    if looks_utf16(bytes) {
        let text = Text::new(&file.name, String::new(), Format::Toml, skipped);
        not_utf16(number, problems);
        return Decoded { text, readable: false, opaque: true };
    }
    match std::str::from_utf8(bytes) {
        Ok(body) => {
            let text = Text::new(&file.name, body.to_owned(), format(&file.name, body), skipped);
            let readable = check(&text, number, problems);
            Decoded { text, readable, opaque: false }
        }
        Err(error) => {
            let at = error.valid_up_to();
            let body = String::from_utf8_lossy(bytes).into_owned();
            let text = Text::new(&file.name, body, Format::Toml, skipped);
            let (message, help) = not_utf8(bytes, at, skipped);
            problems.add_with(number, &(at..at), "", message, help);
            Decoded { text, readable: false, opaque: false }
        }
    }
}

/// Notes a file that looks like UTF-16.
pub(super) fn not_utf16(number: usize, problems: &mut Problems) {
    problems.add(
        number,
        &(0..0),
        "the file is not UTF-8 from byte 0 on; it looks like UTF-16",
        "save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`",
    );
}

/// What is wrong with bytes that are not UTF-8 from one on, and the remedy; so many bytes stand before them.
pub(super) fn not_utf8(bytes: &[u8], at: usize, skipped: usize) -> (String, &'static str) {
    let byte = bytes.get(at).copied().unwrap_or(0);
    let (guess, help) = if looks_latin1(bytes) {
        (
            "; it looks like Latin-1 or Windows-1252",
            "save it as UTF-8, for instance with `iconv -f WINDOWS-1252 -t UTF-8`",
        )
    } else {
        ("", "save it as UTF-8")
    };
    (format!("byte {} (0x{byte:02X}) is not UTF-8{guess}", at + skipped), help)
}

/// What holds for a whole file before it is parsed: no overlong line; something in it.
fn check(text: &Text, number: usize, problems: &mut Problems) -> bool {
    let mut readable = true;
    if text.body.len() > MAX_LINE {
        for line in text.lines().filter(|l| l.len() > MAX_LINE) {
            let message = format!("the line has {} bytes, over the limit of 4 MiB", line.len());
            problems.add(number, &text.character(line.start), message, "break the record up");
            readable = false;
        }
    }
    readable
}

fn format(name: &str, body: &str) -> Format {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    match extension.as_deref() {
        Some("toml") => Format::Toml,
        Some("jsonl" | "ndjson" | "json") => Format::JsonLines,
        _ => {
            let mut rest = body.chars().filter(|c| !c.is_whitespace());
            match (rest.next(), rest.next()) {
                (Some('{'), _) | (Some('['), Some('{' | '"' | ']')) => Format::JsonLines,
                _ => Format::Toml,
            }
        }
    }
}

/// A byte order mark of UTF-16, or a NUL in every other byte at the start.
pub(super) fn looks_utf16(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64)).unwrap_or(bytes);
    let nul = head.iter().filter(|b| **b == 0).count();
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || (nul > 0 && nul * 3 >= head.len())
}

/// Whether every byte that is not ASCII could be an accented letter or a mark of Windows-1252, most next to a
/// letter.
fn looks_latin1(bytes: &[u8]) -> bool {
    let mut near = 0usize;
    let mut all = 0usize;
    for window in bytes.windows(3) {
        if let [a, b, c] = window
            && *b >= 0x80
        {
            all += 1;
            if *b >= 0x91 && (a.is_ascii_alphabetic() || c.is_ascii_alphabetic()) {
                near += 1;
            }
        }
    }
    all > 0 && near * 2 >= all
}
