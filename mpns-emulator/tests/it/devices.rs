//! Phones, and channels by their names.

use serde_json::json;

use crate::client::{emulator, push_toast};
use crate::control::ask;

#[test]
fn are_added_changed_and_removed() {
    let emulator = emulator();
    let added = ask(&emulator, "POST", "/devices", r#"{"name": "alice", "os": "7.0"}"#);
    assert_eq!((added.status, added.header("location")), (201, Some("/devices/alice")));
    let shown = json!({
        "number": 1, "name": "alice", "os": "7.0", "connection": "connected", "batterySaver": false,
        "accent": "cobalt", "inactiveAfter": null, "channels": [], "maxChannels": 15,
    });
    assert_eq!(added.json(), shown);
    let again = ask(&emulator, "POST", "/devices", r#"{"name": "alice", "accent": "crimson"}"#);
    assert_eq!((again.status, &again.json()["os"]), (200, &json!("7.0")));
    for (method, body, field, value) in [
        ("PATCH", r#"{"connection": "tempDisconnected"}"#, "accent", json!("crimson")),
        ("PATCH", r#"{"inactiveAfter": "90s"}"#, "inactiveAfter", json!("1m 30s")),
        ("PUT", r#"{"os": "8.1"}"#, "inactiveAfter", json!(null)),
        ("PATCH", "{}", "connection", json!("connected")),
    ] {
        let answer = ask(&emulator, method, "/devices/alice", body);
        assert_eq!((answer.status, &answer.json()[field]), (200, &value), "{method} {body}");
    }
    for (method, path, body, status, named) in [
        ("POST", "/devices", "{}", 400, "name: is missing"),
        ("POST", "/devices", r#"{"name": "a/b"}"#, 400, "name: the name has other characters"),
        ("POST", "/devices", r#"{"name": "b", "color": 1}"#, 400, "unknown field `color`"),
        ("PATCH", "/devices/alice", r#"{"accent": "plaid"}"#, 400, "accent: unknown variant"),
        ("GET", "/devices/bob", "", 404, "no phone"),
        ("PATCH", "/devices/bob", "{}", 404, "no phone"),
        ("DELETE", "/devices/bob", "", 404, "no phone"),
    ] {
        let answer = ask(&emulator, method, path, body);
        assert_eq!(answer.status, status, "{method} {path} {body}");
        assert!(answer.body.contains(named), "{}", answer.body);
    }
    ask(&emulator, "POST", "/channels", r#"{"token": "scores", "device": "alice"}"#);
    let shown = ask(&emulator, "GET", "/devices/alice", "").json();
    assert_eq!(shown["channels"], json!(["scores"]));
    assert_eq!(ask(&emulator, "DELETE", "/devices/alice", "").status, 204);
    assert_eq!(ask(&emulator, "GET", "/channels/scores", "").status, 404, "it went with the phone");
    assert_eq!(ask(&emulator, "GET", "/devices", "").json(), json!([]));
}

#[test]
fn an_app_that_asks_again_gets_its_channel() {
    let emulator = emulator();
    let options = r#"{"token": "scores", "device": "alice", "appName": "Scores", "strict": true}"#;
    let open = |body: &str| ask(&emulator, "POST", "/channels", body);
    assert_eq!(open(options).status, 201);
    for (body, status, strict) in [
        (options, 200, true),
        (r#"{"token": "scores"}"#, 200, true),
        (r#"{"device": "alice", "appName": "Scores"}"#, 200, true),
        (r#"{"token": "scores", "strict": false}"#, 200, false),
    ] {
        let answer = open(body);
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
        let channel = answer.json();
        assert_eq!(channel["token"], json!("scores"), "{body}");
        assert_eq!(channel["settings"]["strict"], json!(strict), "{body}");
    }
    for (body, status, named) in [
        (r#"{"token": "scores", "device": "bob"}"#, 409, "another channel has this token"),
        (r#"{"token": "scores", "authenticated": true}"#, 409, "another channel"),
        (r#"{"token": "no/slash"}"#, 400, "token: the name has other characters"),
        (r#"{"token": 5}"#, 400, "token: invalid type"),
        (r#"{"appName": ""}"#, 400, "appName: the name has 0 bytes; 1 to 128 are allowed"),
        (r#"{"device": "a b"}"#, 400, "device: the name"),
    ] {
        let answer = open(body);
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.body.contains(named), "{body}: {}", answer.body);
    }
    let lists = [("/channels", "token"), ("/devices", "name")];
    for (list, name) in lists {
        let all = ask(&emulator, "GET", list, "").json();
        assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
        let after = format!("{list}?after={}", all[0]["number"]);
        assert_eq!(ask(&emulator, "GET", &after, "").json(), json!([]), "{name}");
    }
}

#[test]
fn tiles_show_what_all_updates_made_of_them() {
    let emulator = emulator();
    ask(&emulator, "POST", "/channels", r#"{"token": "scores"}"#);
    let push = |tile: &str| {
        let body = format!(
            r#"<wp:Notification xmlns:wp="WPNotification" Version="2.0">{tile}</wp:Notification>"#
        );
        let headers = "X-WindowsPhone-Target: token\r\nX-NotificationClass: 1\r\n";
        let path = "/throttledthirdparty/01.00/scores";
        crate::client::request(emulator.addr(), "POST", path, headers, &body).status
    };
    let flip =
        r#"<wp:Tile Template="FlipTile"><wp:Count>7</wp:Count><wp:Title>A</wp:Title></wp:Tile>"#;
    assert_eq!(push(flip), 200);
    let clear = r#"<wp:Tile Template="FlipTile"><wp:Title Action="Clear"/><wp:BackContent>B</wp:BackContent></wp:Tile>"#;
    assert_eq!(push(clear), 200);
    let tiles = ask(&emulator, "GET", "/channels/scores/tiles", "").json();
    assert_eq!(tiles[0]["kind"], json!("flipTile"));
    assert_eq!(tiles[0]["id"], json!(null));
    assert_eq!(tiles[0]["elements"], json!({"count": "7", "backContent": "B"}));
    assert_eq!(ask(&emulator, "GET", "/channels/other/tiles", "").status, 404);
    assert_eq!(push_toast(emulator.addr(), "/throttledthirdparty/01.00/scores").status, 200);
}
