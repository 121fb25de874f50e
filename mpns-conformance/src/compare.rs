//! Compares the requests of a case with those that it has to have.

use std::collections::BTreeSet;

use http::HeaderName;

use crate::case::Case;
use crate::service::Service;

/// Whether there are more requests than sends, which no case allows.
pub(crate) fn sent_again(requests: usize, sends: usize) -> Option<String> {
    let again = match sends {
        1 => format!("1 send: it was sent {requests} times"),
        _ => format!("{sends} sends: something was sent more than once"),
    };
    (requests > sends).then(|| format!("the service saw {requests} requests for {again}"))
}

/// What else is wrong with the requests. [`sent_again`] reports those that are too many.
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
