//! `docs/emulator.md` shows the examples as they are, and the one in Rust runs. The gate `peers` runs others.

#![cfg(test)]

#[path = "../../docs/emulator/example.rs"]
mod example;

use std::fs;
use std::path::Path;

#[test]
fn the_page_shows_the_files() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let page = fs::read_to_string(docs.join("emulator.md")).expect("the page");
    let mut files = 0;
    for entry in fs::read_dir(docs.join("emulator")).expect("the examples") {
        let path = entry.expect("an example").path();
        let text = fs::read_to_string(&path).expect("a text");
        assert!(page.contains(&format!("\n{text}```\n")), "{}", path.display());
        files += 1;
    }
    assert_eq!(page.matches("\n### ").count(), files, "each language has a file");
}
