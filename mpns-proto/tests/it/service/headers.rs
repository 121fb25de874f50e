//! Headers, raw bodies, limits, callbacks and replies.

use mpns_proto::service::{Refusal, read_callback, read_notification, respond};
use mpns_proto::{
    BatchingInterval, BuildError, DeviceConnectionStatus, Identifier, Limits, NotificationStatus,
    OsVersion, Raw, Reply, RetryAfter, SubscriptionStatus,
};

use super::{TILE, TOAST, notification, read, request};

#[test]
fn headers_that_contradict_are_refused() {
    let body = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let class = |class| ("X-NotificationClass", class);
    let target = |target| ("X-WindowsPhone-Target", target);
    let repeated = |name| Refusal::RepeatedHeader(http::HeaderName::from_static(name));
    for (headers, refusal) in [
        (&[target("tile")][..], Refusal::Target),
        (&[target("toast"), target("token")], repeated("x-windowsphone-target")),
        (&[TOAST, class("0")], Refusal::Class),
        (&[TOAST, class("32")], Refusal::Class),
        (&[TOAST, class("+2")], Refusal::Class),
        (&[TOAST, class("x")], Refusal::Class),
        (&[TOAST, class("258")], Refusal::Class),
        (&[TOAST, TILE, TOAST], repeated("x-windowsphone-target")),
        (&[TOAST, class("2"), class("12"), class("2")], repeated("x-notificationclass")),
        (&[TOAST, ("Content-Type", "text/xml; charset=latin1")], Refusal::Charset("latin1".into())),
        (
            &[TOAST, ("Content-Type", "text/xml; charset=\" utf-8 \"")],
            Refusal::Charset(" utf-8 ".into()),
        ),
    ] {
        assert_eq!(read(headers, &body), Err(refusal), "{headers:?}");
    }
    for (headers, found) in [(&[TOAST, class("3")][..], "class"), (&[TILE], "document")] {
        let refusal = read(headers, &body).expect_err("refused").to_string();
        assert!(refusal.contains(found), "{refusal}");
    }
    assert!(read(&[TOAST, TOAST], &body).is_ok(), "the same twice is no contradiction");
    let mut get = request(&[TOAST], &body);
    *get.method_mut() = http::Method::GET;
    assert_eq!(read_notification(&get, &Limits::default()), Err(Refusal::Method));
    assert_eq!(Refusal::Method.reply(), Reply::new(http::StatusCode::METHOD_NOT_ALLOWED));
    assert_eq!(Refusal::Class.reply(), Reply::new(http::StatusCode::BAD_REQUEST));
}

#[test]
fn raw_bodies_are_anything() {
    for (headers, raw) in [
        (&[][..], Raw::default()),
        (&[("X-WindowsPhone-Target", "raw")], Raw { explicit_target: true, ..Raw::default() }),
        (&[("Content-Type", "text/xml")], Raw::default()),
        (
            &[("Content-Type", "a/b; c=d")],
            Raw { content_type: Some("a/b; c=d".into()), ..Raw::default() },
        ),
        (&[("X-NotificationClass", "3")], Raw::default()),
        (&[("X-NotificationClass", "10")], Raw { class: Some(10), ..Raw::default() }),
        (
            &[("X-NotificationClass", "31")],
            Raw { class: Some(31), interval: BatchingInterval::Within900s, ..Raw::default() },
        ),
    ] {
        let expected = Raw { payload: b"<not xml"[..].into(), ..raw };
        assert_eq!(read(headers, "<not xml"), Ok(expected.into()), "{headers:?}");
    }
}

#[test]
fn the_limits_are_those_of_build() {
    let body = notification("<wp:Toast><wp:Param>/a</wp:Param></wp:Toast>");
    let limits = |os, document_bytes| Limits { os, document_bytes, ..Limits::default() };
    let read = |body: &str, limits| read_notification(&request(&[TOAST], body), &limits).map(drop);
    assert_eq!(read(&body, limits(Some(OsVersion::V7_1), 3072)), Ok(()));
    assert_eq!(read(&body, limits(None, body.len())), Ok(()));
    let newer = read(&body, limits(Some(OsVersion::V7_0), 3072));
    assert!(matches!(newer, Err(Refusal::Content(BuildError::NeedsOs { .. }))), "{newer:?}");
    let (size, limit) = (body.len(), body.len() - 1);
    assert_eq!(read(&body, limits(None, limit)), Err(Refusal::TooLarge { size, limit }));
    // Built again it may be longer, because more characters are escaped.
    let quotes = "'".repeat(2900);
    let quotes = notification(&format!("<wp:Toast><wp:Text1>{quotes}</wp:Text1></wp:Toast>"));
    let quotes = read_notification(&request(&[TOAST], &quotes), &Limits::default());
    let content = quotes.expect("a toast").content;
    assert!(matches!(content.build(), Err(BuildError::TooLarge { limit: 3072, .. })));
    assert!(content.build_with(&limits(None, usize::MAX)).is_ok());
}

#[test]
fn any_message_id_is_kept() {
    let longest = "x".repeat(Identifier::MAX_BYTES);
    let uuid = "01234567-89ab-cdef-0123-456789abcdef";
    for (value, id) in [
        (uuid, Some(Identifier::Uuid(uuid.parse().expect("a UUID")))),
        ("ABC", Identifier::read("ABC")),
        ("", None),
        ("N/A", None),
        (&longest, Identifier::read(&longest)),
    ] {
        let request = request(&[("X-MessageID", value)], "x");
        let incoming = read_notification(&request, &Limits::default()).expect("raw");
        assert_eq!((incoming.message_id, incoming.warnings), (id, vec![]));
    }
}

#[test]
fn a_message_id_of_any_length_is_not_kept() {
    let value = "x".repeat(Identifier::MAX_BYTES + 1);
    for (headers, body) in [
        (&[("X-MessageID", value.as_str())][..], "x"),
        (
            &[("X-MessageID", &value), TOAST],
            &notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>"),
        ),
    ] {
        let incoming = read_notification(&request(headers, body), &Limits::default());
        let incoming = incoming.expect("a notification");
        assert_eq!(incoming.message_id, None);
        let warnings: Vec<_> = incoming.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, ["the message ID has 129 bytes, more than 128, and counts as absent"]);
        assert!(incoming.strict().is_err());
    }
}

#[test]
fn callbacks() {
    let callback = |headers: &[(&str, &str)], body: &str| read_callback(&request(headers, body));
    let uri = ("X-CallbackURI", "https://back.example/a?b");
    let read = callback(&[uri], "blob").expect("a callback");
    assert_eq!((read.uri.to_string().as_str(), read.blob.as_slice()), (uri.1, &b"blob"[..]));
    assert_eq!(format!("{read:?}"), "Callback { host: Some(\"back.example\"), bytes: 4, .. }");
    for (headers, refusal) in [
        (&[][..], Refusal::CallbackUriAbsent),
        (&[("X-CallbackURI", "")], Refusal::CallbackUriAbsent),
        (&[("X-CallbackURI", "/a")], Refusal::CallbackUri),
        (&[("X-CallbackURI", "ftp://a/")], Refusal::CallbackUri),
        (&[("X-CallbackURI", "back.example")], Refusal::CallbackUri),
        (&[("X-CallbackURI", "http://")], Refusal::CallbackUri),
        (&[("X-CallbackURI", "http://a:99999/")], Refusal::CallbackPort),
        (&[("X-CallbackURI", "http://a:65536/")], Refusal::CallbackPort),
        (&[("X-CallbackURI", "http://a:x/")], Refusal::CallbackPort),
        (&[("X-CallbackURI", "http://user:SECRET@a/")], Refusal::CallbackUserInfo),
        (&[("X-CallbackURI", "http://user@a:80/")], Refusal::CallbackUserInfo),
    ] {
        assert_eq!(callback(headers, "").expect_err("refused"), refusal, "{headers:?}");
    }
    assert_eq!(callback(&[uri], &"x".repeat(1024)).expect("a callback").blob.len(), 1024);
    let large = callback(&[uri], &"x".repeat(1025)).expect_err("refused");
    assert_eq!(large, Refusal::TooLarge { size: 1025, limit: 1024 });
}

#[test]
fn replies_are_written_and_read() {
    let full = Reply::new(http::StatusCode::OK)
        .with_notification_status(NotificationStatus::QueueFull)
        .with_device_connection_status(DeviceConnectionStatus::TempDisconnected)
        .with_subscription_status(SubscriptionStatus::read("Something else").expect("a status"))
        .with_message_id(Identifier::read("7").expect("an identifier"))
        .with_activity_id(uuid::Uuid::nil().into())
        .with_retry_after(RetryAfter::Delay(std::time::Duration::from_secs(5)));
    for reply in [full, Reply::new(http::StatusCode::IM_A_TEAPOT)] {
        let response = respond(&reply);
        assert_eq!(response.headers()["content-length"], "0");
        assert_eq!(Reply::from_response(&response), reply);
    }
    let end = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(253_402_300_800);
    let second = std::time::Duration::from_secs(1);
    for (time, written) in [
        (end, None),
        (end - second, Some("Fri, 31 Dec 9999 23:59:59 GMT")),
        (std::time::SystemTime::UNIX_EPOCH, Some("Thu, 01 Jan 1970 00:00:00 GMT")),
        (std::time::SystemTime::UNIX_EPOCH - second, None),
    ] {
        let reply = Reply::new(http::StatusCode::OK).with_retry_after(RetryAfter::Until(time));
        let response = respond(&reply);
        let header = response.headers().get("retry-after");
        assert_eq!(header.map(|value| value.to_str().expect("a date")), written);
    }
    let broken = NotificationStatus::read("a\r\nb").expect("a status");
    let broken = Reply::new(http::StatusCode::OK).with_notification_status(broken);
    assert!(Reply::from_response(&respond(&broken)).notification_status().is_none());
}
