use std::time::{Duration, SystemTime};

use arbitrary::Unstructured;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use mpns_proto::service::respond;
use mpns_proto::{Jitter, Outcome, Reply, Report, Retry, RetryAfter, header, is_stale};

use crate::arbitrary_response::{Headers, head, made};

/// Any response is read and judged, in the same way for any order of its headers and any case of their
/// names. Only a 2xx is accepted. Only 404, 410 and `Expired` delete the channel, and of them only `Expired` if the
/// response is HTML without statuses, or is to a callback registration. No wait is shorter than any `Retry-After`.
/// Written and read again, it is the same.
///
/// The input is the head of a response; otherwise a status and headers are generated from it.
pub fn reply(data: &[u8]) {
    if let Some((status, headers)) = head(data, str::to_owned) {
        let upper = head(data, str::to_ascii_uppercase).expect("a head with names in upper case");
        let [reply, upper] = [&headers, &upper.1].map(|headers| read(status, headers.iter()));
        assert_eq!(reply, upper, "the case of the names counts");
        check(status, &headers);
    } else if let Ok((status, headers)) = made(&mut Unstructured::new(data)) {
        check(status, &headers);
    }
}

fn check(status: StatusCode, headers: &Headers) {
    let reply = read(status, headers.iter());
    assert_eq!(reply.status(), status);
    check_order(&reply, headers);

    let values = |name: HeaderName| {
        let named = headers.iter().filter(move |(known, _)| *known == name);
        named.map(|(_, value)| squeezed(value.as_bytes()))
    };
    let expired = values(header::SUBSCRIPTION_STATUS).any(|value| value == b"expired");
    let outcome = reply.outcome();
    let is_page = is_html(headers) && !has_statuses(headers);
    let gone = expired || matches!(status.as_u16(), 404 | 410) && !reply.is_from_wns() && !is_page;
    assert_eq!(outcome.is_channel_gone(), gone, "{reply:?}");
    assert_eq!(outcome == Outcome::ChannelExpired, gone);
    let callback = reply.clone().with_callback();
    assert_eq!(callback.outcome().is_channel_gone(), expired, "{callback:?}");
    assert_eq!(callback.outcome().is_accepted(), outcome.is_accepted(), "{callback:?}");
    if outcome.is_accepted() {
        assert!(status.is_success() && !is_page, "accepted: {reply:?}");
        for value in values(header::NOTIFICATION_STATUS) {
            assert!([&b""[..], b"n/a", b"received"].contains(&value.as_slice()), "{reply:?}");
        }
    }

    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for now in [SystemTime::UNIX_EPOCH, now, now + RetryAfter::LONGEST] {
        check_waits(&reply, headers, now);
        let report = Report::new(&reply, now);
        assert_eq!((report.accepted, report.delete_channel), (outcome.is_accepted(), gone));
    }
    assert_eq!(Reply::from_response(&respond(&reply)), reply, "written and read");
    for reply in [reply, callback] {
        let json = serde_json::to_string(&reply).expect("JSON");
        assert_eq!(serde_json::from_str::<Reply>(&json).expect("a reply"), reply, "{json}");
    }
}

/// Whether the content type is HTML, parsed independently.
fn is_html(headers: &Headers) -> bool {
    let types = headers.iter().filter(|(name, _)| *name == CONTENT_TYPE);
    types.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase()).any(
        |value| {
            let value = value.trim_ascii_start();
            let rest = ["text/html", "application/xhtml+xml"]
                .iter()
                .find_map(|html| value.strip_prefix(html));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([';', ',', ' ', '\t']))
        },
    )
}

fn has_statuses(headers: &Headers) -> bool {
    let statuses = [
        header::NOTIFICATION_STATUS,
        header::DEVICE_CONNECTION_STATUS,
        header::SUBSCRIPTION_STATUS,
    ];
    headers.iter().any(|(name, value)| {
        let value = squeezed(value.as_bytes());
        statuses.contains(name) && !value.is_empty() && value != b"n/a"
    })
}

fn check_order(reply: &Reply, headers: &Headers) {
    assert_eq!(&read(reply.status(), headers.iter().rev()), reply, "the order counts");
    for first in 1..headers.len().min(4) {
        let rotated = headers.iter().cycle().skip(first).take(headers.len());
        assert_eq!(&read(reply.status(), rotated), reply, "the order counts");
    }
}

/// No wait is shorter than that of the outcome or any `Retry-After`.
fn check_waits(reply: &Reply, headers: &Headers, now: SystemTime) {
    let (own, bounded) = (reply.outcome().retry(), reply.retry(now));
    assert_eq!(own == Retry::Never, bounded == Retry::Never);
    let wanted = headers.iter().filter(|(name, _)| *name == RETRY_AFTER);
    let wanted = wanted.filter_map(|(_, value)| wanted_wait(value, now)).max();
    for (tries, jitter) in [(0, 0), (1, 0), (2, 1), (9, u16::MAX), (u32::MAX, u16::MAX)] {
        let jitter = Jitter::new(jitter);
        let (own, wait) = (own.wait(tries, jitter), bounded.wait(tries, jitter));
        assert!(wait >= own, "{wait:?} after {tries} tries, and {own:?} is the least");
        if let (Some(wait), Some(wanted)) = (wait, wanted) {
            assert!(wait >= wanted, "{wait:?} after {tries} tries undercuts {wanted:?}");
        }
    }
}

/// The wait that a `Retry-After` asks for, parsed independently.
fn wanted_wait(value: &HeaderValue, now: SystemTime) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    let wait = if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()
    } else {
        // Too many digits fail to parse.
        text.parse().map_or(RetryAfter::LONGEST, Duration::from_secs)
    };
    Some(wait.min(RetryAfter::LONGEST))
}

fn read<'a>(
    status: StatusCode,
    headers: impl Iterator<Item = &'a (HeaderName, HeaderValue)>,
) -> Reply {
    let mut response = Response::new(());
    *response.status_mut() = status;
    for (name, value) in headers {
        response.headers_mut().append(name, value.clone());
    }
    let reply = Reply::from_response(&response);
    assert!(!is_stale(response.headers(), response.headers()), "not the response to itself");
    assert_eq!(Reply::from_parts(&response.into_parts().0), reply);
    reply
}

fn squeezed(value: &[u8]) -> Vec<u8> {
    let letters = value.iter().filter(|byte| !byte.is_ascii_whitespace());
    letters.map(u8::to_ascii_lowercase).collect()
}
