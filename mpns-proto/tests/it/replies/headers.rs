//! How the headers of a response are read.

use std::time::{Duration, SystemTime};

use mpns_proto::{Jitter, Outcome as O, Retry};

use super::reply;

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
fn a_recorded_response() {
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
fn the_worst_value_of_a_repeated_header_counts() {
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
fn retry_after_is_a_lower_bound_and_never_causes_a_retry() {
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
