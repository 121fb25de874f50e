//! The log of requests.

use mpns_emulator::{Bounds, Emulator, Options, Settings};
use serde_json::{Value, json};

use crate::client::{TOAST, TOAST_HEADERS, emulator, push_toast, request};
use crate::control::{ask, open};

fn log(emulator: &Emulator, query: &str) -> Vec<Value> {
    let answer = ask(emulator, "GET", &format!("/requests{query}"), "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json().as_array().expect("a list").clone()
}

#[test]
fn has_every_request_with_its_verdict() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, r#"{"token": "alice"}"#);
    let address = emulator.addr();
    push_toast(address, &uri);
    request(address, "POST", &uri, TOAST_HEADERS, "<");
    request(address, "GET", &uri, "", "");
    request(address, "POST", &uri, TOAST_HEADERS, &"x".repeat(1 << 17));
    push_toast(address, "/throttledthirdparty/01.00/%FF");
    ask(&emulator, "PATCH", "/channels/alice", r#"{"answers": ["throttled", "queueFull"]}"#);
    push_toast(address, &uri);
    push_toast(address, &uri);
    let exactly = r#"{"answer": {"exactly": {"status": 503, "headers": {"Retry-After": "120"}}}}"#;
    ask(&emulator, "PATCH", "/channels/alice", exactly);
    push_toast(address, &uri);
    ask(&emulator, "PATCH", "/channels/alice", r#"{"answer": null, "subscription": "expired"}"#);
    push_toast(address, &uri);

    let all = log(&emulator, "");
    let seen: Vec<_> = all
        .iter()
        .map(|entry| {
            let text = |field: &str| entry[field].as_str().unwrap_or("-").to_owned();
            (entry["status"].as_u64().unwrap_or(0), text("verdict"), text("effect"))
        })
        .collect();
    let expected = [
        (200, "received", "shown"),
        (400, "refused", "-"),
        (405, "methodNotAllowed", "-"),
        (400, "refused", "-"),
        (404, "unknown", "-"),
        (406, "throttled", "-"),
        (200, "queueFull", "-"),
        (503, "forced", "-"),
        (404, "expired", "-"),
    ];
    assert_eq!(seen, expected.map(|(s, v, e)| (s, v.to_owned(), e.to_owned())));
    let [first, refused, ..] = &all[..] else { panic!("two requests") };
    assert_eq!((&first["number"], &first["channel"]), (&json!(1), &json!("alice")));
    assert_eq!((&first["path"], &first["method"]), (&json!(uri), &json!("POST")));
    assert_eq!(first["body"], json!(TOAST));
    let headers = first["headers"].as_array().expect("headers");
    assert!(headers.contains(&json!(["X-WindowsPhone-Target", "toast"])), "{headers:?}");
    let answer = first["answer"].as_array().expect("headers");
    assert!(answer.contains(&json!(["x-notificationstatus", "Received"])), "{answer:?}");
    assert!(refused["reason"].as_str().is_some_and(|why| why.contains("XML")), "{refused}");
    assert_eq!(all[4]["channel"], Value::Null);

    for (query, numbers) in [
        ("?after=7", vec![8, 9]),
        ("?after=2&limit=2", vec![3, 4]),
        ("?search=THROTTLED&after=5", vec![6, 7, 8, 9]),
        ("?search=queuefull", vec![7]),
        ("?channel=alice&after=3&limit=2", vec![4, 6]),
        ("?channel=bob", vec![]),
        ("?search=nowhere", vec![]),
    ] {
        let found: Vec<_> = log(&emulator, query).iter().map(|e| e["number"].clone()).collect();
        assert_eq!(found, numbers, "{query}");
    }
    let one = ask(&emulator, "GET", "/requests/2", "").json();
    assert_eq!(&one, refused);
    assert_eq!(ask(&emulator, "GET", "/requests/99", "").status, 404);
    assert_eq!(ask(&emulator, "GET", "/requests/x", "").status, 404);
    assert_eq!(ask(&emulator, "DELETE", "/requests", "").status, 204);
    assert!(log(&emulator, "").is_empty());
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn shows_what_happened_later() {
    let emulator = emulator();
    let (uri, path) = open(&emulator, r#"{"device": {"connection": "tempDisconnected"}}"#);
    push_toast(emulator.addr(), &uri);
    let effect = || log(&emulator, "")[0]["effect"].clone();
    assert_eq!(effect(), "queued");
    ask(&emulator, "PATCH", &path, r#"{"device": {"connection": "connected"}}"#);
    assert_eq!(effect(), "shown");
}

#[test]
fn a_binary_body_is_in_base64() {
    let emulator = emulator();
    let channel = emulator.open_channel_with(Settings::default());
    let mut connection = crate::client::Connection::open(emulator.addr());
    let path = crate::client::path(&channel);
    connection.write(&format!("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"));
    connection.write_bytes(b"\xFF\x00\x01");
    assert_eq!(connection.answer().status, 200);
    let entry = &log(&emulator, "")[0];
    assert_eq!((&entry["bodyBase64"], entry.get("body")), (&json!("/wAB"), None));
}

#[test]
fn keeps_the_newest() {
    let bounds = Bounds { requests: 2, ..Bounds::default() };
    let options = Options { bounds, ..Options::default() };
    let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a port");
    let (uri, _) = open(&emulator, "");
    for _ in 0..4 {
        push_toast(emulator.addr(), &uri);
    }
    let numbers: Vec<_> = log(&emulator, "").iter().map(|e| e["number"].clone()).collect();
    assert_eq!(numbers, [3, 4]);
}

#[test]
fn settings_that_take_too_much_are_refused() {
    let bounds = Bounds { kept_bytes: 20_000, ..Bounds::default() };
    let options = Options { bounds, ..Options::default() };
    let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a port");
    let (uri, path) = open(&emulator, "");
    push_toast(emulator.addr(), &uri);
    let many = json!(vec!["unavailable"; 200]);
    for (method, path, body) in [
        ("PUT", "/answers", many.clone()),
        ("PATCH", &path, json!({ "answers": many })),
        ("POST", "/channels", json!({ "answers": many })),
    ] {
        let answer = ask(&emulator, method, path, &body.to_string());
        assert!(answer.body.contains("more than 10000 bytes together"), "{}", answer.body);
        assert!(answer.status >= 400, "{path}");
    }
    assert_eq!(log(&emulator, "").len(), 1, "nothing was forgotten for them");
    assert_eq!(ask(&emulator, "PUT", "/answers", r#"["unavailable"]"#).status, 200);
}

#[test]
fn a_long_list_comes_in_parts() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, r#"{"dailyLimit": 1000}"#);
    for length in 1..=100_usize {
        push_toast(emulator.addr(), &uri);
        if [1, 31, 32, 33, 64, 65, 100].contains(&length) {
            let answer = ask(&emulator, "GET", "/requests", "");
            let is_short = answer.header("content-length").is_some();
            assert_eq!(is_short, length < 32, "{length}");
            assert_eq!(answer.json().as_array().map(Vec::len), Some(length));
        }
    }
    assert_eq!(log(&emulator, "?limit=32").len(), 32);
    assert_eq!(log(&emulator, "?after=68&limit=40").len(), 32);
}

#[test]
fn a_query_is_checked() {
    let emulator = emulator();
    for (query, named) in [
        ("?limit=0", "limit: 0 is not a number from 1 to 1000"),
        ("?limit=1001", "limit: 1001 is not a number from 1 to 1000"),
        ("?after=x", "after"),
        ("?wait=soon", "wait"),
        ("?wait=1h", "1h is longer than 10m"),
        ("?before=1", "before"),
    ] {
        let answer = ask(&emulator, "GET", &format!("/requests{query}"), "");
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.body.contains(named), "{query}: {}", answer.body);
    }
}
