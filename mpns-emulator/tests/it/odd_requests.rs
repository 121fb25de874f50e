//! Requests to the control API that no good client sends: refused with the reason, never with 5xx.

use mpns_emulator::{Bounds, Emulator, Options};
use serde_json::{Value, json};

use crate::client::{Connection, emulator};
use crate::control::{ask, open};

#[test]
fn bodies() {
    let emulator = emulator();
    let (_, channel) = open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deep_answers = format!(r#"{{"answers": {}}}"#, deep(10_000));
    let long = format!(r#"{{"appName": "{}"}}"#, "x".repeat(129));
    let longer = format!(r#"{{"appName": "{}"}}"#, "x".repeat(1 << 16));
    let channels = "/channels";
    for (method, path, body, reason) in [
        // Depth and numbers.
        ("POST", channels, deep_answers.as_str(), "recursion limit exceeded"),
        ("PUT", "/answers", &deep(10_000), "recursion limit exceeded"),
        ("PUT", "/answers", &deep(100), "[0]: invalid"),
        ("POST", channels, r#"{"queueCapacity": 1e400}"#, "number out of range"),
        ("POST", channels, r#"{"queueCapacity": 1.5}"#, "queueCapacity: invalid type: floating"),
        ("POST", channels, r#"{"queueCapacity": 1e19}"#, "queueCapacity: invalid type: floating"),
        ("POST", channels, r#"{"queueCapacity": 18446744073709551616}"#, "queueCapacity: invalid"),
        ("POST", channels, r#"{"dailyLimit": 4294967296}"#, "dailyLimit: invalid value"),
        (
            "POST",
            channels,
            r#"{"suppressedClasses": [256]}"#,
            "suppressedClasses[0]: invalid value",
        ),
        ("PUT", "/faults", r#"{"seed": 18446744073709551616}"#, "seed: invalid"),
        ("PUT", "/faults", r#"{"probability": 1e-400, "seed": -0.5}"#, "seed: invalid"),
        ("PUT", "/faults", r#"{"probability": NaN}"#, "expected value"),
        // Fields that appear twice, at any depth.
        (
            "POST",
            channels,
            r#"{"strict": true, "strict": false}"#,
            "the field `strict` appears twice",
        ),
        (
            "PATCH",
            &channel,
            r#"{"device": {"os": "7.0", "os": "8.1"}}"#,
            "the field `os` appears twice",
        ),
        (
            "PUT",
            "/answers",
            r#"[{"fault": {"kind": "garbage", "kind": "garbage"}}]"#,
            "the field `kind`",
        ),
        ("PUT", "/faults", r#"{"seed": 1, "seed": 1}"#, "the field `seed` appears twice"),
        ("POST", "/clock", r#"{"advance": "1s", "advance": "2s"}"#, "the field `advance`"),
        // Texts.
        ("POST", channels, r#"{"token": "a\u0000b"}"#, "token: the name has other characters"),
        ("POST", channels, r#"{"token": "../scores"}"#, "token: the name has other characters"),
        ("POST", channels, r#"{"token": "a%2Fb"}"#, "token: the name has other characters"),
        ("POST", channels, r#"{"token": "callback"}"#, "token: the name"),
        ("POST", channels, r#"{"device": ".."}"#, "device: the name"),
        ("POST", channels, r#"{"appName": "\ud800"}"#, "unexpected end of hex escape"),
        ("POST", channels, r#"{"appName": "\udc00x"}"#, "lone leading surrogate"),
        (
            "POST",
            channels,
            r#"{"appName": "a\u0000"}"#,
            "appName: the name has a control character",
        ),
        ("POST", channels, &long, "appName: the name has 129 bytes; 1 to 128 are allowed"),
        ("POST", channels, &longer, "the body is longer than 65536 bytes"),
        ("POST", channels, "{\"appName\": \"a\nb\"}", "control character"),
        ("POST", channels, "\u{feff}{}", "expected value"),
        ("POST", channels, r#"{} {}"#, "trailing characters"),
        (
            "PUT",
            "/answers",
            r#"[{"exactly": {"status": 200, "headers": {"a b": ""}}}]"#,
            "[0].exactly",
        ),
        (
            "PUT",
            "/answers",
            r#"[{"exactly": {"status": 200, "headers": {"a": "\r\nb: c"}}}]"#,
            "[0].exactly",
        ),
        ("PUT", "/answers", r#"[{"exactly": {"status": 65736}}]"#, "[0].exactly.status: invalid"),
        // Durations.
        ("POST", "/clock", r#"{"advance": "99999999999999999999s"}"#, "advance: "),
        ("POST", "/clock", r#"{"advance": "999999999999y"}"#, "advance: "),
        ("POST", "/clock", r#"{"advance": "-1s"}"#, "advance: "),
        ("POST", "/clock", r#"{"advance": 450}"#, "advance: invalid type"),
        ("PATCH", "/devices/alice", r#"{"inactiveAfter": "999999999999y"}"#, "inactiveAfter: "),
        // Other values than objects and lists.
        ("PUT", "/faults", "[]", "not a JSON object"),
        ("PUT", "/answers", "{}", "invalid type: map"),
        ("PUT", "/answers", "", "the body is not JSON"),
        ("POST", "/clock", "null", "not a JSON object"),
        ("POST", "/reset", r#"{"channels": 1}"#, "channels: invalid type"),
        ("POST", "/devices", r#"{"name": null}"#, "name: is missing"),
        ("PATCH", &channel, r#"{"answer": {"exactly": {"status": 200}, "fault": {}}}"#, "answer: "),
    ] {
        let answer = ask(&emulator, method, path, body);
        let shown = body.get(..80).unwrap_or(body);
        assert_eq!(answer.status, 400, "{method} {path} {shown}");
        assert!(answer.body.contains(reason), "{method} {path} {shown}: {}", answer.body);
        let media_type = answer.header("content-type");
        assert_eq!(media_type, Some("text/plain; charset=utf-8"), "{method} {path} {shown}");
    }
    assert_eq!(ask(&emulator, "GET", "/answers", "").json(), json!([]), "nothing was changed");
    assert_eq!(ask(&emulator, "GET", "/clock", "").json()["advanced"], json!("0s"));
    assert_eq!(ask(&emulator, "GET", "/channels", "").json().as_array().map(Vec::len), Some(1));
}

/// Some clients write all numbers with a fraction.
#[test]
fn a_whole_number_may_have_a_fraction() {
    let emulator = emulator();
    let body = r#"{"queueCapacity": 1e3, "dailyLimit": 7.0, "answers": [{"fault": {"kind": "wrongLength", "by": -5.0}}]}"#;
    let (_, channel) = open(&emulator, body);
    let settings = &ask(&emulator, "GET", &channel, "").json()["settings"];
    assert_eq!((&settings["queueCapacity"], &settings["dailyLimit"]), (&json!(1000), &json!(7)));
    assert_eq!(settings["answers"][0]["fault"]["by"], json!(-5));
    let faults = ask(&emulator, "PUT", "/faults", r#"{"seed": 3.0, "probability": 1.0}"#).json();
    assert_eq!((&faults["seed"], &faults["probability"]), (&json!(3), &json!(1.0)));
}

#[test]
fn queries() {
    let emulator = emulator();
    let (_, channel) = open(&emulator, r#"{"token": "scores"}"#);
    let deliveries = format!("{channel}/deliveries");
    for (path, query, reason) in [
        ("/channels", "limit=1&limit=2", "duplicate field `limit`"),
        ("/channels", "limit=0", "limit: 0 is not a number from 1 to 1000"),
        ("/devices", "limit=1001", "limit: 1001 is not a number from 1 to 1000"),
        ("/devices", "limit=", "limit: "),
        ("/requests", "limit=1e2", "limit: invalid digit"),
        ("/requests", "after=-1", "after: invalid digit"),
        ("/requests", "after=18446744073709551616", "after: number too large"),
        ("/requests", "wait=soon", "wait: "),
        ("/requests", "wait=601s", "wait: 601s is longer than 10m"),
        ("/requests", "wait=1s&wait=2s", "duplicate field `wait`"),
        ("/requests", "channel=%FF", "channel: the token"),
        ("/requests", "channel=a/b", "channel: the token"),
        ("/requests", "token=scores", "unknown field `token`"),
        (&deliveries, "channel=scores", "unknown field `channel`"),
        // What cannot be waited for or searched.
        ("/channels", "wait=5s", "unknown field `wait`"),
        ("/devices", "search=alice", "unknown field `search`"),
    ] {
        let answer = ask(&emulator, "GET", &format!("{path}?{query}"), "");
        assert_eq!(answer.status, 400, "{path}?{query}");
        assert!(answer.body.contains(reason), "{path}?{query}: {}", answer.body);
    }
    for (path, query) in [
        ("/requests", "after=18446744073709551615"),
        ("/requests", "search=%FF%00&channel=other"),
        ("/channels", "after=18446744073709551615&limit=1000"),
        (&deliveries, ""),
        (&deliveries, "after=0&limit=1"),
    ] {
        let answer = ask(&emulator, "GET", &format!("{path}?{query}"), "");
        assert_eq!((answer.status, answer.body.as_str()), (200, "[]\n"), "{path}?{query}");
    }
}

#[test]
fn paths_and_methods() {
    let emulator = emulator();
    open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    let get_or = |others: &str| Some(format!("GET,HEAD{others}"));
    let item = get_or(",PUT,PATCH,DELETE");
    for (method, path, status, allow) in [
        ("OPTIONS", "/channels", 405, get_or(",POST")),
        ("PUT", "/channels", 405, get_or(",POST")),
        ("TRACE", "/channels/scores", 405, item.clone()),
        ("POST", "/devices/alice", 405, item),
        ("get", "/clock", 405, get_or(",POST")),
        ("GET", "/reset", 405, Some("POST".to_owned())),
        ("POST", "/openapi.json", 405, get_or("")),
        // Nothing but the path itself is the path.
        ("GET", "/channels/", 404, None),
        ("GET", "/channels/scores/", 404, None),
        ("GET", "//channels", 404, None),
        ("GET", "/Channels", 404, None),
        ("GET", "/channels/scores/deliveries/", 404, None),
        ("GET", "/channels/scores%2Fdeliveries", 404, None),
        ("GET", "/channels/%2e%2e", 404, None),
        ("GET", "/channels/../channels/scores", 404, None),
        ("GET", "/channels/%00", 404, None),
        ("GET", "/channels/%", 404, None),
        ("GET", "/channels/%FF", 404, None),
        ("PATCH", "/channels/%FF", 404, None),
        ("DELETE", "/channels/%FF/deliveries", 404, None),
        ("GET", "/devices/%FF", 404, None),
        ("GET", "/requests/%FF", 404, None),
        ("GET", "/requests/18446744073709551616", 404, None),
        ("GET", "/requests/-1", 404, None),
        // It is the same text.
        ("GET", "/channels/%73cores", 200, None),
    ] {
        let answer = ask(&emulator, method, path, "");
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.header("allow"), allow.as_deref(), "{method} {path}");
    }
}

#[test]
fn head_is_get_without_a_body() {
    let emulator = emulator();
    open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    let mut connection = Connection::open(emulator.addr());
    for path in [
        "/",
        "/channels",
        "/channels/scores",
        "/channels/scores/deliveries",
        "/channels/scores/tiles",
        "/devices",
        "/devices/alice",
        "/requests",
        "/answers",
        "/faults",
        "/clock",
        "/health",
        "/metrics",
        "/openapi.json",
    ] {
        let shown = connection.request("GET", path, "", "");
        connection.write(&format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!(connection.line(), "HTTP/1.1 200 OK", "{path}");
        let mut head = Vec::new();
        while let Some(line) = Some(connection.line()).filter(|line| !line.is_empty()) {
            head.push(line);
        }
        let media_type = shown.header("content-type").expect("a media type");
        assert!(head.contains(&format!("content-type: {media_type}")), "{path}: {head:?}");
    }
}

#[test]
fn conditions_are_ignored() {
    let emulator = emulator();
    let unconditional = ask(&emulator, "GET", "/health", "").body;
    for headers in [
        "If-None-Match: *\r\n",
        "If-Match: \"x\"\r\n",
        "If-Modified-Since: Sat, 31 Jan 2099 12:00:00 GMT\r\n",
        "Range: bytes=0-1\r\n",
        "Accept: image/png\r\n",
        "Content-Type: \r\n",
    ] {
        let answer = Connection::open(emulator.addr()).request("GET", "/health", headers, "");
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, unconditional.as_str()),
            "{headers}"
        );
    }
}

/// Clocks and times at the edge of what can be expressed.
#[test]
fn the_clock_stays_in_bounds() {
    let emulator = emulator();
    open(
        &emulator,
        r#"{"device": {"connection": "tempDisconnected", "inactiveAfter": "18446744073709551615s"}}"#,
    );
    for _ in 0..3 {
        let answer = ask(&emulator, "POST", "/clock", r#"{"advance": "18446744073709551615s"}"#);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(
            answer.json()["now"].as_str().is_some_and(|now| now.starts_with("21")),
            "{}",
            answer.body
        );
    }
    let phones = ask(&emulator, "GET", "/devices", "").json();
    assert_eq!(phones[0]["connection"], json!("tempDisconnected"));
}

/// They were left out.
#[test]
fn headers_of_answers_that_are_not_ascii_are_shown() {
    let emulator = emulator();
    let answers = json!([{"exactly": {"status": 200, "headers": {"x-a": "ä", "x-b": ["1", "ö"]}}}]);
    let answer = ask(&emulator, "PUT", "/answers", &answers.to_string());
    assert_eq!((answer.status, answer.json()), (200, answers.clone()));
    assert_eq!(ask(&emulator, "GET", "/answers", "").json(), answers);
}

#[test]
fn a_full_emulator_answers_409() {
    let bounds = Bounds { channels: 1, ..Bounds::default() };
    let options = Options { bounds, ..Options::default() };
    let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a free port");
    open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    for (path, body, status, reason) in [
        ("/channels", "", 409, "there are 1 channels already, as many as this emulator keeps"),
        ("/devices", r#"{"name": "bob"}"#, 409, "there are 1 phones already"),
        ("/devices", r#"{"name": "alice"}"#, 200, ""),
    ] {
        let answer = ask(&emulator, "POST", path, body);
        assert_eq!(answer.status, status, "{path} {body}");
        assert!(answer.body.contains(reason), "{}", answer.body);
    }
    assert_ne!(ask(&emulator, "GET", "/channels", "").json(), Value::Null);
}
