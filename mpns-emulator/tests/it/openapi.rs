//! The document of the control API.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::client::{TOAST, TOAST_HEADERS, emulator, request};
use crate::control::{ask, open};
use crate::described::{check_value, compare};

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).expect("JSON")
}

/// Each operation: method, path, and what the document says.
fn operations(document: &Value) -> Vec<(String, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let item = item.as_object().expect("operations");
            let operations = item.iter().filter(|(name, _)| *name != "parameters");
            operations.map(|(name, operation)| (name.to_uppercase(), path.as_str(), operation))
        })
        .collect()
}

fn with_names(path: &str) -> String {
    path.replace("{token}", "scores").replace("{name}", "alice").replace("{number}", "1")
}

#[test]
fn is_served_as_it_is() {
    let emulator = emulator();
    let answer = ask(&emulator, "GET", "/openapi.json", "");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.json(), document());
}

#[test]
fn has_exactly_the_methods_of_each_path() {
    let emulator = emulator();
    let document = document();
    let operations = operations(&document);
    for path in operations.iter().map(|(_, path, _)| *path).collect::<BTreeSet<_>>() {
        let answer = ask(&emulator, "BREW", &with_names(path), "");
        assert_eq!(answer.status, 405, "{path}");
        let allowed = answer.header("allow").expect("methods").split(',');
        let allowed: BTreeSet<_> = allowed.map(str::trim).filter(|name| *name != "HEAD").collect();
        let described = operations.iter().filter(|(_, other, _)| *other == path);
        let described: BTreeSet<_> = described.map(|(method, _, _)| method.as_str()).collect();
        assert_eq!(described, allowed, "{path}");
    }
}

#[test]
fn the_examples_of_bodies_are_accepted() {
    let document = document();
    let mut tried = 0;
    for (method, path, operation) in operations(&document) {
        let Some(body) = operation.get("requestBody") else { continue };
        let examples = body["content"]["application/json"]["examples"].as_object();
        let examples = examples.expect("examples").values();
        let bodies = examples.map(|example| example["value"].to_string());
        let may_be_absent = body["required"] == Value::Bool(false);
        for body in bodies.chain(may_be_absent.then(String::new)) {
            let emulator = emulator();
            if path.contains('{') {
                let opened = r#"{"token": "scores", "device": "alice"}"#;
                ask(&emulator, "POST", "/channels", opened);
            }
            let answer = ask(&emulator, &method, &with_names(path), &body);
            let is_success = (200..300).contains(&answer.status);
            assert!(is_success, "{method} {path} {body}: {}", answer.body);
            assert!(operation["responses"][answer.status.to_string()].is_object(), "{answer:?}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

/// Without a body, an operation answers with a status that is described, for names that are there and that are not.
#[test]
fn the_answers_of_all_operations_are_described() {
    let document = document();
    for is_there in [true, false] {
        for (method, path, operation) in operations(&document) {
            if path == "/events" {
                continue;
            }
            let emulator = emulator();
            if is_there {
                let opened = r#"{"token": "scores", "device": "alice"}"#;
                ask(&emulator, "POST", "/channels", opened);
                let path = "/throttledthirdparty/01.00/scores";
                request(emulator.addr(), "POST", path, TOAST_HEADERS, TOAST);
            }
            let answer = ask(&emulator, &method, &with_names(path), "");
            let described = &operation["responses"][answer.status.to_string()];
            assert!(described.is_object(), "{method} {path}: {}", answer.status);
            let is_unknown = !is_there && path.contains('{');
            assert_eq!(answer.status == 404, is_unknown, "{method} {path}: {}", answer.status);
        }
    }
}

#[test]
fn an_answer_that_is_not_described_is_found() {
    let emulator = emulator();
    let (_, path) = open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    let good = ask(&emulator, "GET", &path, "");
    assert_eq!(compare("GET", &path, &good), Ok(()));
    let mut wrong = vec![good.clone(); 4];
    wrong[0].status = 402;
    wrong[1].body = good.body.replace("\"queued\":0", "\"queued\":-1");
    wrong[2].headers.retain(|(name, _)| name != "content-type");
    wrong[3].body.pop();
    wrong[3].body.pop();
    for wrong in wrong {
        assert!(compare("GET", &path, &wrong).is_err(), "{wrong:?}");
    }
    let mut full = ask(&emulator, "DELETE", &path, "");
    full.body.push('x');
    assert!(compare("DELETE", &path, &full).is_err());
}

/// A schema that allows everything would find nothing.
#[test]
fn the_schemas_allow_their_examples_and_no_other_fields() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut fields = 0;
    for (name, schema) in schemas {
        for example in schema["examples"].as_array().into_iter().flatten() {
            assert_eq!(check_value(name, example), Ok(()));
            let Some(object) = example.as_object() else { continue };
            let mut more = object.clone();
            more.insert("more".to_owned(), Value::Null);
            assert!(check_value(name, &more.into()).is_err(), "{name}");
            for field in schema["required"].as_array().into_iter().flatten() {
                let mut less = object.clone();
                less.remove(field.as_str().expect("a name"));
                assert!(check_value(name, &less.into()).is_err(), "{name} without {field}");
                fields += 1;
            }
        }
    }
    assert!(fields > 40, "{fields}");
}
