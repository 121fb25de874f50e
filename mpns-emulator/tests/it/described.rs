//! Compares every answer of the control API that the tests get with the document.

use std::cell::RefCell;

use boon::{Compiler, Draft, Schemas};
use serde_json::Value;

use crate::client::Answer;

/// Panics if the document has the operation, and does not have the answer: its status, its media type, or its body.
pub(crate) fn check(method: &str, path: &str, answer: &Answer) {
    if let Err(why) = compare(method, path, answer) {
        panic!("{method} {path} is answered with {answer:?}: {why}");
    }
}

/// Whether the document has the answer, or does not have the operation.
pub(crate) fn compare(method: &str, path: &str, answer: &Answer) -> Result<(), String> {
    let path = path.split('?').next().unwrap_or_default();
    DESCRIBED.with_borrow_mut(|described| match described.operation(method, path) {
        Some(operation) => described.compare(&operation, answer),
        None => Ok(()),
    })
}

/// Whether a value is one of the schema with this name.
pub(crate) fn check_value(schema: &str, value: &Value) -> Result<(), String> {
    let pointer = format!("/components/schemas/{schema}");
    DESCRIBED.with_borrow_mut(|described| described.validate(&pointer, value))
}

struct Described {
    document: Value,
    compiler: Compiler,
    schemas: Schemas,
}

impl Described {
    fn new() -> Self {
        let document: Value =
            serde_json::from_str(include_str!("../../openapi.json")).expect("JSON");
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.enable_content_assertions();
        compiler.add_resource(DOCUMENT, document.clone()).expect("a document");
        Self { document, compiler, schemas: Schemas::new() }
    }

    /// The JSON pointer to an operation.
    fn operation(&self, method: &str, path: &str) -> Option<String> {
        let paths = self.document["paths"].as_object()?;
        let (path, item) = paths.iter().find(|(template, _)| is_of(template, path))?;
        let (method, _) =
            item.as_object()?.iter().find(|(name, _)| name.to_uppercase() == method)?;
        Some(format!("/paths/{}/{method}", path.replace('/', "~1")))
    }

    fn compare(&mut self, operation: &str, answer: &Answer) -> Result<(), String> {
        let mut response = format!("{operation}/responses/{}", answer.status);
        let described = self.document.pointer(&response).ok_or("the status is not described")?;
        if let Some(shared) = described["$ref"].as_str() {
            response = shared.trim_start_matches('#').to_owned();
        }
        let described = self.document.pointer(&response).ok_or("the response is not described")?;
        let media_type = answer.header("content-type").and_then(|text| text.split(';').next());
        let Some(content) = described.get("content").and_then(Value::as_object) else {
            let is_empty = answer.body.is_empty() && media_type.is_none();
            return if is_empty { Ok(()) } else { Err("no body is described".to_owned()) };
        };
        let media_type = media_type.filter(|media_type| content.contains_key(*media_type));
        let media_type = media_type.ok_or("the media type is not described")?;
        let body = match media_type {
            "application/json" => {
                serde_json::from_str(&answer.body).map_err(|error| error.to_string())?
            }
            _ => Value::String(answer.body.clone()),
        };
        let schema = format!("{response}/content/{}/schema", media_type.replace('/', "~1"));
        self.validate(&schema, &body)
    }

    /// Whether a value is one of the schema at a JSON pointer.
    fn validate(&mut self, pointer: &str, value: &Value) -> Result<(), String> {
        let pointer = pointer.replace('{', "%7B").replace('}', "%7D");
        let schema = self.compiler.compile(&format!("{DOCUMENT}#{pointer}"), &mut self.schemas);
        let schema = schema.map_err(|error| format!("{error:#}"))?;
        self.schemas.validate(value, schema).map_err(|error| format!("{error:#}"))
    }
}

fn is_of(template: &str, path: &str) -> bool {
    let (names, parts) = (template.split('/'), path.split('/'));
    let is_named =
        |(name, part): (&str, &str)| name == part || (name.starts_with('{') && !part.is_empty());
    names.clone().count() == parts.clone().count() && names.zip(parts).all(is_named)
}

thread_local! {
    static DESCRIBED: RefCell<Described> = RefCell::new(Described::new());
}

const DOCUMENT: &str = "http://localhost/openapi.json";
