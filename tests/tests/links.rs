//! The documents for readers of the repository lead to files that exist.

#![cfg(test)]

use std::fs;
use std::path::Path;

#[test]
fn every_relative_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for document in ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"] {
        let text = fs::read_to_string(root.join(document)).expect(document);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let files = links.filter(|link| !link.contains("://")).map(|link| link.split('#').next());
        for file in files.flatten().filter(|file| !file.is_empty()) {
            assert!(root.join(file).exists(), "{document}: {file}");
        }
    }
}
