//! Laws that hold for all replies.

use std::time::{Duration, SystemTime};

use http::Response;
use mpns_proto::service::respond;
use mpns_proto::{
    DeviceConnectionStatus, Identifier, Jitter, NotificationStatus, Outcome, Reply, RetryAfter,
    SubscriptionStatus,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// The documented minimal wait of an outcome that is tried again.
fn documented_minimum(outcome: Outcome) -> Option<Duration> {
    let minutes = match outcome {
        Outcome::QueueFull | Outcome::Unavailable => 4,
        Outcome::Throttled => 60,
        Outcome::DeviceInactive => 61,
        _ => return None,
    };
    Some(Duration::from_secs(minutes * 60))
}

proptest! {
    #[test]
    fn waits_are_never_shorter_than_documented_or_asked_for(
        status in prop_oneof![
            7 => proptest::sample::select(&[200, 406, 412, 429, 500, 502, 503, 504][..]),
            1 => 100..1000_u16,
        ],
        notification in proptest::sample::select(&["Received", "QueueFull", "Dropped", "?"][..]),
        seconds in vec(any::<u32>(), 0..3),
        dates in vec(0..5_000_000_000_u64, 0..3),
        now in 0..5_000_000_000_u64,
        tries in 0..100_u32,
        jitter in any::<u16>(),
    ) {
        let time = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let now = time(now);
        let mut response = Response::builder().status(status).header("X-NotificationStatus", notification);
        for date in &dates {
            response = response.header("Retry-After", httpdate::fmt_http_date(time(*date)));
        }
        for seconds in &seconds {
            response = response.header("Retry-After", *seconds);
        }
        let reply = Reply::from_response(&response.body(()).expect("a response"));
        let wait = reply.retry(now).wait(tries, Jitter::new(jitter));
        let minimum = documented_minimum(reply.outcome());
        prop_assert_eq!(wait.is_some(), minimum.is_some());
        if let (Some(wait), Some(minimum)) = (wait, minimum) {
            prop_assert!(wait >= minimum);
            let delays = seconds.iter().map(|seconds| Duration::from_secs((*seconds).into()));
            let until = dates.iter().map(|date| time(*date).duration_since(now).unwrap_or_default());
            for asked in delays.chain(until) {
                prop_assert!(wait >= asked.min(RetryAfter::LONGEST), "{wait:?} {asked:?}");
            }
            prop_assert!(wait >= reply.retry(now).wait(tries.saturating_sub(1), Jitter::NONE).unwrap_or_default());
        }
    }

    #[test]
    fn a_reply_that_is_written_and_read_again_is_the_same(
        status in 100..600_u16,
        texts in vec(of(prop_oneof!["Received", " dropped", "Expired", "N/A", " ", "[!-~]{1,8}"]), 5),
        delay in of(any::<Duration>()),
        date in of((0..2_000_000_000_u64, any::<u32>())),
        (is_from_wns, is_html) in any::<(bool, bool)>(),
    ) {
        let mut reply = Reply::new(status.try_into().expect("a status"));
        let mut texts = texts.iter().map(Option::as_deref);
        let mut next = || texts.next().flatten();
        if let Some(status) = next().and_then(NotificationStatus::read) {
            reply = reply.with_notification_status(status);
        }
        if let Some(status) = next().and_then(DeviceConnectionStatus::read) {
            reply = reply.with_device_connection_status(status);
        }
        if let Some(status) = next().and_then(SubscriptionStatus::read) {
            reply = reply.with_subscription_status(status);
        }
        if let Some(id) = next().and_then(Identifier::read) {
            reply = reply.with_message_id(id);
        }
        if let Some(id) = next().and_then(Identifier::read) {
            reply = reply.with_activity_id(id);
        }
        if let Some(delay) = delay {
            reply = reply.with_retry_after(RetryAfter::Delay(delay));
        }
        let date = date.map(|(seconds, nanos)| SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos));
        if let Some(date) = date {
            reply = reply.with_retry_after(RetryAfter::Until(date));
        }
        if is_from_wns {
            reply = reply.with_wns();
        }
        if is_html {
            reply = reply.with_html();
        }
        let now = SystemTime::UNIX_EPOCH;
        let asked = delay.unwrap_or_default().min(RetryAfter::LONGEST);
        let asked = date.map_or(asked, |date| asked.max(RetryAfter::Until(date).from_now(now)));
        prop_assert!(reply.retry(now).wait(1, Jitter::NONE).is_none_or(|wait| wait >= asked));
        prop_assert_eq!(&Reply::from_response(&respond(&reply)), &reply);
        let json = serde_json::to_string(&reply).expect("JSON");
        prop_assert_eq!(&serde_json::from_str::<Reply>(&json).expect("a reply"), &reply);
        let callback = reply.clone().with_callback();
        prop_assert!(!callback.outcome().is_channel_gone() || reply.outcome().is_channel_gone());
        let json = serde_json::to_string(&callback).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Reply>(&json).expect("a reply"), callback);
    }

    #[test]
    fn a_reply_does_not_depend_on_the_order_of_its_headers(
        status in 100..600_u16,
        headers in vec(
            (
                proptest::sample::select(&["X-NotificationStatus", "x-deviceconnectionstatus", "X-SUBSCRIPTIONSTATUS",
                    "X-MessageID", "ActivityId", "Retry-After", "X-WNS-Status", "Content-Type"][..]),
                prop_oneof!["Received", "Dropped", "Active", "Expired", "text/html", "[ -~]{0,8}", "[0-9]{1,9}"],
            ),
            0..6,
        ),
    ) {
        let reply = |headers: &[(&str, String)]| {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, value.as_str());
            }
            Reply::from_response(&response.body(()).expect("a response"))
        };
        let forwards = reply(&headers);
        let backwards = reply(&headers.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(&forwards, &backwards);
        let outcome = forwards.outcome();
        prop_assert!(!outcome.is_accepted() || (200..300).contains(&status));
        let expired = forwards.subscription_status().is_some_and(|status| status.as_str() == "Expired");
        prop_assert!(!outcome.is_channel_gone() || expired || [404, 410].contains(&status));
        let is_page = forwards.is_html() && !forwards.has_statuses();
        prop_assert!(!is_page || !(outcome.is_accepted() || outcome.is_channel_gone()));
        prop_assert_eq!(forwards.with_callback().outcome().is_channel_gone(), expired);
    }
}
