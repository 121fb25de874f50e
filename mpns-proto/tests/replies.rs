//! The table of responses (MSDN `ff941100`) and what it leaves open.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

use std::time::{Duration, SystemTime};

use http::Response;
use mpns_proto::{Jitter, Outcome as O, Reply, Retry};

fn reply(status: u16, headers: &[(&str, &[u8])]) -> Reply {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Reply::from_response(&response.body(()).expect("a response"))
}

fn with_statuses(status: u16, [notification, device, subscription]: [&str; 3]) -> Reply {
    let headers = [
        ("X-NotificationStatus", notification),
        ("X-DeviceConnectionStatus", device),
        ("X-SubscriptionStatus", subscription),
    ];
    let headers: Vec<_> = headers
        .iter()
        .filter(|(_, value)| *value != "absent")
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    reply(status, &headers)
}

#[test]
fn every_row_of_the_table() {
    let none = ["absent"; 3];
    for (status, statuses, outcome) in [
        (200, ["Received", "Connected", "Active"], O::Received),
        (200, ["Received", "Temporarily Disconnected", "Active"], O::Received),
        (200, ["Received", "Disconnected", "Active"], O::Received),
        (200, ["QueueFull", "Connected", "Active"], O::QueueFull),
        (200, ["QueueFull", "Temporarily Disconnected", "Active"], O::QueueFull),
        (200, ["Suppressed", "Connected", "Active"], O::Suppressed),
        (200, ["Suppressed", "Temporarily Disconnected", "Active"], O::Suppressed),
        (200, ["Dropped", "Connected", "Active"], O::Dropped),
        (400, ["N/A", "N/A", "N/A"], O::BadRequest),
        (401, ["N/A", "N/A", "N/A"], O::Unauthorized),
        (403, none, O::Forbidden),
        (404, ["Dropped", "Connected", "Expired"], O::ChannelExpired),
        (404, ["Dropped", "Temporarily Disconnected", "Expired"], O::ChannelExpired),
        (404, ["Dropped", "Disconnected", "Expired"], O::ChannelExpired),
        (405, ["N/A", "N/A", "N/A"], O::MethodNotAllowed),
        (406, ["Dropped", "Connected", "Active"], O::Throttled),
        (406, ["Dropped", "Temporarily Disconnected", "Active"], O::Throttled),
        (412, ["Dropped", "Inactive", "N/A"], O::DeviceInactive),
        (412, ["Dropped", "Disconnected", "absent"], O::DeviceInactive),
        (503, ["N/A", "N/A", "N/A"], O::Unavailable),
        // What the table leaves open.
        (200, none, O::Received),
        (201, none, O::Received),
        (202, none, O::Received),
        (204, none, O::Received),
        (202, ["QueueFull", "absent", "absent"], O::QueueFull),
        (200, ["absent", "Disconnected", "Active"], O::Received),
        (200, ["Delivered", "Connected", "Active"], O::Unrecognized),
        (202, ["Delivered", "Connected", "Active"], O::Unrecognized),
        (200, ["Received", "Connected", "Expired"], O::ChannelExpired),
        (412, ["Dropped", "Inactive", "Expired"], O::ChannelExpired),
        (503, ["absent", "absent", "Expired"], O::ChannelExpired),
        (404, none, O::ChannelExpired),
        (404, ["Dropped", "Inactive", "absent"], O::ChannelExpired),
        (405, none, O::MethodNotAllowed),
        (410, none, O::ChannelExpired),
        (400, ["Dropped", "Connected", "Active"], O::BadRequest),
        (413, none, O::TooLarge),
        (429, none, O::Throttled),
        (500, ["Received", "Connected", "Active"], O::Unavailable),
        (500, none, O::Unavailable),
        (502, none, O::Unavailable),
        (504, none, O::Unavailable),
        (100, none, O::Unrecognized),
        (301, ["Received", "Connected", "Active"], O::Unrecognized),
        (302, none, O::Unrecognized),
        (304, none, O::Unrecognized),
        (402, none, O::Unrecognized),
        (407, none, O::Unrecognized),
        (418, ["Received", "Connected", "Active"], O::Unrecognized),
        (501, none, O::Unrecognized),
        (505, none, O::Unrecognized),
        (999, none, O::Unrecognized),
    ] {
        let reply = with_statuses(status, statuses);
        assert_eq!(reply.outcome(), outcome, "{status} {statuses:?}");
        assert_eq!(reply.status(), status);
    }
}

#[test]
fn every_outcome_has_its_consequences() {
    let (hour, four_minutes) = (Duration::from_secs(3600), Duration::from_secs(240));
    for (outcome, name, accepted, wait, gone) in [
        (O::Received, "received", true, None, false),
        (O::QueueFull, "queue-full", false, Some(four_minutes), false),
        (O::Suppressed, "suppressed", false, None, false),
        (O::Dropped, "dropped", false, None, false),
        (O::BadRequest, "bad-request", false, None, false),
        (O::Unauthorized, "unauthorized", false, None, false),
        (O::Forbidden, "forbidden", false, None, false),
        (O::ChannelExpired, "channel-expired", false, None, true),
        (O::MethodNotAllowed, "method-not-allowed", false, None, false),
        (O::TooLarge, "too-large", false, None, false),
        (O::Throttled, "throttled", false, Some(hour), false),
        (O::DeviceInactive, "device-inactive", false, Some(Duration::from_secs(61 * 60)), false),
        (O::Unavailable, "unavailable", false, Some(four_minutes), false),
        (O::WrongService, "wrong-service", false, None, false),
        (O::Unrecognized, "unrecognized", false, None, false),
    ] {
        assert_eq!(outcome.to_string(), name);
        assert_eq!(name.parse(), Ok(outcome));
        assert_eq!(outcome.is_accepted(), accepted, "{name}");
        assert_eq!(outcome.retry().wait(1, Jitter::NONE), wait, "{name}");
        assert_eq!(outcome.is_channel_gone(), gone, "{name}");
        let doubles = outcome.retry().wait(2, Jitter::NONE) > wait;
        assert_eq!(doubles, matches!(outcome, O::QueueFull | O::Unavailable), "{name}");
    }
    assert_eq!(O::ALL.len(), 15);
    for text in ["", "Received", "queueFull", "expired"] {
        let error = text.parse::<O>().expect_err("refused").to_string();
        assert!(error.starts_with("an outcome is received, queue-full, "), "{error}");
        assert!(error.ends_with(", wrong-service or unrecognized"), "{error}");
    }
    for (outcome, advice) in [
        (O::Received, "nothing to do"),
        (O::ChannelExpired, "delete the channel"),
        (O::Throttled, "try at most once an hour"),
    ] {
        assert_eq!(outcome.advice(), advice);
    }
}

#[test]
fn every_spelling() {
    let read = |name: &str, value: &[u8]| {
        let reply = reply(200, &[(name, value)]);
        let text = |status: Option<String>| status.unwrap_or_default();
        [
            text(reply.notification_status().map(ToString::to_string)),
            text(reply.device_connection_status().map(ToString::to_string)),
            text(reply.subscription_status().map(ToString::to_string)),
        ]
        .concat()
    };
    for (name, value, status) in [
        ("X-NotificationStatus", &b"Received"[..], "Received"),
        ("x-notificationstatus", b"QueueFull", "QueueFull"),
        ("X-NOTIFICATIONSTATUS", b"queuefull", "QueueFull"),
        ("X-NotificationStatus", b"Queue Full", "QueueFull"),
        ("X-NotificationStatus", b"Queue\tFull", "QueueFull"),
        ("X-NotificationStatus", b"Suppressed", "Suppressed"),
        ("X-NotificationStatus", b"  dropped\t", "Dropped"),
        ("X-NotificationStatus", b"N/A", ""),
        ("X-NotificationStatus", b"n/a", ""),
        ("X-NotificationStatus", b"", ""),
        ("X-NotificationStatus", b"   ", ""),
        ("X-NotificationStatus", b"Lost in space", "Lost in space"),
        ("X-NotificationStatus", b"caf\xE9", "caf\u{FFFD}"),
        ("X-DeviceConnectionStatus", b"Connected", "Connected"),
        ("X-DeviceConnectionStatus", b"connected", "Connected"),
        ("X-DeviceConnectionStatus", b"CONNECTED", "Connected"),
        ("X-DeviceConnectionStatus", b"TempDisconnected", "TempDisconnected"),
        ("X-DeviceConnectionStatus", b"Temp Disconnected", "TempDisconnected"),
        ("X-DeviceConnectionStatus", b"Temporarily Disconnected", "TempDisconnected"),
        ("X-DeviceConnectionStatus", b"tempdisconnected", "TempDisconnected"),
        ("X-DeviceConnectionStatus", b"Disconnected", "Disconnected"),
        ("X-DeviceConnectionStatus", b"Inactive", "Inactive"),
        ("X-DeviceConnectionStatus", b"InActive", "Inactive"),
        ("X-SubscriptionStatus", b"Active", "Active"),
        ("X-SubscriptionStatus", b"Expired", "Expired"),
        ("X-SubscriptionStatus", b"expired", "Expired"),
        ("X-SubscriptionStatus", b"Paused", "Paused"),
    ] {
        assert_eq!(read(name, value), status, "{name} {value:?}");
    }
}

#[test]
fn a_real_answer() {
    let reply = reply(
        200,
        &[
            ("Cache-Control", b"private"),
            ("Server", b"Microsoft-IIS/8.0"),
            ("X-Server", b"RD000D3A107A1E"),
            ("X-DeviceConnectionStatus", b"Connected"),
            ("X-NotificationStatus", b"Received"),
            ("X-SubscriptionStatus", b"Active"),
            ("X-MessageID", b"00000000-0000-0000-0000-000000000000"),
            ("ActivityId", b"Not-A-UUID"),
            ("X-AspNet-Version", b"4.0.30319"),
            ("Date", b"Wed, 06 May 2015 10:00:00 GMT"),
            ("Content-Length", b"0"),
        ],
    );
    assert_eq!(reply.outcome(), O::Received);
    let id = reply.message_id().expect("a message ID");
    assert!(id.as_uuid().is_some_and(|uuid| uuid.is_nil()));
    assert_eq!(reply.activity_id().expect("an activity ID").to_string(), "Not-A-UUID");
}

#[test]
fn a_repeated_header_counts_with_its_gravest_value_in_either_order() {
    let subscription = "X-SubscriptionStatus";
    for (a, b) in [(&b"Active"[..], &b"Expired"[..]), (b"Expired", b"Active")] {
        let headers = [(subscription, a), (subscription, b)];
        assert_eq!(reply(200, &headers).outcome(), O::ChannelExpired);
    }
    let notification = "X-NotificationStatus";
    for (a, b) in [(&b"Received"[..], &b"Dropped"[..]), (b"Dropped", b"Received")] {
        assert_eq!(reply(200, &[(notification, a), (notification, b)]).outcome(), O::Dropped);
    }
    assert_eq!(reply(200, &[(notification, b"N/A"), (notification, b"")]).outcome(), O::Received);
}

#[test]
fn headers_of_wns_name_the_wrong_service() {
    for status in [200, 400, 401, 404, 410, 503] {
        let reply = reply(status, &[("X-WNS-Status", b"received")]);
        assert!(reply.is_from_wns());
        assert_eq!(reply.outcome(), O::WrongService, "{status}");
    }
    assert!(!reply(200, &[("X-WNSomething", b"")]).is_from_wns());
}

#[test]
fn retry_after_is_a_lower_bound_and_never_makes_a_retry() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let seconds = Duration::from_secs;
    for (status, value, wait) in [
        (503, &b"10"[..], Some(seconds(240))),
        (503, b"7200", Some(seconds(7200))),
        (406, b"10", Some(seconds(3600))),
        (406, b"86400", Some(seconds(86400))),
        (412, b"86400", Some(seconds(86400))),
        (503, b"Sun, 06 Nov 1994 10:49:37 GMT", Some(seconds(7200))),
        (503, b"Sun, 06 Nov 1994 08:00:00 GMT", Some(seconds(240))),
        (503, b"rather later", Some(seconds(240))),
        (503, b"\xFF", Some(seconds(240))),
        (400, b"10", None),
        (302, b"10", None),
    ] {
        let reply = reply(status, &[("Retry-After", value)]);
        assert_eq!(reply.retry(now).wait(1, Jitter::NONE), wait, "{status} {value:?}");
    }
    let date = b"Sun, 06 Nov 1994 10:49:37 GMT";
    for (values, wait) in [
        (&[&b"9000"[..], b"10"][..], seconds(9000)),
        (&[b"10", b"9000"], seconds(9000)),
        (&[b"10", date], seconds(7200)),
        (&[date, b"10"], seconds(7200)),
        (&[date, b"9000"], seconds(9000)),
    ] {
        let headers: Vec<_> = values.iter().map(|value| ("Retry-After", *value)).collect();
        let reply = reply(503, &headers);
        assert_eq!(reply.retry(now).wait(1, Jitter::NONE), Some(wait), "{values:?}");
    }
    assert_eq!(reply(503, &[]).retry(now), O::Unavailable.retry());
    assert_eq!(O::Throttled.retry(), Retry::After(seconds(3600)));
}

#[test]
fn a_very_long_header_is_read_whole() {
    let long = vec![b'x'; 1 << 20];
    let reply = reply(200, &[("X-NotificationStatus", &long), ("X-SubscriptionStatus", b"Active")]);
    assert_eq!(reply.outcome(), O::Unrecognized);
    assert_eq!(reply.notification_status().expect("a status").as_str().len(), long.len());
    assert_eq!(reply.subscription_status().expect("a status").as_str(), "Active");
}
