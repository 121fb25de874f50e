//! Compares the results of a case with those that it has to have.

use std::collections::BTreeSet;

use http::{HeaderName, Response};
use mpns_proto::Reply;

use crate::case::{Case, Expect, Expected, SECRETS};
use crate::play::Sent;
use crate::service::Service;

pub(crate) fn compare_result(expect: &Expect, sent: &Sent) -> Result<(), String> {
    if let Err(error) = sent {
        if error.is_panic {
            return Err("the transport panicked".to_owned());
        }
        for (format, text) in [("Display", &error.display), ("Debug", &error.debug)] {
            if let Some((part, _)) = SECRETS.iter().find(|(_, secret)| text.contains(secret)) {
                return Err(format!("{format} of the error shows the {part} of the channel"));
            }
        }
    }
    match (expect, sent) {
        (Expect::Either, _) | (Expect::Error | Expect::ReplyOrError(_), Err(_)) => Ok(()),
        (Expect::Reply(expected) | Expect::ReplyOrError(expected), Ok(response)) => {
            compare_response(expected, response)
        }
        (Expect::Reply(expected), Err(error)) => Err(format!(
            "a response with status {} came, but the transport returned the error \"{}\"",
            expected.status, error.display
        )),
        (Expect::Error, Ok(response)) => Err(format!(
            "no response came, but the transport returned one with status {}",
            response.status().as_u16()
        )),
    }
}

fn compare_response(expected: &Expected, response: &Response<()>) -> Result<(), String> {
    let status = response.status().as_u16();
    if status != expected.status {
        return Err(format!("the status is {status}, not {}", expected.status));
    }
    for (name, expected) in &expected.headers {
        let values = response.headers().get_all(name);
        let values: Vec<&[u8]> = values.iter().map(|value| value.as_bytes().trim_ascii()).collect();
        if values != *expected {
            return Err(format!(
                "the header {name} is {}, not {}",
                shown(&values),
                shown(expected)
            ));
        }
    }
    let outcome = Reply::from_response(response).outcome();
    if outcome != expected.outcome {
        return Err(format!("the outcome is {outcome}, not {}", expected.outcome));
    }
    Ok(())
}

/// Whether there are more requests than sends, which no case allows.
pub(crate) fn sent_twice(service: &Service, played: usize) -> Option<String> {
    let requests = service.received().len();
    let sends = if played == 1 { "send" } else { "sends" };
    (requests > played).then(|| {
        format!(
            "the service saw {requests} requests for {played} {sends}: something was sent twice"
        )
    })
}

/// What else is wrong with the requests. [`sent_twice`] tells of those that are too many.
pub(crate) fn compare_requests(
    case: &Case,
    service: &Service,
    played: usize,
    allowed: &[HeaderName],
) -> Vec<String> {
    let received = service.received();
    let mut failures = service.violations();
    if case.is_exact {
        for (received, send) in received.iter().zip(case.sends()) {
            match send.request(service.authority()) {
                Ok(given) => failures.extend(received.differences(&given, allowed)),
                Err(failure) => failures.push(failure),
            }
        }
    }
    // After a failed send the rest of the case is not played, so the counts are too low.
    if played < case.sends().count() {
        return failures;
    }
    if let Some(requests) = case.requests.filter(|requests| received.len() < *requests) {
        failures.push(format!("the service saw {} requests, not {requests}", received.len()));
    }
    let connections = received.iter().map(|r| r.connection).collect::<BTreeSet<_>>().len();
    if let Some(expected) = case.connections.filter(|expected| *expected != connections) {
        failures.push(format!("the requests came on {connections} connections, not {expected}"));
    }
    failures
}

/// Which of the allowed headers were added, in a case that would fail for that.
pub(crate) fn added_headers(
    case: &Case,
    service: &Service,
    allowed: &[HeaderName],
) -> Vec<HeaderName> {
    if !case.is_exact {
        return Vec::new();
    }
    let received = service.received();
    let is_added = |name: &&HeaderName| {
        case.sends().zip(&received).any(|(send, received)| {
            send.request(service.authority()).is_ok_and(|given| received.has_added(name, &given))
        })
    };
    allowed.iter().filter(is_added).cloned().collect()
}

fn shown(values: &[impl AsRef<[u8]>]) -> String {
    if values.is_empty() {
        return "missing".to_owned();
    }
    let values = values.iter().map(|value| {
        let value = value.as_ref();
        match value.get(..SHOWN) {
            Some(start) => format!("\"{}...\" ({} bytes)", start.escape_ascii(), value.len()),
            None => format!("\"{}\"", value.escape_ascii()),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// How many bytes of a header a text shows.
const SHOWN: usize = 64;
