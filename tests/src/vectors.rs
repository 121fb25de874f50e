//! The test vectors of `tests/vectors`. Its README explains the fields.

mod template;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mpns_proto::Limits;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::tree::Tree;

/// A case of any kind.
#[derive(Debug)]
pub struct Case<T> {
    /// What the case shows, unique in its folder.
    pub name: String,
    /// Where it was read or seen.
    pub source: String,
    /// What the library in `source` does wrong, if anything.
    pub defect: Option<String>,
    /// The input and the expected result.
    pub what: T,
}

/// A job and its request, or why it is refused.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The job as JSON.
    pub job: Value,
    /// The limits that it is checked against.
    #[serde(default)]
    pub limits: CaseLimits,
    /// All headers, by name in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The target of the request, in origin form.
    #[serde(default)]
    pub target: Option<String>,
    /// The document.
    #[serde(default)]
    pub tree: Option<Tree>,
    /// The exact body.
    #[serde(default)]
    pub body: Option<Body>,
    /// The file with the exact bytes of the request, in the same folder.
    #[serde(default)]
    pub file: Option<String>,
    /// The error text, if there is no request.
    #[serde(default)]
    pub refused: Option<String>,
}

/// A request to a service and what it means, or why it is refused.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Incoming {
    /// The lines of the head.
    pub head: Vec<String>,
    /// The body.
    #[serde(default)]
    pub body: Option<Body>,
    /// The limits that it is checked against.
    #[serde(default)]
    pub limits: CaseLimits,
    /// The notification, a job without channel and key.
    #[serde(default)]
    pub content: Option<Value>,
    /// The message ID, if there is one.
    #[serde(default)]
    pub message_id: Option<String>,
    /// The error text and its causes, joined by `: `, if it is refused.
    #[serde(default)]
    pub refused: Option<String>,
    /// The status code of the response, if it is refused.
    #[serde(default)]
    pub status: Option<u16>,
}

/// The head of a response, and what it means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reply {
    /// The lines of the head.
    pub head: Vec<String>,
    /// When it came, as an HTTP date. It matters if `Retry-After` is a date.
    #[serde(default)]
    pub now: Option<String>,
    /// What it means.
    pub reply: BTreeMap<String, Value>,
}

/// A callback registration and its request, or why it is refused.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Callback {
    /// The channel URI.
    pub channel: String,
    /// The URI that the service calls.
    pub callback: String,
    /// The blob.
    #[serde(default)]
    pub body: Option<Body>,
    /// All headers, by name in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The target of the request, in origin form.
    #[serde(default)]
    pub target: Option<String>,
    /// The file with the exact bytes of the request.
    #[serde(default)]
    pub file: Option<String>,
    /// The error text, if there is no request.
    #[serde(default)]
    pub refused: Option<String>,
}

/// A page, a query and their navigation URI.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Navigation {
    /// The page.
    pub page: String,
    /// The pairs of the query.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The navigation URI.
    pub uri: String,
}

/// A body: a text, or an object with its bytes in base64.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Body {
    /// As text, in UTF-8.
    Text(String),
    /// As bytes.
    Bytes(BodyBytes),
}

/// The bytes of a body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyBytes {
    base64: String,
}

impl Body {
    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(BodyBytes { base64 }) => STANDARD.decode(base64).expect("base64"),
        }
    }
}

/// Limits that differ from the default.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseLimits {
    os: Option<String>,
    document_bytes: Option<usize>,
    raw_bytes: Option<usize>,
}

impl From<&CaseLimits> for Limits {
    fn from(given: &CaseLimits) -> Self {
        let default = Self::default();
        Self {
            os: given.os.as_ref().map(|os| os.parse().expect("a version")),
            document_bytes: given.document_bytes.unwrap_or(default.document_bytes),
            raw_bytes: given.raw_bytes.unwrap_or(default.raw_bytes),
        }
    }
}

impl Reply {
    /// When the response came; 1970 if it does not matter.
    pub fn now(&self) -> SystemTime {
        let date = |date: &String| httpdate::parse_http_date(date).expect("a date of HTTP");
        self.now.as_ref().map_or(SystemTime::UNIX_EPOCH + Duration::from_secs(1), date)
    }
}

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
