use http::HeaderMap;
use mpns_proto::{Identifier, Raw};

use super::*;
use crate::ExactAnswer;

#[test]
fn answers_by_the_response_table() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let default = Settings::default;
    let answer = |answer| Settings { answer: Some(answer), ..Settings::default() };
    let full = || Settings { queue_capacity: 0, ..Settings::default() };
    let expired = || Settings { subscription: Subscription::Expired, ..Settings::default() };
    let suppressed = || Settings { suppressed_classes: [2].into(), ..Settings::default() };
    for (settings, connection, answered, is_delivered) in [
        (default(), Connected, "200 Received Connected Active", true),
        (default(), TempDisconnected, "200 Received TempDisconnected Active", false),
        (default(), Disconnected, "412 Dropped Disconnected -", false),
        (default(), Inactive, "412 Dropped Inactive -", false),
        (full(), TempDisconnected, "200 QueueFull TempDisconnected Active", false),
        (full(), Connected, "200 Received Connected Active", true),
        (answer(Answer::QueueFull), Connected, "200 QueueFull Connected Active", false),
        (answer(Answer::Suppressed), Connected, "200 Suppressed Connected Active", false),
        (
            answer(Answer::Suppressed),
            TempDisconnected,
            "200 Suppressed TempDisconnected Active",
            false,
        ),
        (suppressed(), Connected, "200 Suppressed Connected Active", false),
        (suppressed(), TempDisconnected, "200 Suppressed TempDisconnected Active", false),
        (answer(Answer::Dropped), Connected, "200 Dropped Connected Active", false),
        (answer(Answer::Unauthorized), Connected, "401 - - -", false),
        (answer(Answer::Forbidden), Connected, "403 - - -", false),
        (expired(), Connected, "404 Dropped Connected Expired", false),
        (expired(), TempDisconnected, "404 Dropped TempDisconnected Expired", false),
        (expired(), Disconnected, "404 Dropped Disconnected Expired", false),
        (expired(), Inactive, "404 Dropped Disconnected Expired", false),
        (answer(Answer::Throttled), Connected, "406 Dropped Connected Active", false),
        (answer(Answer::Throttled), TempDisconnected, "406 Dropped TempDisconnected Active", false),
        (
            Settings { daily_limit: 0, ..default() },
            Connected,
            "406 Dropped Connected Active",
            false,
        ),
        (answer(Answer::Unavailable), Connected, "503 - - -", false),
        (answer(Answer::Normal), Connected, "200 Received Connected Active", true),
        (answer(Answer::Routed), Connected, "202 - - -", true),
        (answer(Answer::Routed), Inactive, "412 Dropped Inactive -", false),
    ] {
        let mut bench = Bench::new(false, settings.clone(), connection);
        let reply = bench.send(&toast("Goal!"), START);
        assert_eq!(row(&reply), answered, "{settings:?}");
        assert_eq!(bench.texts().len(), usize::from(is_delivered), "{settings:?}");
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
            let settings = Settings { answer: Some(answer.clone()), ..Settings::default() };
            let reply = Bench::new(false, settings, device).send(&toast("Goal!"), START);
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
        let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
        let reply = bench.send(&request, START);
        assert_eq!(row(&reply), format!("{status} - - -"), "{name}");
        let [logged] = bench.log().try_into().expect("one request");
        assert!(logged.reason.is_some() && logged.status == reply.status(), "{logged:?}");
        assert_eq!(logged.reason, bench.channel().last_refusal, "{name}");
        assert_eq!((reply.message_id(), reply.activity_id()), (None, None), "{name}");
        assert!(bench.texts().is_empty(), "{name}");
        assert_eq!(bench.received_today(START), 0, "{name}");
        let _ = bench.send(&toast("Goal!"), START);
        assert_eq!(bench.channel().last_refusal, None, "it was of an earlier request");
    }
}

#[test]
fn echoes_the_message_id_or_the_nil_uuid() {
    let longest = "x".repeat(Identifier::MAX_BYTES);
    for (sent, echoed) in [
        (None, "00000000-0000-0000-0000-000000000000"),
        (Some(""), "00000000-0000-0000-0000-000000000000"),
        (Some(" n/a "), "00000000-0000-0000-0000-000000000000"),
        (Some("6F9619FF-8B86-D011-B42D-00CF4FC964FF"), "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        (Some("not a UUID"), "not a UUID"),
        (Some(&longest), &longest),
        (Some(&format!("{longest}x")), "00000000-0000-0000-0000-000000000000"),
    ] {
        let mut request = toast("Goal!");
        if let Some(sent) = sent {
            request.headers_mut().insert(header::MESSAGE_ID, sent.parse().expect("a value"));
        }
        let expired = Settings { subscription: Subscription::Expired, ..Settings::default() };
        for (settings, connection) in [
            (Settings::default(), DeviceConnection::Connected),
            (expired, DeviceConnection::Connected),
            (Settings::default(), DeviceConnection::Inactive),
        ] {
            let reply = Bench::new(false, settings, connection).send(&request, START);
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
    let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
    assert_eq!(bench.send(&toast("Goal!"), START), exact);
    assert_eq!(bench.send(&toast("Goal!").map(|_| Vec::new()), START), exact);
    assert_eq!(bench.register("http://h/"), exact);
    assert!(bench.texts().is_empty());

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
    let mut bench = Bench::new(true, Settings::default(), DeviceConnection::Connected);
    let unthrottled = bench.channel().uri.expose_uri().path().to_owned();
    let throttled = unthrottled.replace("/unthrottled", "/throttled");
    for path in ["/throttledthirdparty/01.00/AAA", &throttled, "/throttledthirdparty/01.00/%FF"] {
        for (request, answered) in [
            (toast("Goal!"), "404 Dropped Disconnected Expired"),
            (malformed.clone(), "404 Dropped Disconnected Expired"),
            (put.clone(), "405 - - -"),
        ] {
            let mut request = request.map(Bytes::from);
            *request.uri_mut() = path.parse().expect("a path");
            let reply = exchange(&mut bench.state, request, START);
            assert_eq!(row(&reply), answered);
            let logged = bench.log().pop().expect("a request");
            assert_eq!((&logged.channel, logged.status), (&None, reply.status()));
        }
    }
}

#[test]
fn answers_of_lists_are_used_up_in_order() {
    let settings = Settings {
        answers: [Answer::Unavailable, Answer::Normal, Answer::QueueFull].into(),
        ..Settings::default()
    };
    let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
    bench.state.set_answers([Answer::Throttled, Answer::Dropped].into());
    let statuses: Vec<_> = (0..6).map(|_| row(&bench.send(&toast("Goal!"), START))).collect();
    assert_eq!(
        statuses,
        [
            "503 - - -",
            "200 Received Connected Active",
            "200 QueueFull Connected Active",
            "406 Dropped Connected Active",
            "200 Dropped Connected Active",
            "200 Received Connected Active",
        ]
    );
}

#[test]
fn the_battery_saver_drops_what_is_for_an_app_that_is_not_running() {
    for (app, connection, answered) in [
        (AppState::NotInFront, DeviceConnection::Connected, "200 Dropped Connected Active"),
        (AppState::Obscured, DeviceConnection::Connected, "200 Received Connected Active"),
        (AppState::InFront, DeviceConnection::Connected, "200 Received Connected Active"),
        (AppState::NotInFront, DeviceConnection::Inactive, "412 Dropped Inactive -"),
    ] {
        let mut bench = Bench::new(false, Settings { app, ..Settings::default() }, connection);
        bench.phone(|phone| phone.battery_saver = true, START);
        assert_eq!(row(&bench.send(&toast("Goal!"), START)), answered, "{app:?}");
    }
}

#[test]
fn an_authenticated_channel_needs_the_certificate_of_its_service_over_tls() {
    use crate::peer::ClientCertificate::{Absent, Trusted, Untrusted};
    let trusted = |name: &str| Peer::Tls(Trusted { common_name: name.to_owned() });
    for (has_tls, service, peer, status) in [
        (false, Some("push.example"), Peer::Plain, 200),
        (true, Some("push.example"), Peer::Plain, 403),
        (true, Some("push.example"), Peer::Tls(Absent), 403),
        (true, Some("push.example"), Peer::Tls(Untrusted), 403),
        (true, Some("push.example"), trusted("push.example"), 200),
        (true, Some("push.example"), trusted("other.example"), 401),
        (true, None, trusted("other.example"), 200),
        (true, None, Peer::Tls(Absent), 403),
    ] {
        let mut state = State::new(Rules { has_tls, ..rules() });
        let service_name = service.map(|name| name.parse().expect("a name"));
        let options =
            ChannelOptions { authenticated: true, service_name, ..ChannelOptions::default() };
        let (token, _) = state.open(options, START).expect("a channel");
        let path = state.channel(&token).expect("the channel").uri.expose_uri().path().to_owned();
        for (to, request) in [("", toast("Goal!")), ("/callback", toast("Goal!"))] {
            let mut request = request.map(Bytes::from);
            let uri = "http://127.0.0.1/".parse().expect("a value");
            request.headers_mut().insert(header::CALLBACK_URI, uri);
            *request.uri_mut() = (path.clone() + to).parse().expect("a path");
            let read = ChannelPath::read(UriShape::Throttled, request.uri().path());
            let begun = state.begin(&read.expect("a path"));
            let metadata = RequestMetadata::new(&request, START, ACTIVITY);
            let received = ReceivedRequest {
                request,
                head: SentHead::default(),
                body: Ok(()),
                begun,
                metadata,
            };
            let (response, _) = state.receive(received, &peer);
            assert_eq!(response.status().as_u16(), status, "{service:?} {peer:?} {to}");
        }
    }
}
