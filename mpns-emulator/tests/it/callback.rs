//! The emulator calls the callback of a channel over HTTP.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use mpns_emulator::{Channel, DeviceConnection, Emulator, Settings};
use serde_json::{Value, json};

use crate::client::{emulator, path, request};

fn register(emulator: &Emulator, channel: &Channel, callback: &str, blob: &str) -> String {
    let path = format!("{}/callback", path(channel));
    let headers = format!("X-CallbackURI: {callback}\r\nContent-Type: text/xml\r\n");
    request(emulator.addr(), "POST", &path, &headers, blob).row()
}

/// What the control API says about the callback, once the call is over.
fn callback(emulator: &Emulator) -> Value {
    let begin = Instant::now();
    loop {
        let all = request(emulator.addr(), "GET", "/channels", "", "").json();
        let state = all.pointer("/0/callback").cloned().unwrap_or_default();
        if state != "calling" || begin.elapsed() > Duration::from_secs(30) {
            return state;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Takes a call and answers it with 202.
fn answer_call(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().expect("a call");
    let mut call = String::new();
    let length = "user 7".len();
    while call.split_once("\r\n\r\n").is_none_or(|(_, blob)| blob.len() < length) {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).expect("more of the call");
        assert_ne!(length, 0, "the whole call: {call}");
        call.push_str(std::str::from_utf8(&part[..length]).expect("a text"));
    }
    stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").expect("answered");
    call
}

#[test]
fn is_called_once_with_the_blob() {
    let emulator = emulator();
    let channel = emulator.open_authenticated_channel(Settings::default());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let uri = format!("http://{address}/inactive?user=7");
    assert_eq!(register(&emulator, &channel, &uri, "first"), "200 - Connected Active");
    assert_eq!(register(&emulator, &channel, &uri, "user 7"), "200 - Connected Active");
    assert_eq!(callback(&emulator), "registered");

    for device in [DeviceConnection::Inactive, DeviceConnection::Connected] {
        channel.set_connection(device);
    }
    channel.set_connection(DeviceConnection::Inactive);
    let call = answer_call(&listener);
    assert!(call.starts_with("POST /inactive?user=7 HTTP/1.1\r\n"), "{call}");
    assert!(call.contains(&format!("\r\nhost: {address}\r\n")), "{call}");
    assert!(call.ends_with("\r\n\r\nuser 7"), "{call}");
    assert_eq!(callback(&emulator), json!({"called": 202}));

    // The emulator calls in order: a second call of the first callback would come before this one.
    for device in [DeviceConnection::Connected, DeviceConnection::Inactive] {
        channel.set_connection(device);
    }
    assert_eq!(register(&emulator, &channel, &uri, "user 8"), "200 - Inactive Active");
    for device in [DeviceConnection::Connected, DeviceConnection::Inactive] {
        channel.set_connection(device);
    }
    let call = answer_call(&listener);
    assert!(call.ends_with("\r\n\r\nuser 8"), "a call for each registration, not {call}");
    assert_eq!(callback(&emulator), json!({"called": 202}));
    drop(emulator);
    listener.set_nonblocking(true).expect("set");
    assert!(listener.accept().is_err(), "one call more");
}

#[test]
fn reports_why_it_cannot_be_called() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let closed = free.local_addr().expect("an address");
    drop(free);
    for (uri, reason) in [
        (format!("http://{closed}/"), "no connection"),
        ("https://127.0.0.1:9/".to_owned(), "only over http"),
        ("http://192.0.2.1/".to_owned(), "--callback-hosts"),
    ] {
        let emulator = emulator();
        let channel = emulator.open_authenticated_channel(Settings::default());
        assert_eq!(register(&emulator, &channel, &uri, "blob"), "200 - Connected Active");
        channel.set_connection(DeviceConnection::Inactive);
        let failed = callback(&emulator);
        let text = failed["failed"].as_str().unwrap_or_default();
        assert!(text.contains(reason), "{uri}: {failed}");
    }
}

#[test]
fn a_uri_that_cannot_be_called_is_refused_with_a_reason() {
    for (uri, reason) in [
        ("http://127.0.0.1:99999/", "the port of the callback URI"),
        ("http://user:SECRET@127.0.0.1/", "user info"),
        ("ftp://127.0.0.1/", "not an absolute http or https URI"),
    ] {
        let emulator = emulator();
        let channel = emulator.open_authenticated_channel(Settings::default());
        assert_eq!(register(&emulator, &channel, uri, "blob"), "400 - - -");
        let refusal = channel.last_refusal().expect("a reason");
        assert!(refusal.contains(reason) && !refusal.contains("SECRET"), "{uri}: {refusal}");
        assert_eq!(callback(&emulator), "none");
    }
}

#[test]
fn is_only_for_authenticated_channels() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    assert_eq!(register(&emulator, &channel, "http://127.0.0.1:9/", "blob"), "401 - - -");
    channel.close();
    let gone = "404 Dropped Disconnected Expired";
    assert_eq!(register(&emulator, &channel, "http://127.0.0.1:9/", "blob"), gone);
}
