//! Why a channel refuses requests.

use serde_json::json;

use crate::client::{Connection, TOAST, TOAST_HEADERS, emulator, request};
use crate::control::{ask, open};

#[test]
fn keeps_the_reason_of_the_last_refusal() {
    let emulator = emulator();
    let (uri, path) = open(&emulator, r#"{"authenticated": true}"#);
    let channel = emulator.channels().pop().expect("the channel");
    assert_eq!(channel.last_refusal(), None);
    let toast = TOAST_HEADERS;
    let empty = TOAST.replace("<wp:Text1>Goal!</wp:Text1>", "");
    let (long, longer) = ("x".repeat(2000), "x".repeat(1 << 17));
    for (method, headers, body, to, status, text) in [
        ("POST", toast, "<", "", 400, "the document is not acceptable XML: "),
        ("POST", toast, "<a/>", "", 400, "the document is not a notification: "),
        ("POST", toast, &empty, "", 200, ""),
        ("POST", "X-NotificationClass: 2\r\n", TOAST, "", 400, "X-WindowsPhone-Target is absent"),
        ("POST", "", "x", "/callback", 400, "the header X-CallbackURI is absent"),
        (
            "POST",
            "X-NotificationClass: 99\r\n",
            "x",
            "",
            400,
            "the notification class is not a number",
        ),
        ("GET", toast, "", "", 405, "the method is not POST"),
        ("POST", "", &long, "", 400, "2000 bytes, more than the 1024 allowed"),
        ("POST", "", &longer, "", 400, "longer than 65536 bytes"),
        (
            "POST",
            "X-CallbackURI: nonsense\r\n",
            "x",
            "/callback",
            400,
            "the callback URI is not an absolute",
        ),
    ] {
        let answer = request(emulator.addr(), method, &format!("{uri}{to}"), headers, body);
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "{text}");
        let refusal = channel.last_refusal();
        assert_eq!(ask(&emulator, "GET", &path, "").json()["lastRefusal"], json!(refusal));
        match refusal {
            Some(refusal) => assert!(!text.is_empty() && refusal.contains(text), "{refusal}"),
            None => assert_eq!(text, "", "it was of an earlier request"),
        }
    }

    let mut broken = Connection::open(emulator.addr());
    broken.write(&format!("POST {uri} HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx"));
    broken.end();
    assert_eq!(broken.answer().status, 400);
    let refusal = channel.last_refusal().expect("a refusal");
    assert!(refusal.contains("ended too early"), "{refusal}");
}
