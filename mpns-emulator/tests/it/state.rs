//! Export and import of the whole state.

use std::collections::BTreeSet;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode};
use mpns_emulator::{
    Answer, DeviceConnection, DeviceSettings, Emulator, ExactAnswer, Settings, Snapshot,
};
use serde_json::{Value, json};

use crate::client::{Connection, TOAST, TOAST_HEADERS, emulator, path, push_toast, request};
use crate::control::{ask, open};

pub(crate) const TILE: &str = r#"<wp:Notification xmlns:wp="WPNotification" Version="2.0"><wp:Tile Template="FlipTile"><wp:Title>Scores</wp:Title></wp:Tile></wp:Notification>"#;

/// An emulator with something of everything, and the path of a channel whose phone is away.
pub(crate) fn busy() -> (Emulator, String) {
    let emulator = emulator();
    let away = make_busy(&emulator);
    (emulator, away)
}

/// Does something of everything, and returns the path of a channel whose phone is away.
pub(crate) fn make_busy(emulator: &Emulator) -> String {
    let away = r#"{"token": "away", "app": "inFront", "authenticated": true, "serviceName": "S",
        "device": {"connection": "tempDisconnected", "inactiveAfter": "1h"}}"#;
    let (away, _) = open(emulator, away);
    push_toast(emulator.addr(), &away);
    request(emulator.addr(), "POST", &away, "X-NotificationClass: 13\r\n", "\u{1}");
    let callback = "X-CallbackURI: http://127.0.0.1:1/inactive\r\n";
    request(emulator.addr(), "POST", &format!("{away}/callback"), callback, "blob");

    let (here, _) = open(emulator, r#"{"token": "here", "device": "alice", "dailyLimit": 4}"#);
    let headers = format!("{TOAST_HEADERS}X-MessageID: 7\r\n");
    request(emulator.addr(), "POST", &here, &headers, TOAST);
    let empty = r#"<wp:Notification xmlns:wp="WPNotification"><wp:Toast/></wp:Notification>"#;
    request(emulator.addr(), "POST", &here, TOAST_HEADERS, empty);
    let headers = "X-WindowsPhone-Target: token\r\nX-NotificationClass: 1\r\n";
    request(emulator.addr(), "POST", &here, headers, TILE);
    push_toast(emulator.addr(), "/throttledthirdparty/01.00/unknown");
    ask(emulator, "PUT", "/answers", r#"["normal", {"fault": {"kind": "halfHead"}}]"#);
    ask(emulator, "PUT", "/faults", r#"{"seed": 7, "probability": 0.0}"#);
    ask(emulator, "POST", "/clock", r#"{"advance": "5m"}"#);
    away
}

#[test]
fn goes_to_another_emulator_with_everything() {
    let (first, away) = busy();
    let exported = ask(&first, "GET", "/state", "");
    let second = emulator();
    let (gone, _) = open(&second, "");
    assert_eq!(ask(&second, "PUT", "/state", &exported.body).status, 204);
    assert_eq!(ask(&second, "GET", "/state", "").json(), exported.json());
    for list in [
        "/requests",
        "/answers",
        "/faults",
        "/devices",
        "/channels/here/deliveries",
        "/channels/here/tiles",
    ] {
        let shown = ask(&first, "GET", list, "").json();
        assert!(!shown.is_null() && shown != json!([]), "{list}");
        assert_eq!(ask(&second, "GET", list, "").json(), shown, "{list}");
    }
    assert_eq!(push_toast(second.addr(), &gone).status, 404);

    let channel = ask(&second, "GET", "/channels/away", "").json();
    assert_eq!((&channel["queued"], &channel["held"]), (&json!(1), &json!(1)));
    assert_eq!(channel["callback"], json!("registered"));
    assert_eq!(push_toast(second.addr(), "/throttledthirdparty/01.00/here").status, 200);
    assert_eq!(push_toast(second.addr(), "/throttledthirdparty/01.00/here").status, 406);
    assert_eq!(push_toast(second.addr(), &away).status, 200);
    let number = ask(&second, "GET", "/requests?after=8", "").json()[0]["number"].clone();
    assert_eq!(number, json!(9), "the numbers go on");

    ask(&second, "PATCH", "/channels/away", r#"{"device": {"connection": "connected"}}"#);
    let delivered = || ask(&second, "GET", "/channels/away/deliveries", "").json();
    assert_eq!(delivered().as_array().map(Vec::len), Some(2));
    ask(&second, "POST", "/clock", r#"{"advance": "150s"}"#);
    assert_eq!(delivered()[2]["notification"]["type"], json!("raw"), "when it is due");
    let effect = ask(&second, "GET", "/requests/2", "").json()["effect"].clone();
    assert_eq!(effect, json!("handedToApp"));
}

#[test]
fn the_library_has_it_too_without_secrets_in_debug() {
    let (first, _) = busy();
    let snapshot = first.export();
    assert!(!format!("{snapshot:?}").contains("away"), "{snapshot:?}");
    let second = emulator();
    second.import(snapshot).expect("a snapshot");
    let kept = [&first, &second].map(|emulator| serde_json::to_value(emulator.export()));
    let [first, second] = kept.map(|kept| kept.expect("JSON"));
    assert_eq!(first, second);
}

/// What a sender or a test may use, and JSON cannot have.
#[test]
fn what_is_no_text_can_be_exported_and_imported() {
    let first = emulator();
    let channel = first.open_authenticated_channel(Settings::default());
    let answer = ExactAnswer::new(StatusCode::OK, odd_headers()).expect("an answer");
    channel.set_settings(Settings {
        image_domains: Some(BTreeSet::from(["\u{0}\u{202e}".to_owned()])),
        ..Settings::default()
    });
    let _answers = first.answer_next(vec![Answer::Exactly(answer); 5]);
    let far = DeviceSettings {
        connection: DeviceConnection::TempDisconnected,
        inactive_after: Some(Duration::MAX),
        ..DeviceSettings::default()
    };
    channel.device().expect("a phone").set_settings(far);
    let path = path(&channel);
    for (method, headers) in [
        ("POST", &b"Content-Type: text/\xff\r\nX-MessageID: \xff\xfe\r\n"[..]),
        ("POST", b"X-NotificationClass: 13\r\nX-Odd: \xff\t\x80\r\nX-Odd:\r\n"),
        ("P!#$%&'*+-.^_`|~", b""),
    ] {
        for path in [&path, &format!("{path}/callback"), &format!("{path}?\u{7f}\u{e9}")] {
            let mut connection = Connection::open(first.addr());
            let length = "Content-Length: 2\r\n";
            let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{length}");
            connection.write_bytes(&[head.as_bytes(), headers, b"\r\n\xff\0"].concat());
            assert!(connection.line().starts_with("HTTP/1.1 "));
        }
    }
    first.advance(Duration::MAX);
    let exported = ask(&first, "GET", "/state", "");
    assert_eq!(exported.status, 200, "{}", exported.body);
    let second = emulator();
    let imported = ask(&second, "PUT", "/state", &exported.body);
    assert_eq!(imported.status, 204, "{}", imported.body);
    let (first, second) = (exported.json(), ask(&second, "GET", "/state", "").json());
    for part in ["channels", "devices", "requests"] {
        assert_eq!(second[part], first[part], "{part}");
    }
}

fn odd_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in [&b"\xff"[..], b"\t\xe9", b""] {
        headers.append("x-odd", HeaderValue::from_bytes(value).expect("a value"));
    }
    headers
}

#[test]
fn is_imported_as_a_whole_or_not_at_all() {
    let (first, _) = busy();
    let exported = ask(&first, "GET", "/state", "").json();
    let second = emulator();
    open(&second, "");
    let before = ask(&second, "GET", "/state", "").body;
    let device = exported["devices"][1].clone();
    let channel = exported["channels"][1].clone();
    for (path, value, named) in [
        ("/version", json!(2), "version: 2 is not 1"),
        ("/more", json!(1), "unknown field `more`"),
        ("/common/advanced", json!("soon"), "common.advanced: "),
        ("/common/answers/0", json!("gone"), "common.answers[0]: unknown variant `gone`"),
        ("/channels/1/settings/app", json!("away"), "channels[1].settings.app: unknown variant"),
        ("/channels/1/token", json!("a/b"), "channels[1].token: the name has other characters"),
        ("/channels/1/token", json!("away"), "channels[1].token: is that of another channel"),
        ("/channels/1/device", json!("bob"), "channels[1].device: is the name of no phone"),
        ("/channels/1/number", json!(1), "channels[1].number: is that of another"),
        ("/channels/1/tiles/0/kind", json!("toast"), "channels[1].tiles[0]: the kind"),
        ("/channels/1/tiles/0/elements/x", json!("1"), "a tile has no element `x`"),
        ("/channels/1/deliveries/0/number", json!(9), "channels[1].deliveries: are not in"),
        ("/channels/0/waiting/0/request", json!(9), "channels[0].waiting: are not in"),
        (
            "/channels/0/callback/registered/uri",
            json!("http://h:99999/"),
            "channels[0].callback.registered: ",
        ),
        ("/devices/1/name", exported["devices"][0]["name"].clone(), "devices[1].name: "),
        ("/devices/2", device, "devices[2].number: is that of another"),
        ("/channels/2", channel, "channels[2].number: is that of another"),
        ("/requests/0/number", json!(5), "requests[1].number: is not above"),
        ("/requests/0/method", json!("a b"), "requests[0]: "),
        ("/requests/0/bodyBase64", json!(null), "requests[0].bodyBase64: invalid type: null"),
    ] {
        let mut wrong = exported.clone();
        let (parent, key) = path.rsplit_once('/').expect("a path");
        match wrong.pointer_mut(parent).expect("the parent") {
            Value::Object(object) => _ = object.insert(key.to_owned(), value),
            Value::Array(list) => match list.get_mut(key.parse::<usize>().expect("an index")) {
                Some(item) => *item = value,
                None => list.push(value),
            },
            other => panic!("{path}: {other}"),
        }
        let answer = ask(&second, "PUT", "/state", &wrong.to_string());
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains(named), "{path}: {}", answer.body);
        assert_eq!(ask(&second, "GET", "/state", "").body, before, "{path}");
    }
    for (parent, field) in [
        ("/requests/0", "channel"),
        ("/requests/0", "reason"),
        ("/requests/0", "effect"),
        ("/requests/0", "fault"),
        ("/channels/1/tiles/0", "id"),
    ] {
        let mut wrong = exported.clone();
        let parent = wrong.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        assert!(parent.remove(field).is_some(), "{field}");
        let answer = ask(&second, "PUT", "/state", &wrong.to_string());
        assert_eq!(answer.status, 400, "{field}");
        assert!(answer.body.contains(&format!("missing field `{field}`")), "{}", answer.body);
    }
    for body in ["", "[]", "{", "{}"] {
        assert_eq!(ask(&second, "PUT", "/state", body).status, 400, "{body}");
    }
    let text = exported.to_string();
    assert!(serde_json::from_str::<Snapshot>(&text).is_ok());
    assert_eq!(ask(&second, "PUT", "/state", &format!("{text} x")).status, 400);
}

#[test]
fn may_be_longer_than_other_bodies() {
    let emulator = emulator();
    let padded = ask(&emulator, "GET", "/state", "").body + &" ".repeat(1 << 20);
    assert_eq!(ask(&emulator, "PUT", "/state", &padded).status, 204);
    assert_eq!(ask(&emulator, "PUT", "/answers", &padded).status, 400);
}
