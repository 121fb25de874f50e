use http::{HeaderMap, Method};
use mpns_proto::{Identifier, Limits, NotificationStatus, Raw, header};

use super::*;
use crate::{ExactAnswer, unknown_channel};

#[test]
fn answers_by_the_response_table() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let device = |device| Settings { device, ..Settings::default() };
    let answer = |answer, device| Settings { answer: Some(answer), device, ..Settings::default() };
    let expired =
        |device| Settings { subscription: Subscription::Expired, device, ..Settings::default() };
    for (settings, answered, is_delivered) in [
        (device(Connected), "200 Received Connected Active", true),
        (device(TempDisconnected), "200 Received TempDisconnected Active", false),
        (device(Disconnected), "412 Dropped Disconnected -", false),
        (device(Inactive), "412 Dropped Inactive -", false),
        (
            Settings { queue_capacity: 0, ..device(TempDisconnected) },
            "200 QueueFull TempDisconnected Active",
            false,
        ),
        (
            Settings { queue_capacity: 0, ..device(Connected) },
            "200 Received Connected Active",
            true,
        ),
        (answer(Answer::QueueFull, Connected), "200 QueueFull Connected Active", false),
        (answer(Answer::Suppressed, Connected), "200 Suppressed Connected Active", false),
        (
            answer(Answer::Suppressed, TempDisconnected),
            "200 Suppressed TempDisconnected Active",
            false,
        ),
        (answer(Answer::Dropped, Connected), "200 Dropped Connected Active", false),
        (answer(Answer::Unauthorized, Connected), "401 - - -", false),
        (answer(Answer::Forbidden, Connected), "403 - - -", false),
        (expired(Connected), "404 Dropped Connected Expired", false),
        (expired(TempDisconnected), "404 Dropped TempDisconnected Expired", false),
        (expired(Disconnected), "404 Dropped Disconnected Expired", false),
        (expired(Inactive), "404 Dropped Disconnected Expired", false),
        (answer(Answer::Throttled, Connected), "406 Dropped Connected Active", false),
        (answer(Answer::Throttled, TempDisconnected), "406 Dropped TempDisconnected Active", false),
        (Settings { daily_limit: 0, ..Settings::default() }, "406 Dropped Connected Active", false),
        (answer(Answer::Unavailable, Connected), "503 - - -", false),
    ] {
        let mut state = ChannelState::new(false, settings.clone());
        let reply = send(&mut state, &toast("Goal!"), START);
        assert_eq!(row(&reply), answered, "{settings:?}");
        assert_eq!(state.deliveries().len(), usize::from(is_delivered), "{settings:?}");
        let stated = reply.notification_status().is_some();
        assert_eq!(reply.message_id().is_some(), stated, "{settings:?}");
        assert_eq!(reply.activity_id().is_some(), stated, "{settings:?}");
    }
}

#[test]
fn forced_answers_are_rows_of_the_response_table() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    for (answer, connected, otherwise) in [
        (
            Answer::QueueFull,
            "200 QueueFull Connected Active",
            "200 QueueFull TempDisconnected Active",
        ),
        (
            Answer::Suppressed,
            "200 Suppressed Connected Active",
            "200 Suppressed TempDisconnected Active",
        ),
        (Answer::Dropped, "200 Dropped Connected Active", "200 Dropped Connected Active"),
        (Answer::Unauthorized, "401 - - -", "401 - - -"),
        (Answer::Forbidden, "403 - - -", "403 - - -"),
        (Answer::Throttled, "406 Dropped Connected Active", "406 Dropped TempDisconnected Active"),
        (Answer::Unavailable, "503 - - -", "503 - - -"),
    ] {
        for (device, answered) in [
            (Connected, connected),
            (TempDisconnected, otherwise),
            (Disconnected, otherwise),
            (Inactive, otherwise),
        ] {
            let settings = Settings { answer: Some(answer.clone()), device, ..Settings::default() };
            let reply = send(&mut ChannelState::new(false, settings), &toast("Goal!"), START);
            assert_eq!(row(&reply), answered, "{answer:?} {device:?}");
        }
    }
}

#[test]
fn refuses_what_it_cannot_read_without_mpns_headers() {
    let changed = |name: http::HeaderName, value: &str| {
        let mut request = toast("Goal!");
        request.headers_mut().insert(name, value.parse().expect("a value"));
        request
    };
    let body = |body: &[u8]| toast("Goal!").map(|_| body.to_vec());
    let mut get = toast("Goal!");
    *get.method_mut() = Method::GET;
    let mut long_raw = request(&Raw::from("").into());
    *long_raw.body_mut() = vec![b'x'; Limits::MAX_RAW_BYTES + 1];
    for (name, request, status) in [
        ("another method", get, 405),
        ("the class of a tile", changed(header::NOTIFICATION_CLASS, "1"), 400),
        ("no class", changed(header::NOTIFICATION_CLASS, "0"), 400),
        ("the target of a tile", changed(header::TARGET, "token"), 400),
        ("a target of WNS", changed(header::TARGET, "tile"), 400),
        ("no body", body(b""), 400),
        ("not XML", body(b"<wp:Notification"), 400),
        ("a long document", body(&vec![b' '; Limits::MAX_DOCUMENT_BYTES + 1]), 400),
        ("a long raw", long_raw, 400),
    ] {
        let mut state = ChannelState::new(false, Settings::default());
        let reply = send(&mut state, &request, START);
        assert_eq!(row(&reply), format!("{status} - - -"), "{name}");
        assert_eq!((reply.message_id(), reply.activity_id()), (None, None), "{name}");
        assert!(state.deliveries().is_empty(), "{name}");
        assert_eq!(state.summary(START).received_today, 0, "{name}");
    }
}

#[test]
fn echoes_the_message_id_or_the_nil_uuid() {
    let longest = "x".repeat(Identifier::MAX_BYTES);
    let longer = format!("{longest}x");
    for (sent, echoed) in [
        (None, "00000000-0000-0000-0000-000000000000"),
        (Some(""), "00000000-0000-0000-0000-000000000000"),
        (Some(" n/a "), "00000000-0000-0000-0000-000000000000"),
        (Some("6F9619FF-8B86-D011-B42D-00CF4FC964FF"), "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        (Some("not a UUID"), "not a UUID"),
        (Some(&longest), &longest),
        (Some(&longer), "00000000-0000-0000-0000-000000000000"),
    ] {
        let mut request = toast("Goal!");
        if let Some(sent) = sent {
            request.headers_mut().insert(header::MESSAGE_ID, sent.parse().expect("a value"));
        }
        for settings in [
            Settings::default(),
            Settings { subscription: Subscription::Expired, ..Settings::default() },
            Settings { device: DeviceConnection::Inactive, ..Settings::default() },
        ] {
            let reply = send(&mut ChannelState::new(false, settings), &request, START);
            assert_eq!(reply.message_id(), Identifier::read(echoed).as_ref(), "{sent:?}");
            assert_eq!(reply.activity_id(), Some(&ACTIVITY.into()), "{sent:?}");
        }
    }
}

#[test]
fn gives_an_exact_answer_unchanged() {
    let exact = Reply::new(StatusCode::GONE)
        .with_notification_status(NotificationStatus::read("Lost").expect("a status"))
        .with_retry_after(mpns_proto::RetryAfter::Delay(Duration::from_secs(7)));
    let answer = ExactAnswer::from_reply(&exact).expect("an answer");
    let settings = Settings { answer: Some(Answer::Exactly(answer)), ..Settings::default() };
    let mut state = ChannelState::new(false, settings);
    assert_eq!(send(&mut state, &toast("Goal!"), START), exact);
    assert_eq!(send(&mut state, &toast("Goal!").map(|_| Vec::new()), START), exact);
    assert_eq!(register(&mut state, "http://h/"), exact);
    assert!(state.deliveries().is_empty());

    for (status, name, is_possible) in [
        (200, "x-wns-status", true),
        (302, "location", true),
        (999, "retry-after", true),
        (100, "retry-after", false),
        (199, "retry-after", false),
        (200, "content-length", false),
        (200, "transfer-encoding", false),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(http::HeaderName::from_static(name), http::HeaderValue::from_static("5"));
        let status = StatusCode::from_u16(status).expect("a status");
        assert_eq!(ExactAnswer::new(status, headers).is_ok(), is_possible, "{status} {name}");
    }
}

#[test]
fn an_unknown_channel_is_expired() {
    let mut put = toast("Goal!");
    *put.method_mut() = Method::PUT;
    let malformed = toast("Goal!").map(|_| b"<".to_vec());
    for (request, answered) in [
        (toast("Goal!"), "404 Dropped Disconnected Expired"),
        (malformed, "404 Dropped Disconnected Expired"),
        (put, "405 - - -"),
    ] {
        let reply = Reply::from_response(&unknown_channel::answer(received(&request, START)));
        assert_eq!(row(&reply), answered);
    }
}
