//! Replays the corpus of every target and every input that ever broke a law.

#![cfg(test)]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use mpns_fuzz_bodies::TARGETS;

/// The number of inputs in `findings`, so that none is lost.
const FINDINGS: usize = 12;

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn no_known_input_breaks_a_law() {
    let (mut broken, mut findings) = (Vec::new(), 0);
    for (target, body) in TARGETS {
        let corpus = files(&fuzz().join("corpus").join(target));
        assert!(!corpus.is_empty(), "{target} has no corpus");
        let found = files(&fuzz().join("findings").join(target));
        findings += found.len();
        for file in corpus.iter().chain(&found) {
            let input = fs::read(file).expect("an input");
            if catch_unwind(|| body(&input)).is_err() {
                broken.push(file.display().to_string());
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert_eq!(findings, FINDINGS, "inputs that broke a law once");
}

/// A corpus or a dictionary with another name would never be used.
#[test]
fn every_folder_belongs_to_a_target() {
    let mut names: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.sort();
    for folder in ["corpus", "dictionaries", "fuzz_targets"] {
        let stems = files(&fuzz().join(folder)).into_iter();
        let stems = stems.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        assert_eq!(stems.collect::<Vec<_>>(), names, "{folder}");
    }
    for folder in files(&fuzz().join("findings")) {
        let stem = folder.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        assert!(names.iter().any(|name| name == stem), "findings of {stem}, which is no target");
    }
    for (name, _) in TARGETS {
        let target = fuzz().join("fuzz_targets").join(name).with_extension("rs");
        let source = fs::read_to_string(target).expect("a target");
        assert!(source.contains(&format!("mpns_fuzz_bodies::{name}(data)")), "{name}");
    }
}
