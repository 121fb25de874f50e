//! The test vectors of `tests/vectors`. Its README explains the fields.

mod body;
mod case_limits;
mod files;
mod reply;
mod template;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

pub use body::{Body, BodyBytes};
pub use case_limits::CaseLimits;
pub use files::{callbacks, file, files, incoming, navigation, replies, requests};
pub use reply::Reply;

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
    /// What is odd about it, although there is a request.
    #[serde(default)]
    pub warnings: Vec<String>,
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
    /// What is odd about it, in the order of the document.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The error text and its causes, joined by `: `, if it is refused.
    #[serde(default)]
    pub refused: Option<String>,
    /// The status code of the response, if it is refused.
    #[serde(default)]
    pub status: Option<u16>,
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
