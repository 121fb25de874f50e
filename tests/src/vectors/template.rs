//! The table of a kind's elements, and the requests that it expands to.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Case, CaseLimits, Request};
use crate::tree::Tree;

/// The elements of a kind of notification.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Template {
    headers: BTreeMap<String, String>,
    /// The document without any element.
    tree: Tree,
    /// The elements in the order of the document.
    elements: Vec<ElementCase>,
}

/// One element.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ElementCase {
    /// The field of a job.
    field: String,
    /// What the job sets it to.
    set: Value,
    /// What the document then contains.
    tree: Tree,
    /// What clearing it puts into the document.
    #[serde(default)]
    cleared: Option<Tree>,
    /// The error text, if it cannot be cleared.
    #[serde(default)]
    refused: Option<String>,
}

/// What a case does to an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Keep,
    Set,
    Clear,
}

/// Each element set, cleared and kept, by itself and among all others; then all set, and all cleared.
pub(super) fn expand(template: &Case<Template>) -> Vec<Case<Request>> {
    let elements = &template.what.elements;
    let rows = elements.len();
    let clearable = |row: usize| elements[row].cleared.is_some();
    let mut cases = Vec::new();
    let mut add = |what: &str, act: &dyn Fn(usize) -> Act| {
        let acts: Vec<_> = (0..rows).map(act).collect();
        cases.push(Case {
            name: format!("{}: {what}", template.name),
            source: template.source.clone(),
            defect: None,
            what: template.what.request(&template.name, &acts),
        });
    };
    for (row, ElementCase { field, .. }) in elements.iter().enumerate() {
        let alone = |act: Act| move |other| if other == row { act } else { Act::Keep };
        let among = |act: Act| move |other| if other == row { act } else { Act::Set };
        add(&format!("{field} alone"), &alone(Act::Set));
        add(&format!("{field} alone cleared"), &alone(Act::Clear));
        add(&format!("{field} kept, the others set"), &among(Act::Keep));
        if clearable(row) {
            add(&format!("{field} cleared, the others set"), &among(Act::Clear));
        }
    }
    add("all set", &|_| Act::Set);
    if (0..rows).any(clearable) {
        add("all cleared", &|row| if clearable(row) { Act::Clear } else { Act::Keep });
    }
    cases
}

impl Template {
    fn request(&self, kind: &str, acts: &[Act]) -> Request {
        let mut job = Map::new();
        let mut tree = self.tree.clone();
        let mut refused = None;
        for (row, act) in self.elements.iter().zip(acts) {
            match act {
                Act::Keep => continue,
                Act::Set => {
                    job.insert(row.field.clone(), row.set.clone());
                    tree.children[0].children.push(row.tree.clone());
                }
                Act::Clear => {
                    job.insert(row.field.clone(), Value::Null);
                    tree.children[0].children.extend(row.cleared.clone());
                    refused = refused.or_else(|| row.refused.clone());
                }
            }
        }
        job.insert("type".into(), json!(kind));
        job.insert("channel".into(), json!("http://h.example/A"));
        Request {
            job: Value::Object(job),
            limits: CaseLimits::default(),
            headers: self.headers.clone(),
            target: None,
            tree: refused.is_none().then_some(tree),
            body: None,
            file: None,
            warnings: Vec::new(),
            refused,
        }
    }
}
