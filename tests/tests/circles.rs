//! The files of a crate do not import each other in a circle.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module, and what its file imports.
type Imports = BTreeMap<Vec<String>, Vec<Vec<String>>>;

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let crates = fs::read_dir(root).expect("the workspace").map(|entry| entry.unwrap().path());
    let sources: Vec<_> =
        crates.map(|folder| folder.join("src")).filter(|src| src.exists()).collect();
    assert!(sources.len() >= 8, "{sources:?}");
    for src in sources {
        let imports = read(&src);
        for start in imports.keys() {
            let mut path = vec![start];
            assert!(!leads_back(&imports, &mut path), "{}: {path:?}", src.display());
        }
    }
}

#[test]
fn a_circle_is_found() {
    for (of_b, has_circle) in [("use crate::c;", false), ("use super::a::{A};", true)] {
        let file = |path: &[&str], text| (path.iter().map(ToString::to_string).collect(), text);
        let files = [
            file(&["m", "a"], "use crate::m::b::B; // use crate::c"),
            file(&["m", "b"], of_b),
            file(&["c"], "use crate::Root;"),
        ];
        let names: Vec<Vec<String>> = files.iter().map(|(name, _)| Vec::clone(name)).collect();
        let imports: Imports = files
            .into_iter()
            .map(|(name, text)| (Vec::clone(&name), imports_of(&name, text, &names)))
            .collect();
        let found = names.iter().any(|start| leads_back(&imports, &mut vec![start]));
        assert_eq!(found, has_circle, "{of_b}");
    }
}

fn read(src: &Path) -> Imports {
    let mut files = Vec::new();
    collect(src, &mut files);
    let module = |file: &PathBuf| {
        let path = file.strip_prefix(src).unwrap().with_extension("");
        let names = path.iter().map(|name| name.to_str().unwrap().to_owned());
        names.filter(|name| name != "mod").collect::<Vec<_>>()
    };
    let is_root = |name: &str| ["lib", "main", "tests"].contains(&name);
    files.retain(|file| !is_root(file.file_stem().unwrap().to_str().unwrap()));
    let names: Vec<_> = files.iter().map(module).collect();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let imports = |(name, text): (&Vec<String>, String)| {
        // Tests may import what they test.
        let text = text.split("#[cfg(test)]").next().unwrap();
        (name.clone(), imports_of(name, text, &names))
    };
    names.iter().zip(texts).map(imports).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules that a text names from `crate::` or `super::` on.
fn imports_of(module: &[String], text: &str, modules: &[Vec<String>]) -> Vec<Vec<String>> {
    let parent = module.split_last().map_or(&[][..], |(_, parent)| parent);
    let code = text.lines().map(|line| line.split("//").next().unwrap());
    let mut found = Vec::new();
    for line in code {
        for (prefix, base) in [("crate::", &[][..]), ("super::", parent)] {
            for rest in line.split(prefix).skip(1) {
                let is_end = |c: char| !(c.is_alphanumeric() || "_:".contains(c));
                let names = rest.split(is_end).next().unwrap().split("::").map(str::to_owned);
                let path: Vec<String> = base.iter().cloned().chain(names).collect();
                let target = (1..=path.len()).rev().map(|length| path[..length].to_vec());
                found.extend(target.into_iter().find(|path| modules.contains(path)));
            }
        }
    }
    found.retain(|target| target != module);
    found
}

/// Extends the path until it leads to its first module again, if it can.
fn leads_back<'a>(imports: &'a Imports, path: &mut Vec<&'a Vec<String>>) -> bool {
    let (Some(first), Some(last)) = (path.first().copied(), path.last()) else { return false };
    for next in &imports[*last] {
        if next == first {
            return true;
        }
        if !path.contains(&next) {
            path.push(next);
            if leads_back(imports, path) {
                return true;
            }
            path.pop();
        }
    }
    false
}
