//! Plays a case: starts its service, does its acts, and compares.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

use http::{Request, Response};
use mpns_proto::Reply;

use crate::case::{Act, Case, Expect, Expected, SECRET, Send};
use crate::report::{CaseResult, Verdict};
use crate::service::{Service, StartError};
use crate::wait::{all, lock, sleep, within};

/// What a send came to.
pub(crate) type Sent = Result<Response<()>, Shown>;

/// What a transport says of an error.
#[derive(Debug)]
pub(crate) struct Shown {
    display: String,
    debug: String,
    is_panic: bool,
}

impl Shown {
    pub(crate) fn new(error: &(impl Debug + Display)) -> Self {
        Self { display: error.to_string(), debug: format!("{error:?}"), is_panic: false }
    }

    pub(crate) fn panic() -> Self {
        Self { display: String::new(), debug: String::new(), is_panic: true }
    }
}

pub(crate) struct Player<'a, T> {
    transport: &'a T,
    time_limit: Duration,
    /// A send that takes longer hangs.
    bound: Duration,
    /// The ports that were used, kept so that no other service gets them.
    used: Mutex<Vec<TcpListener>>,
}

impl<'a, T, F> Player<'a, T>
where
    T: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = Sent>,
{
    pub(crate) fn new(transport: &'a T, time_limit: Duration, bound: Duration) -> Self {
        Self { transport, time_limit, bound, used: Mutex::default() }
    }

    pub(crate) async fn play(&self, case: Case) -> CaseResult {
        let started = Service::start(case.host, &case.greeting, &case.exchanges, self.time_limit);
        let verdict = match started {
            Err(error @ StartError::NotOnThisMachine(_)) => Verdict::NotRunnable(error.to_string()),
            Err(error) => Verdict::Failed(error.to_string()),
            Ok(service) => {
                let failures = self.failures(&case, &service).await;
                if let Ok(listener) = service.end() {
                    lock(&self.used).push(listener);
                }
                match failures.as_slice() {
                    [] => Verdict::Passed,
                    failures => Verdict::Failed(failures.join("; ")),
                }
            }
        };
        CaseResult::new(case, verdict)
    }

    async fn failures(&self, case: &Case, service: &Service) -> Vec<String> {
        let count = case.sends().count();
        let mut number: usize = 0;
        let mut failures = Vec::new();
        for act in &case.acts {
            let sends = match act {
                Act::Send(sends) => sends,
                Act::Await => {
                    if within(self.bound, service.signal()).await.is_none() {
                        return vec![NO_SIGNAL.to_owned()];
                    }
                    sleep(MOMENT).await;
                    continue;
                }
            };
            let results = all(sends.iter().map(|send| self.send(send, service)), sends.len()).await;
            for result in results {
                number = number.saturating_add(1);
                match result {
                    Ok(()) => {}
                    Err(failure) if count == 1 => failures.push(failure),
                    Err(failure) => failures.push(format!("send {number}: {failure}")),
                }
            }
            if !failures.is_empty() {
                break;
            }
        }
        // Where a send failed, the counts tell what it did, but those after it are missing from them.
        let is_played = number == count;
        failures.extend(compare_requests(case, service, is_played));
        failures
    }

    async fn send(&self, send: &Send, service: &Service) -> Result<(), String> {
        let request = send.request(service.authority())?;
        match within(self.bound, caught((self.transport)(request))).await {
            None => Err(format!("the transport did not come back within {:?}", self.bound)),
            Some(sent) => compare_result(&send.expect, &sent),
        }
    }
}

/// The future, with a panic turned into an error.
async fn caught(future: impl Future<Output = Sent>) -> Sent {
    let mut future = pin!(future);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)))
            .unwrap_or_else(|_| Poll::Ready(Err(Shown::panic())))
    })
    .await
}

fn compare_result(expect: &Expect, sent: &Sent) -> Result<(), String> {
    if let Err(error) = sent {
        if error.is_panic {
            return Err("the transport panicked".to_owned());
        }
        for (name, shown) in [("display", &error.display), ("debug", &error.debug)] {
            if shown.contains(SECRET) {
                return Err(format!("the {name} text of the error shows the path of the channel"));
            }
        }
    }
    match (expect, sent) {
        (Expect::Either, _) | (Expect::Error | Expect::ReplyOrError(_), Err(_)) => Ok(()),
        (Expect::Reply(expected) | Expect::ReplyOrError(expected), Ok(response)) => {
            compare_response(expected, response)
        }
        (Expect::Reply(expected), Err(error)) => Err(format!(
            "a response of {} came, but the transport gave the error \"{}\"",
            expected.status, error.display
        )),
        (Expect::Error, Ok(response)) => {
            Err(format!("no response came, but the transport gave one of {}", response.status()))
        }
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

fn compare_requests(case: &Case, service: &Service, is_played: bool) -> Vec<String> {
    let received = service.received();
    let mut failures = service.violations();
    if case.is_exact {
        for (received, send) in received.iter().zip(case.sends()) {
            match send.request(service.authority()) {
                Ok(given) => failures.extend(received.differences(&given)),
                Err(failure) => failures.push(failure),
            }
        }
    }
    if !is_played {
        return failures;
    }
    if let Some(requests) = case.requests.filter(|requests| *requests != received.len()) {
        failures.push(format!("the service saw {} requests, not {requests}", received.len()));
    }
    let connections = received.iter().map(|r| r.connection).collect::<BTreeSet<_>>().len();
    if let Some(expected) = case.connections.filter(|expected| *expected != connections) {
        failures.push(format!("the requests came on {connections} connections, not {expected}"));
    }
    failures
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

const NO_SIGNAL: &str = "the service did not get as far as it was to";
/// For the transport to notice what happened to a connection that it keeps.
const MOMENT: Duration = Duration::from_millis(50);
/// As many bytes of a header stand in a text.
const SHOWN: usize = 64;
