//! Back to the beginning: deliveries, log, answers, faults and clock.

use serde_json::json;

use crate::client::{emulator, push_toast};
use crate::control::{ask, open};

#[test]
fn forgets_what_came_and_keeps_channels() {
    let emulator = emulator();
    let (uri, path) = open(&emulator, r#"{"app": "inFront"}"#);
    push_toast(emulator.addr(), &uri);
    ask(&emulator, "PUT", "/answers", r#"["unavailable", {"fault": {"kind": "halfHead"}}]"#);
    let faults = r#"{"seed": 7, "probability": 0.5, "faults": [{"kind": "garbage"}]}"#;
    assert_eq!(ask(&emulator, "PUT", "/faults", faults).status, 200);
    ask(&emulator, "POST", "/clock", r#"{"advance": "1h"}"#);
    assert_eq!(ask(&emulator, "POST", "/reset", "").status, 204);
    for (list, empty) in [
        ("/requests", json!([])),
        ("/answers", json!([])),
        (
            "/faults",
            json!({"seed": 0, "probability": 0.0, "faults": [], "refuseConnections": null, "handshake": null}),
        ),
        (&format!("{path}/deliveries"), json!([])),
        (&format!("{path}/tiles"), json!([])),
    ] {
        assert_eq!(ask(&emulator, "GET", list, "").json(), empty, "{list}");
    }
    assert_eq!(ask(&emulator, "GET", "/clock", "").json()["advanced"], json!("0s"));
    let channel = ask(&emulator, "GET", &path, "").json();
    assert_eq!(channel["settings"]["app"], json!("inFront"));
    assert_eq!(push_toast(emulator.addr(), &uri).status, 200);

    assert_eq!(ask(&emulator, "POST", "/reset", r#"{"channels": true}"#).status, 204);
    for list in ["/channels", "/devices"] {
        assert_eq!(ask(&emulator, "GET", list, "").json(), json!([]), "{list}");
    }
    assert_eq!(push_toast(emulator.addr(), &uri).status, 404);
}

#[test]
fn answers_are_given_to_the_next_requests() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, "");
    let answers = json!(["unavailable", "normal", {"exactly": {"status": 418, "headers": {}}}]);
    assert_eq!(ask(&emulator, "PUT", "/answers", &answers.to_string()).json(), answers);
    let push = || push_toast(emulator.addr(), &uri).status;
    assert_eq!([push(), push()], [503, 200]);
    assert_eq!(ask(&emulator, "GET", "/answers", "").json().as_array().map(Vec::len), Some(1));
    assert_eq!(ask(&emulator, "DELETE", "/answers", "").status, 204);
    assert_eq!(push(), 200);
    for (path, body, named) in [
        ("/answers", r#"["gone"]"#, "[0]: unknown variant `gone`"),
        ("/answers", "{}", "invalid type: map"),
        ("/answers", "", "not JSON"),
        ("/faults", r#"{"refuseConnections": "11m"}"#, "refuseConnections: 11m is longer than 10m"),
        ("/faults", r#"{"handshake": "fire"}"#, "handshake: unknown variant `fire`"),
        ("/faults", r#"{"probability": 2}"#, "probability: 2 is not a number from 0 to 1"),
        ("/faults", r#"{"faults": [{"kind": "fire"}]}"#, "unknown variant `fire`"),
    ] {
        let answer = ask(&emulator, "PUT", path, body);
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.body.contains(named), "{body}: {}", answer.body);
    }
    for (path, body) in [
        ("/clock", "{}"),
        ("/clock", r#"{"advance": 5}"#),
        ("/clock", r#"{"advance": "soon"}"#),
        ("/clock", r#"{"advance": "1s", "by": 1}"#),
        ("/reset", r#"{"channels": "all"}"#),
        ("/reset", r#"{"devices": true}"#),
    ] {
        assert_eq!(ask(&emulator, "POST", path, body).status, 400, "{path} {body}");
    }
}
