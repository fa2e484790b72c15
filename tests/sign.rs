//! Signed statements: a log that still holds what it held keeps them, and no other does.

mod console;

use std::fs;
use std::path::Path;

use console::annals;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs what must go well.
fn well(folder: &Path, line: &str) -> String {
    let done = annals(folder, &line.split(' ').collect::<Vec<_>>());
    assert!(done.status.success(), "{line}: {}{}", text(&done.stdout), text(&done.stderr));
    text(&done.stdout)
}

/// Runs what must end with this code, and gives all that is said.
fn ends(folder: &Path, line: &str, code: i32) -> String {
    let done = annals(folder, &line.split(' ').collect::<Vec<_>>());
    let said = text(&done.stdout) + &text(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{line}: {said}");
    said
}

fn actor(folder: &Path, id: &str, name: &str) {
    let line = format!("{{\"actor\":{{\"id\":\"{id}\",\"kind\":\"faction\",\"name\":\"{name}\"}}}}\n");
    fs::write(folder.join("one.jsonl"), line).unwrap();
    well(folder, "append one.jsonl");
}

/// A folder with a log of two records, a key and a statement.
fn signed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    actor(folder.path(), "a", "A");
    actor(folder.path(), "b", "B");
    well(folder.path(), "sign --new-key keeper.pem");
    well(folder.path(), "sign --key keeper.pem --out now.signed");
    folder
}

const CHECK: &str = "verify --key keeper.pem.pub now.signed";

#[test]
fn given_a_statement_when_the_log_grows_then_it_still_holds() {
    let folder = signed();
    assert!(well(folder.path(), CHECK).contains("holds: records 1 to 2"));
    actor(folder.path(), "c", "C");
    assert!(well(folder.path(), CHECK).contains("1 were added since"));
    assert!(ends(folder.path(), "sign --key keeper.pem --out now.signed", 3).contains("is there already"));
    // To standard output, and of a restored backup.
    let line = well(folder.path(), "sign --key keeper.pem");
    fs::write(folder.path().join("three.signed"), line).unwrap();
    well(folder.path(), "backup a.jsonl");
    well(folder.path(), "restore a.jsonl --store other");
    well(folder.path(), "verify --key keeper.pem.pub three.signed --store other");
}

#[test]
fn given_a_log_that_was_rewritten_or_shortened_when_verified_then_the_statement_does_not_hold() {
    let folder = signed();
    fs::rename(folder.path().join("store"), folder.path().join("true")).unwrap();
    actor(folder.path(), "a", "A");
    assert!(ends(folder.path(), CHECK, 1).contains("ends at record 1, and had record 2"));
    actor(folder.path(), "b", "Another");
    assert!(ends(folder.path(), CHECK, 1).contains("record 2 of this log is not the one signed"));
    // On its own such a log holds: only the statement tells.
    well(folder.path(), "verify");
    well(folder.path(), "verify --key keeper.pem.pub now.signed --store true");
}

#[test]
fn given_an_altered_statement_or_another_key_when_verified_then_it_does_not_hold() {
    let folder = signed();
    let statement = fs::read_to_string(folder.path().join("now.signed")).unwrap();
    well(folder.path(), "sign --new-key other.pem");
    assert!(ends(folder.path(), "verify --key other.pem.pub now.signed", 1).contains("with another key"));
    let altered = statement.replace("\"position\":2", "\"position\":1");
    fs::write(folder.path().join("now.signed"), altered).unwrap();
    assert!(ends(folder.path(), CHECK, 1).contains("was altered"));
}

#[test]
fn given_files_of_other_sorts_when_signed_or_verified_then_it_is_said_what_they_are() {
    let folder = signed();
    fs::write(folder.path().join("text"), "some text").unwrap();
    fs::write(folder.path().join("bytes"), [0xff, 0xfe]).unwrap();
    for (line, code, needle) in [
        ("sign --key keeper.pem.pub", 3, "keeper.pem.pub holds a public key"),
        ("sign --key text", 3, "text holds no key in PEM"),
        ("sign --key bytes", 3, "bytes cannot be read: it is no text"),
        ("sign --key nowhere", 3, "nowhere cannot be read"),
        ("sign --new-key keeper.pem", 3, "is there already"),
        ("sign", 2, "--key"),
        ("sign --key keeper.pem --store empty", 3, "there is nothing to sign"),
        ("verify --key keeper.pem now.signed", 3, "keeper.pem holds a secret key"),
        ("verify --key keeper.pem.pub keeper.pem.pub", 3, "is no statement of `annals sign` (it is a key)"),
        ("verify --key keeper.pem.pub text", 3, "is no statement of `annals sign` (it is no JSON)"),
        ("verify --key keeper.pem.pub", 2, "BASIS|STATEMENT"),
        ("verify now.signed", 2, "--basis"),
    ] {
        let said = ends(folder.path(), line, code);
        assert!(said.contains(needle), "{line}: {needle} is not in {said}");
    }
}

#[test]
fn given_a_key_of_openssl_when_signed_with_then_its_public_half_verifies() {
    let folder = signed();
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys");
    fs::copy(keys.join("openssl.pem"), folder.path().join("o.pem")).unwrap();
    fs::copy(keys.join("openssl.pem.pub"), folder.path().join("o.pem.pub")).unwrap();
    well(folder.path(), "sign --key o.pem --out o.signed");
    well(folder.path(), "verify --key o.pem.pub o.signed");
}

#[cfg(unix)]
#[test]
fn given_a_new_key_when_made_then_only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = signed();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("keeper.pem"), 0o600);
    assert_ne!(mode("keeper.pem.pub") & 0o400, 0);
}
