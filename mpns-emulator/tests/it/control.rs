//! The control API.

use mpns_emulator::{Emulator, Settings};
use serde_json::{Value, json};

use crate::client::{Answer, TOAST, TOAST_HEADERS, emulator, push_toast, request};

pub(crate) fn ask(emulator: &Emulator, method: &str, path: &str, body: &str) -> Answer {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    request(emulator.addr(), method, path, headers, body)
}

/// Opens a channel: the path of its URI, and its path in the control API.
pub(crate) fn open(emulator: &Emulator, body: &str) -> (String, String) {
    let answer = ask(emulator, "POST", "/channels", body);
    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(answer.body.ends_with("}\n"));
    let channel = answer.json();
    let uri = channel["uri"].as_str().expect("a URI");
    let path = uri.strip_prefix(&emulator.base_uri().to_string()).expect("the base");
    let token = channel["token"].as_str().expect("a token");
    assert!(path.ends_with(token));
    assert_eq!(answer.header("location"), Some(format!("/channels/{token}").as_str()));
    (path.to_owned(), format!("/channels/{token}"))
}

#[test]
fn opens_shows_and_closes_channels() {
    let emulator = emulator();
    let (uri, path) = open(&emulator, "");
    let (authenticated, _) = open(
        &emulator,
        r#"{"authenticated": true, "device": {"os": "7.1"}, "answer": "throttled"}"#,
    );
    assert!(uri.starts_with("/throttledthirdparty/01.00/"));
    assert!(authenticated.starts_with("/unthrottledthirdparty/01.00/"));
    assert_eq!(push_toast(emulator.addr(), &authenticated).status, 406);

    let shown = ask(&emulator, "GET", &path, "").json();
    let defaults = json!({
        "subscription": "active", "app": "notInFront", "imageDomains": null, "suppressedClasses": [],
        "tilePinned": true, "answer": null, "answers": [], "queueCapacity": 1000, "dailyLimit": 500,
        "strict": false,
    });
    assert_eq!(shown["settings"], defaults);
    assert_eq!(shown["authenticated"], json!(false));
    assert_eq!(shown["device"], json!("phone-1"));
    assert_eq!((&shown["queued"], &shown["held"]), (&json!(0), &json!(0)));
    assert_eq!(shown["deliveries"], json!(0));
    assert_eq!(shown["receivedToday"], json!(0));
    assert_eq!(shown["callback"], json!("none"));
    assert_eq!(shown["lastRefusal"], json!(null));

    let all = ask(&emulator, "GET", "/channels", "").json();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    assert_eq!(all[0], shown, "in the order in which they were opened");
    let phones = ask(&emulator, "GET", "/devices", "").json();
    assert_eq!((&phones[1]["name"], &phones[1]["os"]), (&all[1]["device"], &json!("7.1")));

    assert_eq!(ask(&emulator, "DELETE", &path, "").status, 204);
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        assert_eq!(ask(&emulator, method, &path, "").status, 404, "{method}");
    }
    assert_eq!(push_toast(emulator.addr(), &uri).row(), "404 Dropped Disconnected Expired");
    assert_eq!(ask(&emulator, "GET", "/channels", "").json().as_array().map(Vec::len), Some(1));
}

#[test]
fn returns_deliveries() {
    let emulator = emulator();
    let (uri, path) = open(&emulator, "");
    let headers = format!("{TOAST_HEADERS}X-MessageID: 6f9619ff-8b86-d011-b42d-00cf4fc964ff\r\n");
    request(emulator.addr(), "POST", &uri, &headers, TOAST);
    request(emulator.addr(), "POST", &uri, "X-NotificationClass: 13\r\n", "\u{1}");
    assert_eq!(ask(&emulator, "GET", &path, "").json()["held"], json!(1));
    let clock = ask(&emulator, "POST", "/clock", r#"{"advance": "450s"}"#);
    assert_eq!((clock.status, &clock.json()["advanced"]), (200, &json!("7m 30s")));

    let deliveries = format!("{path}/deliveries");
    let shown = ask(&emulator, "GET", &deliveries, "").json();
    let [toast, raw] = shown.as_array().map(Vec::as_slice).expect("a list") else {
        panic!("two deliveries: {shown}")
    };
    assert_eq!(toast["notification"], json!({"type": "toast", "text1": "Goal!"}));
    assert_eq!(toast["effect"], json!("shown"));
    assert_eq!(toast["messageId"], json!("6f9619ff-8b86-d011-b42d-00cf4fc964ff"));
    assert_eq!(raw["notification"]["type"], json!("raw"));
    assert_eq!(raw["notification"]["interval"], json!(450));
    assert_eq!(raw["effect"], json!("dropped"));
    assert_eq!(raw["messageId"], Value::Null);
    for delivery in [toast, raw] {
        for (time, length) in [("receivedAt", 24), ("deliveredAt", 24), ("activityId", 36)] {
            assert_eq!(delivery[time].as_str().map(str::len), Some(length), "{delivery}");
        }
    }
    assert_eq!(ask(&emulator, "DELETE", &deliveries, "").status, 204);
    assert_eq!(ask(&emulator, "GET", &deliveries, "").json(), json!([]));
}

#[test]
fn changes_some_settings_or_all() {
    let emulator = emulator();
    let (uri, path) =
        open(&emulator, r#"{"device": {"connection": "tempDisconnected"}, "queueCapacity": 1}"#);
    assert_eq!(push_toast(emulator.addr(), &uri).row(), "200 Received TempDisconnected Active");
    assert_eq!(push_toast(emulator.addr(), &uri).row(), "200 QueueFull TempDisconnected Active");
    let exactly = r#"{"exactly": {"status": 418, "headers": {"retry-after": "7"}}}"#;
    for (method, body, row) in [
        ("PATCH", "{}", "200 QueueFull TempDisconnected Active"),
        ("PATCH", r#"{"queueCapacity": 2}"#, "200 Received TempDisconnected Active"),
        ("PATCH", r#"{"device": {"connection": "inactive"}}"#, "412 Dropped Inactive -"),
        ("PATCH", r#"{"answer": "suppressed"}"#, "200 Suppressed TempDisconnected Active"),
        ("PATCH", &format!(r#"{{"answer": {exactly}}}"#), "418 - - -"),
        ("PATCH", r#"{"device": {"connection": "connected"}}"#, "418 - - -"),
        ("PATCH", r#"{"answer": null}"#, "200 Received Connected Active"),
        ("PATCH", r#"{"subscription": "expired"}"#, "404 Dropped Connected Expired"),
        ("PUT", r#"{"device": {"connection": "disconnected"}}"#, "412 Dropped Disconnected -"),
        ("PUT", "", "412 Dropped Disconnected -"),
        ("PUT", r#"{"device": {"connection": "connected"}}"#, "200 Received Connected Active"),
    ] {
        let answer = ask(&emulator, method, &path, body);
        assert_eq!(answer.status, 200, "{method} {body}: {}", answer.body);
        assert_eq!(push_toast(emulator.addr(), &uri).row(), row, "{method} {body}");
    }
    let shown = ask(&emulator, "GET", &path, "").json();
    let defaults = serde_json::to_value(Settings::default()).expect("JSON");
    assert_eq!(shown["settings"], defaults);
}

#[test]
fn names_the_wrong_field() {
    let emulator = emulator();
    let (_, path) = open(&emulator, "");
    let before = ask(&emulator, "GET", &path, "").json();
    for (body, named) in [
        (r#"{"device": {"connection": "asleep"}}"#, "connection: unknown variant `asleep`"),
        (r#"{"device": 5}"#, "device: "),
        (r#"{"device": {"inactiveAfter": "soon"}}"#, "inactiveAfter: "),
        (r#"{"queueCapacity": 10001}"#, "queueCapacity: 10001 notifications, more than 10000"),
        (r#"{"queueCapacity": -1}"#, "queueCapacity: invalid value"),
        (r#"{"dailyLimit": "none"}"#, "dailyLimit: invalid type"),
        (r#"{"app": "behind"}"#, "app: unknown variant `behind`"),
        (r#"{"device": {"os": "9"}}"#, "os: an operating system version is 7.0"),
        (r#"{"answer": "gone"}"#, "answer: unknown variant `gone`"),
        (r#"{"answer": {"exactly": {"status": 100}}}"#, "the status of an answer is 200 or more"),
        (r#"{"answer": {"exactly": {"status": "x"}}}"#, "status"),
        (r#"{"answer": {"exactly": {"headers": {}}}}"#, "missing field `status`"),
        (
            r#"{"answer": {"exactly": {"status": 200, "headers": {"Content-Length": "5"}}}}"#,
            "content-length",
        ),
        (r#"{"devise": "inactive"}"#, "unknown field `devise`"),
        ("[]", "not a JSON object"),
        ("device=inactive", "not a JSON object"),
        (r#"{"device": "inactive""#, "not a JSON object"),
    ] {
        for (method, path) in
            [("POST", "/channels"), ("PUT", path.as_str()), ("PATCH", path.as_str())]
        {
            let answer = ask(&emulator, method, path, body);
            assert_eq!(answer.status, 400, "{method} {body}");
            assert!(answer.body.contains(named), "{method} {body}: {}", answer.body);
        }
    }
    let answer = ask(&emulator, "POST", "/channels", r#"{"authenticated": "yes"}"#);
    assert_eq!((answer.status, answer.body.contains("authenticated")), (400, true));
    let answer = ask(&emulator, "PATCH", &path, r#"{"authenticated": true}"#);
    assert_eq!((answer.status, answer.body.contains("authenticated")), (400, true));
    assert_eq!(ask(&emulator, "GET", &path, "").json(), before, "nothing was changed");
    assert_eq!(ask(&emulator, "GET", "/channels", "").json().as_array().map(Vec::len), Some(1));
}

#[test]
fn knows_its_paths_and_methods() {
    let emulator = emulator();
    let (_, path) = open(&emulator, "");
    let deliveries = format!("{path}/deliveries");
    for (method, path, status) in [
        ("GET", "/", 200),
        ("POST", "/", 405),
        ("DELETE", "/channels", 405),
        ("POST", path.as_str(), 405),
        ("POST", &deliveries, 405),
        ("GET", "/channels/AAA", 404),
        ("GET", "/channels/AAA/deliveries", 404),
        ("GET", "/elsewhere", 404),
    ] {
        let answer = ask(&emulator, method, path, "");
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("allow").is_some(), status == 405, "{method} {path}");
    }
    for shown in ["/channels", &path, &deliveries] {
        let answer = ask(&emulator, "GET", shown, "");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{shown}");
        assert!(answer.body.ends_with('\n'), "{shown}");
    }
    let usage = ask(&emulator, "GET", "/", "").body;
    assert_eq!(usage, emulator.usage());
    assert!(usage.contains(&format!("curl -X POST {}/channels\n", emulator.base_uri())));
    assert!(
        usage.contains(&format!("URI={}/throttledthirdparty/01.00/TOKEN\n", emulator.base_uri()))
    );
    assert!(usage.contains(r#"os               "7.0", "7.1", "7.8", "8.0", "8.0.10492", "8.1": "#));
    for placeholder in ["BASE", "CHANNEL_URI", "VERSIONS"] {
        assert!(!usage.contains(placeholder), "{placeholder}");
    }
}
