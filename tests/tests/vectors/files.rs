//! How many cases there are, and where they come from.

use std::collections::BTreeSet;

use mpns_tests::vectors::{self, Case};

#[test]
fn defects_of_older_libraries() {
    let mut defects = Vec::new();
    defects.extend(vectors::requests().into_iter().map(defect));
    defects.extend(vectors::incoming().into_iter().map(defect));
    defects.extend(vectors::replies().into_iter().map(defect));
    defects.extend(vectors::navigation().into_iter().map(defect));
    defects.retain(|(defect, _)| defect.is_some());
    for (defect, source) in &defects {
        assert!(source.contains('/'), "{defect:?}: {source} is no library and place in it");
    }
    println!("{} cases of older libraries' defects", defects.len());
    assert_eq!(defects.len(), DEFECTS);
}

/// Otherwise a missing file would not be noticed.
#[test]
fn every_file_has_all_its_cases() {
    let found: Vec<_> = vectors::files().into_iter().collect();
    let known = FILES.map(|(folder, file, cases)| (format!("{folder}/{file}"), cases));
    assert_eq!(found, known);
}

fn defect<T>(case: Case<T>) -> (Option<String>, String) {
    (case.defect, case.source)
}

/// Every case has a unique name and a source.
pub(crate) fn check_names<T>(cases: &[Case<T>]) {
    let mut names = BTreeSet::new();
    for Case { name, source, .. } in cases {
        assert!(names.insert(name), "{name} stands twice");
        assert!(!source.trim().is_empty(), "{name} has no source");
    }
}

/// How many cases each file has.
#[rustfmt::skip]
const FILES: [(&str, &str, usize); 22] = [
    ("callbacks", "callbacks.json", 16),
    ("incoming", "classes.json", 102),
    ("incoming", "forms.json", 95),
    ("incoming", "libraries.json", 50),
    ("navigation", "navigation.json", 17),
    ("replies", "older-libraries.json", 36),
    ("replies", "real.json", 6),
    ("replies", "retry-after.json", 29),
    ("replies", "rulings.json", 180),
    ("replies", "spellings.json", 62),
    ("replies", "table.json", 21),
    ("requests", "classes.json", 66),
    ("requests", "escaping.json", 73),
    ("requests", "jobs.json", 49),
    ("requests", "limits.json", 55),
    ("requests", "older-libraries.json", 46),
    ("requests", "os-versions.json", 45),
    ("requests", "raw.json", 14),
    ("requests", "tiles.json", 35),
    ("requests", "toast.json", 20),
    ("requests", "warnings.json", 35),
    ("templates", "templates.json", 5),
];

/// How many cases show a defect of an older library.
const DEFECTS: usize = 127;
