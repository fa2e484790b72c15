//! The README's examples: every `$ annals ...` in a console block prints what stands under it.

mod console;

use std::path::Path;
use std::process::Command;

use console::words;

#[test]
fn given_the_readme_when_its_examples_are_run_then_they_print_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("README.md")).unwrap();
    let store = tempfile::tempdir().unwrap();
    let mut examples = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for example in block.split("$ annals ").skip(1) {
            let (line, wanted) = example.split_once('\n').unwrap();
            let done = Command::new(env!("CARGO_BIN_EXE_annals"))
                .args(words(line))
                .env("LC_ALL", "C.UTF-8")
                .env("ANNALS_STORE", store.path().join("readme.db"))
                .current_dir(root)
                .output()
                .unwrap();
            let told = String::from_utf8(done.stdout).unwrap();
            assert_eq!(told.trim_end(), wanted.trim_end(), "annals {line}");
            examples += 1;
        }
    }
    assert!(examples >= 5, "only {examples} examples found");
}
