use std::time::{Duration, SystemTime};

use arbitrary::Unstructured;
use http::header::RETRY_AFTER;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use mpns_proto::service::respond;
use mpns_proto::{Jitter, Outcome, Reply, Report, Retry, RetryAfter, header};

use crate::arbitrary_values;

type Headers = Vec<(HeaderName, HeaderValue)>;

/// Any response is read and judged, in the same way for any order of its headers and any case of their
/// names. Only a 2xx is accepted. Only 404, 410 and `Expired` delete the channel. No wait is shorter than
/// any `Retry-After`. Written and read again, it is the same.
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
    let gone = expired || matches!(status.as_u16(), 404 | 410) && !reply.is_from_wns();
    assert_eq!(outcome.is_channel_gone(), gone, "{reply:?}");
    assert_eq!(outcome == Outcome::ChannelExpired, gone);
    if outcome.is_accepted() {
        assert!(status.is_success(), "accepted with {status}");
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
    let json = serde_json::to_string(&reply).expect("JSON");
    assert_eq!(serde_json::from_str::<Reply>(&json).expect("a reply"), reply, "{json}");
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
    assert_eq!(Reply::from_parts(&response.into_parts().0), reply);
    reply
}

fn squeezed(value: &[u8]) -> Vec<u8> {
    let letters = value.iter().filter(|byte| !byte.is_ascii_whitespace());
    letters.map(u8::to_ascii_lowercase).collect()
}

fn head(data: &[u8], spell: fn(&str) -> String) -> Option<(StatusCode, Headers)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(data).ok()?;
    let status = StatusCode::from_u16(response.code.filter(|_| parsed.is_complete())?).ok()?;
    let headers = response.headers.iter().filter_map(|header| {
        let name = HeaderName::from_bytes(spell(header.name).as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(header.value).ok()?))
    });
    Some((status, headers.collect()))
}

fn made(u: &mut Unstructured<'_>) -> arbitrary::Result<(StatusCode, Headers)> {
    let known = [200, 202, 400, 401, 403, 404, 406, 410, 412, 413, 429, 500, 503];
    let status = if u.ratio(3, 4)? { *u.choose(&known)? } else { u.int_in_range(100..=999)? };
    let headers = arbitrary_values::several(u, |u| {
        let name = arbitrary_values::word(u, &NAMES)?;
        let value = if u.ratio(7, 8)? {
            arbitrary_values::word(u, &VALUES)?.into_bytes()
        } else {
            u.arbitrary::<Vec<u8>>()?
        };
        Ok((HeaderName::from_bytes(name.as_bytes()).ok(), HeaderValue::from_bytes(&value).ok()))
    })?;
    let headers = headers.into_iter().filter_map(|(name, value)| name.zip(value)).collect();
    Ok((StatusCode::from_u16(status).map_err(|_| arbitrary::Error::IncorrectFormat)?, headers))
}

const NAMES: [&str; 8] = [
    "X-NotificationStatus",
    "x-deviceconnectionstatus",
    "X-SUBSCRIPTIONSTATUS",
    "X-MessageID",
    "ActivityId",
    "Retry-After",
    "X-WNS-Status",
    "Content-Length",
];

const VALUES: [&str; 18] = [
    "Received",
    "queuefull",
    "Suppressed",
    "DROPPED",
    "Connected",
    "Temp Disconnected",
    "Temporarily Disconnected",
    "Inactive",
    "Active",
    "Expired",
    " ex pired ",
    "N/A",
    "",
    "0",
    "7200",
    "99999999999999999999",
    "Sun, 06 Nov 1994 12:49:37 GMT",
    "00000000-0000-0000-0000-000000000000",
];
