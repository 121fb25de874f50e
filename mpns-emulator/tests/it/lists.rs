//! A list of values is not an object, although serde would take it for one.

use mpns_emulator::{Config, Snapshot};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::emulator;
use crate::control::ask;
use crate::state::busy;

/// The JSON pointers to all objects below a value.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    let items: Vec<_> = match value {
        Value::Object(fields) => fields.iter().map(|(name, item)| (name.clone(), item)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        _ => return,
    };
    if value.is_object() {
        found.push(at.to_owned());
    }
    for (name, item) in items {
        objects(item, &format!("{at}/{}", name.replace('/', "~1")), found);
    }
}

/// Puts a list in the place of each object.
fn refuses_lists<T: DeserializeOwned>(document: &Value) {
    assert!(serde_json::from_value::<T>(document.clone()).is_ok(), "{document}");
    let mut found = Vec::new();
    objects(document, "", &mut found);
    assert!(found.len() > 8, "{found:?}");
    for object in found.iter().filter(|object| !object.is_empty()) {
        let mut wrong = document.clone();
        *wrong.pointer_mut(object).expect("an object") = json!([]);
        let error = serde_json::from_value::<T>(wrong).err().expect(object).to_string();
        assert!(error.contains("invalid type: sequence, expected "), "{object}: {error}");
    }
}

#[test]
fn a_configuration_has_none_in_the_place_of_objects() {
    refuses_lists::<Config>(&json!({
        "answers": [{"exactly": {"status": 200, "headers": {}}}, {"fault": {"kind": "halfHead"}}],
        "faults": {"faults": [{"kind": "close", "at": 1}]},
        "bounds": {"connections": 5},
        "tls": {"listen": "127.0.0.1:0"},
        "devices": [{"name": "alice", "settings": {"os": "7.1"}}],
        "channels": [{"device": {"os": "7.1"}, "settings": {"answer": {"exactly": {"status": 200}}}}],
    }));
}

#[test]
fn a_state_has_none_in_the_place_of_objects() {
    let (emulator, _) = busy();
    ask(&emulator, "PUT", "/answers", r#"[{"exactly": {"status": 200}}]"#);
    let exported = ask(&emulator, "GET", "/state", "").json();
    refuses_lists::<Snapshot>(&exported);
    let list = exported.as_object().expect("an object").values().cloned().collect();
    let answer = ask(&emulator, "PUT", "/state", &Value::Array(list).to_string());
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("invalid type: sequence, expected named fields"), "{answer:?}");
}

#[test]
fn the_control_api_has_none_in_the_place_of_objects() {
    let emulator = emulator();
    for (method, path, body, reason) in [
        ("PUT", "/answers", r#"[{"exactly": [200, {}]}]"#, "[0].exactly: invalid type: sequence"),
        ("PUT", "/answers", r#"[{"fault": ["halfHead"]}]"#, "[0].fault: invalid type: sequence"),
        ("PUT", "/faults", r#"{"faults": [["halfHead"]]}"#, "faults[0]: invalid type: sequence"),
        ("POST", "/channels", r#"{"device": ["7.1"]}"#, "device: is a name, or an object"),
        ("POST", "/channels", r#"{"answer": {"exactly": [200]}}"#, "answer.exactly: invalid type"),
    ] {
        let answer = ask(&emulator, method, path, body);
        assert_eq!(answer.status, 400, "{method} {path} {body}: {}", answer.body);
        assert!(answer.body.starts_with(reason), "{method} {path} {body}: {}", answer.body);
    }
}
