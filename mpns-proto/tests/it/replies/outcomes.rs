//! The outcome of every status code, and what follows from it.

use std::time::Duration;

use mpns_proto::{Jitter, Outcome as O, Reply};

use super::reply;

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
        (
            O::Suppressed,
            "do not send it again: the app has not bound its channel to toasts or to tiles, \
             the tile is not pinned, or the battery is low",
        ),
        (
            O::Dropped,
            "do not send it again: the app may not run in the background, or the battery saver is on",
        ),
    ] {
        assert_eq!(outcome.advice(), advice);
    }
}

/// One wrong route would delete every channel.
#[test]
fn a_page_for_people_is_not_from_a_push_service() {
    const HTML: (&str, &[u8]) = ("Content-Type", b"Text/HTML; charset=utf-8");
    let active = ("X-SubscriptionStatus", &b"Active"[..]);
    for (status, more, outcome) in [
        (200, None, O::Unrecognized),
        (404, None, O::Unrecognized),
        (410, None, O::Unrecognized),
        (404, Some(("X-NotificationStatus", &b"N/A"[..])), O::Unrecognized),
        (404, Some(("X-MessageID", b"a")), O::Unrecognized),
        (404, Some(("ActivityId", b"a")), O::Unrecognized),
        (404, Some(active), O::ChannelExpired),
        (200, Some(active), O::Received),
        (404, Some(("X-WNS-Status", b"dropped")), O::WrongService),
        (503, None, O::Unavailable),
    ] {
        let headers: Vec<_> = [HTML].into_iter().chain(more).collect();
        let html = reply(status, &headers);
        assert!(html.is_html(), "{html:?}");
        assert_eq!(html.outcome(), outcome, "{html:?}");
        let named = more == Some(active);
        assert_eq!(html.has_statuses(), named, "{html:?}");
    }
    assert_eq!(Reply::new(http::StatusCode::OK).with_html().outcome(), O::Unrecognized);
}
