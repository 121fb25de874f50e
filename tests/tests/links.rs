//! The documents for readers of the repository lead to files that exist.

#![cfg(test)]

use std::fs;
use std::path::Path;

#[test]
fn every_relative_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let documents = [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "README.md",
        "docs/emulator.md",
        "docs/protocol.md",
        "docs/scale.md",
        "docs/speed.md",
        "docs/ssrf.md",
    ];
    for document in documents.map(|document| root.join(document)) {
        let (text, folder) = (fs::read_to_string(&document), document.parent().expect("a folder"));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", document.display()));
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let files = links.filter(|link| !link.contains("://")).map(|link| link.split('#').next());
        for file in files.flatten().filter(|file| !file.is_empty()) {
            assert!(folder.join(file).exists(), "{}: {file}", document.display());
        }
    }
}
