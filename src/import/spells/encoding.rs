//! Tables in other encodings than UTF-8, made readable.

use crate::intake::InputFile;

/// The file in UTF-8. `label`: the name of an encoding as the web calls them: `latin-1`, `windows-1252`, `utf-16le` ...
///
/// # Errors
/// What is wrong: no such encoding, or bytes that are none of its text.
pub(super) fn decoded(file: &InputFile, label: &str) -> Result<InputFile, String> {
    // Latin-1 is read as what everybody means by it.
    let known = match label.to_ascii_lowercase().as_str() {
        "latin-1" | "latin1" => Some(encoding_rs::WINDOWS_1252),
        other => encoding_rs::Encoding::for_label(other.as_bytes()),
    };
    let encoding = known.ok_or_else(|| format!("no encoding {label}"))?;
    let (text, _, broken) = encoding.decode(&file.bytes);
    if broken {
        return Err(format!("the text is not {}", encoding.name()));
    }
    Ok(InputFile { name: file.name.clone(), bytes: text.into_owned().into_bytes() })
}

/// Whether there is such an encoding.
pub(super) fn is_known(label: &str) -> bool {
    decoded(&InputFile { name: String::new(), bytes: Vec::new() }, label).is_ok()
}
