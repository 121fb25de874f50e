use http::{HeaderMap, Method, Request};
use mpns_proto::service::{read_callback, read_notification};
use mpns_proto::{
    Content, CycleTile, DeviceConnectionStatus, FlipTile, IconicTile, Identifier,
    NotificationStatus, OsVersion, Raw, Sound, Tile, Toast, header,
};
use uuid::Uuid;

use super::*;
use crate::ExactAnswer;

const START: SystemTime = SystemTime::UNIX_EPOCH;

fn second(seconds: u64) -> SystemTime {
    START.checked_add(Duration::from_secs(seconds)).expect("a time")
}

fn request(content: &Content<'_>) -> Request<Vec<u8>> {
    let channel = "http://h/throttledthirdparty/01.00/AAA".parse().expect("a channel");
    content.build().expect("a notification").request(&channel)
}

fn toast(text: &str) -> Request<Vec<u8>> {
    request(&Toast { text1: Some(text.into()), ..Toast::default() }.into())
}

fn arrival(request: &Request<Vec<u8>>, at: SystemTime) -> Arrival<Incoming> {
    Arrival {
        content: read_notification(request, &Limits::default()),
        stamp: Stamp::new(request, at, ACTIVITY),
    }
}

fn send(state: &mut ChannelState, request: &Request<Vec<u8>>, at: SystemTime) -> Reply {
    Reply::from_response(&state.receive(arrival(request, at)))
}

fn register(state: &mut ChannelState, uri: &str) -> Reply {
    let mut request = Request::new(b"blob".to_vec());
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(header::CALLBACK_URI, uri.parse().expect("a value"));
    let stamp = Stamp::new(&request, START, ACTIVITY);
    let content = read_callback(&request);
    Reply::from_response(&state.register(Arrival { content, stamp }))
}

/// What a reply states, as a line of the response table.
fn row(reply: &Reply) -> String {
    let text = |status: Option<&str>| status.unwrap_or("-").to_owned();
    format!(
        "{} {} {} {}",
        reply.status().as_u16(),
        text(reply.notification_status().map(NotificationStatus::as_str)),
        text(reply.device_connection_status().map(DeviceConnectionStatus::as_str)),
        text(reply.subscription_status().map(SubscriptionStatus::as_str)),
    )
}

fn texts(state: &ChannelState) -> Vec<String> {
    let text = |delivery: &Delivery| match &delivery.notification {
        Content::Toast(toast) => toast.text1.as_deref().unwrap_or_default().to_owned(),
        other => other.kind().to_string(),
    };
    state.deliveries().iter().map(text).collect()
}

const ACTIVITY: Uuid = Uuid::from_u128(0xac);

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
fn refuses_what_it_cannot_read_without_a_header_of_mpns() {
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
        assert_eq!(state.counts(START).received_today, 0, "{name}");
    }
}

#[test]
fn echoes_the_message_id_or_the_nil_uuid() {
    for (sent, echoed) in [
        (None, "00000000-0000-0000-0000-000000000000"),
        (Some(""), "00000000-0000-0000-0000-000000000000"),
        (Some(" n/a "), "00000000-0000-0000-0000-000000000000"),
        (Some("6F9619FF-8B86-D011-B42D-00CF4FC964FF"), "6F9619FF-8B86-D011-B42D-00CF4FC964FF"),
        (Some("not a UUID"), "not a UUID"),
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
fn answers_exactly_what_it_is_told_to() {
    let told = Reply::new(StatusCode::GONE)
        .with_notification_status(NotificationStatus::read("Lost").expect("a status"))
        .with_retry_after(mpns_proto::RetryAfter::Delay(Duration::from_secs(7)));
    let answer = ExactAnswer::from_reply(&told).expect("an answer");
    let settings = Settings { answer: Some(Answer::Exactly(answer)), ..Settings::default() };
    let mut state = ChannelState::new(false, settings);
    assert_eq!(send(&mut state, &toast("Goal!"), START), told);
    assert_eq!(send(&mut state, &toast("Goal!").map(|_| Vec::new()), START), told);
    assert_eq!(register(&mut state, "http://h/"), told);
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
fn a_channel_that_is_not_known_is_gone() {
    let mut get = toast("Goal!");
    *get.method_mut() = Method::PUT;
    let malformed = toast("Goal!").map(|_| b"<".to_vec());
    for (request, answered) in [
        (toast("Goal!"), "404 Dropped Disconnected Expired"),
        (malformed, "404 Dropped Disconnected Expired"),
        (get, "405 - - -"),
    ] {
        let reply = Reply::from_response(&unknown(arrival(&request, START)));
        assert_eq!(row(&reply), answered);
    }
}

#[test]
fn what_waits_is_delivered_in_its_order_once_the_phone_is_connected_again() {
    let waiting = Settings {
        device: DeviceConnection::TempDisconnected,
        queue_capacity: 2,
        ..Settings::default()
    };
    for (then, received) in [
        (Settings { device: DeviceConnection::Connected, ..waiting.clone() }, vec!["1", "2"]),
        (Settings { queue_capacity: 0, ..Settings::default() }, vec!["1", "2"]),
        (waiting.clone(), vec![]),
        (Settings { device: DeviceConnection::Disconnected, ..waiting.clone() }, vec![]),
        (Settings { device: DeviceConnection::Inactive, ..waiting.clone() }, vec![]),
        (Settings { subscription: Subscription::Expired, ..Settings::default() }, vec![]),
    ] {
        let mut state = ChannelState::new(false, waiting.clone());
        for (text, answered) in [
            ("1", "200 Received TempDisconnected Active"),
            ("2", "200 Received TempDisconnected Active"),
            ("3", "200 QueueFull TempDisconnected Active"),
        ] {
            assert_eq!(row(&send(&mut state, &toast(text), second(1))), answered, "{text}");
        }
        assert_eq!((state.counts(START).queued, state.deliveries().len()), (2, 0));

        state.configure(then.clone(), second(60));
        assert_eq!(texts(&state), received, "{then:?}");
        let waits = then == waiting;
        assert_eq!(state.counts(START).queued, if waits { 2 } else { 0 }, "{then:?}");
        for delivery in state.deliveries() {
            assert_eq!((delivery.received_at, delivery.delivered_at), (second(1), second(60)));
        }
    }
}

#[test]
fn what_was_dropped_does_not_come_back() {
    let mut state = ChannelState::new(false, Settings::default());
    for device in [
        DeviceConnection::TempDisconnected,
        DeviceConnection::Disconnected,
        DeviceConnection::Connected,
    ] {
        state.configure(Settings { device, ..Settings::default() }, START);
        let _ = send(&mut state, &toast(&format!("{device:?}")), START);
    }
    assert_eq!(texts(&state), ["Connected"]);
}

#[test]
fn counts_a_day_from_its_first_notification() {
    let day = 24 * 60 * 60;
    let mut state = ChannelState::new(false, Settings { daily_limit: 2, ..Settings::default() });
    for (at, status) in [
        (1000, 200),
        (1001, 200),
        (1002, 406),
        (0, 406),
        (999 + day, 406),
        (1000 + day, 200),
        (1000 + 2 * day - 1, 200),
        (1000 + 2 * day - 1, 406),
        (1000 + 2 * day, 200),
    ] {
        let reply = send(&mut state, &toast("Goal!"), second(at));
        assert_eq!(reply.status().as_u16(), status, "{at}");
    }

    let mut state = ChannelState::new(false, Settings::default());
    for sent in 1..=Settings::DAILY_LIMIT + 4 {
        let status = if sent <= Settings::DAILY_LIMIT { 200 } else { 406 };
        assert_eq!(send(&mut state, &toast("Goal!"), START).status().as_u16(), status, "{sent}");
        assert_eq!(state.counts(START).received_today, sent.min(Settings::DAILY_LIMIT));
    }
    for (at, received_today) in [(day - 1, Settings::DAILY_LIMIT), (day, 0), (3 * day, 0)] {
        assert_eq!(state.counts(second(at)).received_today, received_today, "{at}");
    }

    let mut state = ChannelState::new(true, Settings { daily_limit: 0, ..Settings::default() });
    assert_eq!(send(&mut state, &toast("Goal!"), START).status(), StatusCode::OK);
}

#[test]
fn counts_only_what_it_took() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let device = |device| Settings { device, ..Settings::default() };
    for (settings, received_today) in [
        (device(Connected), 2),
        (device(TempDisconnected), 2),
        (Settings { queue_capacity: 1, ..device(TempDisconnected) }, 1),
        (Settings { daily_limit: 1, ..Settings::default() }, 1),
        (device(Disconnected), 0),
        (device(Inactive), 0),
        (Settings { subscription: Subscription::Expired, ..Settings::default() }, 0),
        (Settings { answer: Some(Answer::Suppressed), ..Settings::default() }, 0),
    ] {
        let mut state = ChannelState::new(false, settings.clone());
        for _ in 0..2 {
            let _ = send(&mut state, &toast("Goal!"), START);
        }
        assert_eq!(state.counts(START).received_today, received_today, "{settings:?}");
    }
}

#[test]
fn an_app_in_front_takes_toasts_and_raw() {
    let tile = Tile { title: "Inbox".into(), ..Tile::default() };
    for (content, in_front, behind) in [
        (
            Content::from(Toast { text1: Some("Goal!".into()), ..Toast::default() }),
            Effect::HandedToApp,
            Effect::Shown,
        ),
        (Raw::from("{}").into(), Effect::HandedToApp, Effect::Dropped),
        (tile.into(), Effect::Shown, Effect::Shown),
    ] {
        for (app_in_front, effect) in [(true, in_front), (false, behind)] {
            let settings = Settings { app_in_front, ..Settings::default() };
            let mut state = ChannelState::new(false, settings);
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), "200 Received Connected Active");
            let delivery = state.deliveries().front().expect("a delivery");
            assert_eq!((&delivery.notification, delivery.effect), (&content, effect));
        }
    }
}

#[test]
fn what_the_phone_does_not_know_closes_the_channel() {
    let text = || Toast { text1: Some("Goal!".into()), ..Toast::default() };
    for (content, too_old, knows) in [
        (
            Content::from(Toast { param: Some("/A.xaml".into()), ..text() }),
            OsVersion::V7_0,
            OsVersion::V7_1,
        ),
        (
            Toast { sound: Some(Sound::Silent), ..text() }.into(),
            OsVersion::V8_0,
            OsVersion::V8_0_10492,
        ),
        (
            Tile { back_title: "Back".into(), ..Tile::default() }.into(),
            OsVersion::V7_0,
            OsVersion::V7_1,
        ),
        (
            FlipTile { title: "Flip".into(), ..FlipTile::default() }.into(),
            OsVersion::V7_1,
            OsVersion::V7_8,
        ),
        (
            IconicTile { title: "Icon".into(), ..IconicTile::default() }.into(),
            OsVersion::V7_1,
            OsVersion::V7_8,
        ),
        (
            CycleTile { title: "Cycle".into(), ..CycleTile::default() }.into(),
            OsVersion::V7_8,
            OsVersion::V8_0,
        ),
    ] {
        for (os, second_answer) in
            [(too_old, "404 Dropped Connected Expired"), (knows, "200 Received Connected Active")]
        {
            let mut state = ChannelState::new(false, Settings { os, ..Settings::default() });
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), "200 Received Connected Active", "{os} {content:?}");
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), second_answer, "{os} {content:?}");
            let errors = state.deliveries().iter();
            let errors = errors.filter(|d| d.effect == Effect::PayloadFormatError).count();
            assert_eq!(errors, usize::from(os == too_old), "{os} {content:?}");
        }
    }
}

#[test]
fn what_waits_behind_a_payload_format_error_is_lost() {
    let waiting = Settings {
        device: DeviceConnection::TempDisconnected,
        os: OsVersion::V7_1,
        ..Settings::default()
    };
    let mut state = ChannelState::new(false, waiting.clone());
    let flip = request(&FlipTile { title: "Flip".into(), ..FlipTile::default() }.into());
    for request in [toast("1"), flip, toast("2")] {
        let _ = send(&mut state, &request, START);
    }
    state.configure(Settings { device: DeviceConnection::Connected, ..waiting }, START);
    assert_eq!(texts(&state), ["1", "flip tile"]);
    assert_eq!(state.settings().subscription, Subscription::Expired);
    assert_eq!(state.counts(START).queued, 0);
}

#[test]
fn keeps_the_latest_deliveries() {
    let mut state = ChannelState::new(true, Settings::default());
    for number in 0..=MAX_DELIVERIES {
        let _ = send(&mut state, &toast(&number.to_string()), START);
    }
    let texts = texts(&state);
    assert_eq!(texts.len(), MAX_DELIVERIES);
    assert_eq!(texts.first().map(String::as_str), Some("1"));
    assert_eq!(texts.last(), Some(&MAX_DELIVERIES.to_string()));
    state.clear_deliveries();
    assert!(state.deliveries().is_empty());
}

#[test]
fn becoming_inactive_calls_the_last_registered_callback_once() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let mut state = ChannelState::new(true, Settings::default());
    let become_ = |state: &mut ChannelState, device| {
        let callback = state.configure(Settings { device, ..Settings::default() }, START);
        callback.map(|callback| callback.uri.path().to_owned())
    };
    assert_eq!(become_(&mut state, Inactive), None, "none is registered");
    assert_eq!(row(&register(&mut state, "http://h/1")), "200 - Inactive Active");
    assert_eq!(become_(&mut state, Inactive), None, "it is inactive already");
    for (device, called) in [
        (Connected, None),
        (TempDisconnected, None),
        (Disconnected, None),
        (Inactive, Some("/1")),
        (Connected, None),
        (Inactive, None),
    ] {
        assert_eq!(become_(&mut state, device).as_deref(), called, "{device:?}");
    }
    become_(&mut state, Connected);
    for uri in ["http://h/2", "http://h/3"] {
        assert_eq!(row(&register(&mut state, uri)), "200 - Connected Active");
    }
    assert_eq!(become_(&mut state, Inactive).as_deref(), Some("/3"));
}

#[test]
fn a_call_that_ends_leaves_what_was_registered_since() {
    use DeviceConnection::{Connected, Inactive};
    let called = r#"{"called":202}"#;
    let (registered, calling) = (r#""registered""#, r#""calling""#);
    for (registered_since, devices, after) in [
        (None, vec![], called),
        (Some("http://h/2"), vec![], registered),
        (Some("http://h/2"), vec![Connected, Inactive], calling),
        (Some("http://h/1"), vec![], registered),
        (Some("http://h/1"), vec![Connected, Inactive], calling),
    ] {
        let mut state = ChannelState::new(true, Settings::default());
        let become_ = |state: &mut ChannelState, device| {
            state.configure(Settings { device, ..Settings::default() }, START)
        };
        let _ = register(&mut state, "http://h/1");
        let first = become_(&mut state, Inactive).expect("a call");
        if let Some(uri) = registered_since {
            let _ = register(&mut state, uri);
        }
        let second = devices.iter().filter_map(|device| become_(&mut state, *device)).last();
        state.callback_mut().finish(&first, Ok(StatusCode::ACCEPTED));
        assert_eq!(serde_json::to_string(state.callback_mut()).expect("JSON"), after);

        become_(&mut state, Connected);
        let second = second.or(become_(&mut state, Inactive));
        let second = second.map(|callback| callback.uri.to_string());
        assert_eq!(second.as_deref(), registered_since);
    }
}

#[test]
fn refuses_callbacks_that_cannot_be_registered() {
    let expired = Settings { subscription: Subscription::Expired, ..Settings::default() };
    for (is_authenticated, settings, uri, answered) in [
        (true, Settings::default(), "http://h/", "200 - Connected Active"),
        (true, Settings::default(), "/relative", "400 - - -"),
        (true, Settings::default(), "", "400 - - -"),
        (false, Settings::default(), "http://h/", "401 - - -"),
        (true, expired, "http://h/", "404 Dropped Connected Expired"),
    ] {
        let mut state = ChannelState::new(is_authenticated, settings);
        assert_eq!(row(&register(&mut state, uri)), answered, "{is_authenticated} {uri}");
        let inactive = Settings { device: DeviceConnection::Inactive, ..Settings::default() };
        let called = state.configure(inactive, START).is_some();
        assert_eq!(called, answered.starts_with("200"), "{is_authenticated} {uri}");
    }
}
