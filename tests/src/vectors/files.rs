//! Reads the files of the vectors.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::template;
use super::{Callback, Case, Incoming, Navigation, Reply, Request};

/// The requests: the written ones and those of the templates.
pub fn requests() -> Vec<Case<Request>> {
    let mut cases = read_folder("requests");
    cases.extend(read_folder("templates").iter().flat_map(template::expand));
    cases
}

/// The requests to a service.
pub fn incoming() -> Vec<Case<Incoming>> {
    read_folder("incoming")
}

/// The responses.
pub fn replies() -> Vec<Case<Reply>> {
    read_folder("replies")
}

/// The callback registrations.
pub fn callbacks() -> Vec<Case<Callback>> {
    read_folder("callbacks")
}

/// The navigation URIs.
pub fn navigation() -> Vec<Case<Navigation>> {
    read_folder("navigation")
}

/// How many cases each file has, by its folder and name.
pub fn files() -> BTreeMap<String, usize> {
    let folders = ["callbacks", "incoming", "navigation", "replies", "requests", "templates"];
    let files = folders.into_iter().flat_map(|folder| {
        json_files(folder).into_iter().map(move |file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            (format!("{folder}/{name}"), read_file::<Value>(&file).len())
        })
    });
    files.collect()
}

/// The bytes of a file in a folder of the vectors.
pub fn file(folder: &str, name: &str) -> Vec<u8> {
    let path = root().join(folder).join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn read_folder<T: DeserializeOwned>(folder: &str) -> Vec<Case<T>> {
    json_files(folder).iter().flat_map(|file| read_file::<T>(file)).collect()
}

fn json_files(folder: &str) -> Vec<PathBuf> {
    let path = root().join(folder);
    let entries = fs::read_dir(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn read_file<T: DeserializeOwned>(path: &Path) -> Vec<Case<T>> {
    let text = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let cases: Vec<Map<String, Value>> =
        serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    cases.into_iter().map(|case| read_case(case, path)).collect()
}

/// Reads case by case, so that the error of a wrong field names the case.
fn read_case<T: DeserializeOwned>(mut case: Map<String, Value>, path: &Path) -> Case<T> {
    let mut text = |field| match case.remove(field) {
        None => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => panic!("{}: {field} is {other}, no text", path.display()),
    };
    let [name, source, defect] = ["name", "source", "defect"].map(&mut text);
    let name = name.unwrap_or_else(|| panic!("{}: a case without a name", path.display()));
    let source = source.unwrap_or_else(|| panic!("{}: {name}: no source", path.display()));
    let what = serde_json::from_value(Value::Object(case))
        .unwrap_or_else(|e| panic!("{}: {name}: {e}", path.display()));
    Case { name, source, defect, what }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}
