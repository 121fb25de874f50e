//! What changes, as it happens.

use serde_json::{Value, json};

use crate::client::{Connection, emulator, push_toast};
use crate::control::{ask, open};
use crate::described::check_value;

/// Reads events until the one with this name.
fn until(connection: &mut Connection, last: &str) -> Vec<(u64, String, Value)> {
    let mut events = Vec::new();
    let (mut id, mut name) = (0, String::new());
    loop {
        let line = connection.line();
        match line.split_once(": ") {
            Some(("id", text)) => id = text.parse().expect("a number"),
            Some(("event", text)) => text.clone_into(&mut name),
            Some(("data", text)) => {
                let data = serde_json::from_str(text).expect("JSON");
                assert_eq!(is_described(&name, &data), Ok(()), "{name}: {data}");
                events.push((id, name.clone(), data));
                if name == last {
                    return events;
                }
            }
            // The lengths of chunks, and empty lines.
            _ => {}
        }
    }
}

/// Whether the data are those of the schema that the document names.
fn is_described(event: &str, data: &Value) -> Result<(), String> {
    match event {
        "channel" => check_value("Channel", data),
        "device" => check_value("Device", data),
        "request" => check_value("LoggedRequest", data),
        "delivery" => check_value("Delivery", &data["delivery"]),
        "tiles" => {
            let mut tiles = data["tiles"].as_array().expect("tiles").iter();
            tiles.try_for_each(|tile| check_value("Tile", tile))
        }
        "clock" => check_value("Clock", data),
        "answers" => check_value("Answers", data),
        "faults" => check_value("Faults", data),
        _ => Ok(()),
    }
}

fn listen(emulator: &mpns_emulator::Emulator, headers: &str) -> Connection {
    let mut connection = Connection::open(emulator.addr());
    connection.write(&format!("GET /events HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
    assert_eq!(connection.line(), "HTTP/1.1 200 OK");
    while !connection.line().is_empty() {}
    connection
}

#[test]
fn are_streamed_and_go_on_after_the_last_one_seen() {
    let emulator = emulator();
    let mut live = listen(&emulator, "");
    let (uri, path) = open(&emulator, r#"{"token": "scores", "device": "alice"}"#);
    push_toast(emulator.addr(), &uri);
    ask(&emulator, "POST", "/clock", r#"{"advance": "1s"}"#);
    ask(&emulator, "DELETE", &path, "");
    ask(&emulator, "DELETE", "/devices/alice", "");
    let events = until(&mut live, "deviceRemoved");
    let names: Vec<_> = events.iter().map(|(_, name, _)| name.as_str()).collect();
    // What is gone when it would be shown is left out.
    for name in ["request", "clock", "channelClosed", "deviceRemoved"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let request = events.iter().find(|(_, name, _)| name == "request").expect("the request");
    assert_eq!((&request.2["verdict"], &request.2["status"]), (&json!("received"), &json!(200)));

    let seen = events.iter().find(|(_, name, _)| name == "clock").expect("the clock").0;
    let mut again = listen(&emulator, &format!("Last-Event-ID: {seen}\r\n"));
    let names: Vec<_> =
        until(&mut again, "deviceRemoved").into_iter().map(|(_, name, _)| name).collect();
    assert!(names.contains(&"channelClosed".to_owned()), "{names:?}");
    assert!(!names.contains(&"request".to_owned()), "{names:?}");

    let mut unknown = listen(&emulator, "Last-Event-ID: 999999\r\n");
    assert_eq!(until(&mut unknown, "reset").len(), 1, "of an earlier emulator");
}

#[test]
fn a_delivery_is_shown_at_once() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, r#"{"token": "scores"}"#);
    let mut live = listen(&emulator, "");
    push_toast(emulator.addr(), &uri);
    let (_, _, delivery) = until(&mut live, "delivery").pop().expect("the delivery");
    assert_eq!(delivery["token"], json!("scores"));
    assert_eq!(delivery["delivery"]["notification"]["text1"], json!("Goal!"));
}

#[test]
fn a_request_changes_what_its_channel_shows() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, "");
    let mut live = listen(&emulator, "");
    push_toast(emulator.addr(), &uri);
    let (_, _, channel) = until(&mut live, "channel").pop().expect("the channel");
    assert_eq!(channel["receivedToday"], json!(1));
    crate::client::request(emulator.addr(), "POST", &uri, "", "");
    let (_, _, channel) = until(&mut live, "channel").pop().expect("the channel");
    assert_eq!(channel["receivedToday"], json!(2), "an empty raw notification is one");
    crate::client::request(emulator.addr(), "GET", &uri, "", "");
    let (_, _, channel) = until(&mut live, "channel").pop().expect("the channel");
    assert_eq!(channel["lastRefusal"], json!("the method is not POST"));
}

#[test]
fn a_clock_put_forward_changes_what_is_held() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, r#"{"device": {"connection": "tempDisconnected"}}"#);
    let class = "X-NotificationClass: 13\r\n";
    crate::client::request(emulator.addr(), "POST", &uri, class, "2:1");
    let mut live = listen(&emulator, "");
    ask(&emulator, "POST", "/clock", r#"{"advance": "450s"}"#);
    let (_, _, channel) = until(&mut live, "channel").pop().expect("the channel");
    assert_eq!((&channel["held"], &channel["queued"]), (&json!(0), &json!(1)));
}

#[test]
fn metrics_and_health_are_for_machines() {
    let emulator = emulator();
    let (uri, _) = open(&emulator, "");
    push_toast(emulator.addr(), &uri);
    let health = ask(&emulator, "GET", "/health", "").json();
    assert_eq!(health["status"], json!("ok"));
    assert_eq!(ask(&emulator, "GET", "/health", "").json(), health);
    let other = ask(&crate::client::emulator(), "GET", "/health", "").json();
    assert_ne!(other["instance"], health["instance"]);
    let metrics = ask(&emulator, "GET", "/metrics", "").body;
    for line in [
        "# TYPE mpns_emulator_requests_total counter",
        "mpns_emulator_requests_total{verdict=\"received\"} 1",
        "mpns_emulator_deliveries_total 1",
        "mpns_emulator_channels 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
}
