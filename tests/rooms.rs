//! The rooms: every folder of `src/` imports only what its row in ARCHITECTURE.md allows.

use std::path::{Path, PathBuf};

/// Room, and what it may import of ours.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("intake", &["domain"]),
    ("import", &["domain", "intake"]),
    ("log", &["domain"]),
    ("archive", &["domain", "intake", "log"]),
    ("seal", &["domain", "log"]),
    ("projectors", &["domain"]),
    ("replay", &["domain", "projectors"]),
    ("index", &["domain", "log", "projectors", "replay"]),
    ("store", &["domain", "log", "replay"]),
    ("question", &["domain", "projectors", "replay"]),
    ("render", &["domain", "question", "replay"]),
    ("export", &["domain", "question", "replay"]),
    (
        "annals",
        &[
            "archive",
            "domain",
            "import",
            "index",
            "intake",
            "log",
            "projectors",
            "replay",
            "store",
            "question",
            "render",
        ],
    ),
    (
        "cli",
        &[
            "annals", "archive", "domain", "export", "import", "index", "intake", "log", "question",
            "render", "replay", "seal", "store",
        ],
    ),
    ("hostile", &["annals", "cli", "domain", "intake", "log", "question", "replay", "store"]),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The rooms a text reaches into: what follows `crate::`, alone or in the braces of a `use`.
fn reached(text: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = Vec::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                rooms.extend(list.split('}').next().unwrap_or("").split(',').map(|r| word(r.trim())))
            }
            None => rooms.push(word(rest)),
        }
    }
    rooms
}

#[test]
fn given_every_source_file_when_its_imports_are_read_then_its_room_allows_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut faults = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else { continue };
        let text = std::fs::read_to_string(file).unwrap();
        for reach in reached(&text) {
            let known = ROOMS.iter().any(|(name, _)| *name == reach);
            if known && reach != room && !allowed.contains(&reach.as_str()) {
                faults.push(format!("{} reaches into {reach}", inside.display()));
            }
        }
        assert!(text.starts_with("//!"), "{} does not say what lives there", inside.display());
    }
    assert!(files.len() > 50);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn given_only_the_store_when_searched_then_it_alone_knows_sled_and_bincode() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    for file in files.iter().filter(|f| !f.starts_with(src.join("store"))) {
        let text = std::fs::read_to_string(file).unwrap();
        for word in ["sled::", "bincode::"] {
            assert!(!text.contains(word), "{} knows {word}", file.display());
        }
    }
}
