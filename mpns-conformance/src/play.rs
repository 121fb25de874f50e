//! Plays a case: starts its service and performs its acts.

use std::fmt::{Debug, Display};
use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

use http::{HeaderName, Request, Response};

use crate::case::{Act, Case, Sending};
use crate::compare::{added_headers, compare_requests, compare_result, sent_twice};
use crate::report::{CaseResult, Verdict};
use crate::service::{Service, StartError};
use crate::wait::{all, lock, sleep, within};

/// The result of a send.
pub(crate) type Sent = Result<Response<()>, Shown>;

/// An error of a transport, as text.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) display: String,
    pub(crate) debug: String,
    pub(crate) is_panic: bool,
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
    /// A send that takes longer than this hangs.
    bound: Duration,
    allowed_headers: &'a [HeaderName],
    /// The ports of the cases that are over, kept so that no other service gets them.
    used: Mutex<Vec<TcpListener>>,
}

impl<'a, T, F> Player<'a, T>
where
    T: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = Sent>,
{
    pub(crate) fn new(
        transport: &'a T,
        time_limit: Duration,
        bound: Duration,
        allowed_headers: &'a [HeaderName],
    ) -> Self {
        Self { transport, time_limit, bound, allowed_headers, used: Mutex::default() }
    }

    pub(crate) async fn play(&self, case: Case) -> CaseResult {
        let started = Service::start(case.host, &case.greeting, &case.exchanges, self.time_limit);
        let service = match started {
            Ok(service) => service,
            Err(error @ StartError::NotOnThisMachine(_)) => {
                return CaseResult::new(case, Verdict::NotRunnable(error.to_string()));
            }
            Err(error) => return CaseResult::new(case, Verdict::Failed(error.to_string())),
        };
        let failures = self.failures(&case, &service).await;
        let added = added_headers(&case, &service, self.allowed_headers);
        if let Ok(listener) = service.end() {
            lock(&self.used).push(listener);
        }
        CaseResult::new(case, verdict(&failures)).allowing(added)
    }

    async fn failures(&self, case: &Case, service: &Service) -> Vec<String> {
        let count = case.sends().count();
        let mut played: usize = 0;
        let mut failures = Vec::new();
        for act in &case.acts {
            let sends = match act {
                Act::Send(sends) => sends,
                Act::Await => {
                    if within(self.bound, service.signal()).await.is_none() {
                        failures.push(NO_SIGNAL.to_owned());
                        break;
                    }
                    sleep(MOMENT).await;
                    continue;
                }
            };
            let sending = sends.iter().map(|send| self.send(send, service)).collect();
            let results = all(sending, sends.len()).await;
            for result in results {
                played = played.saturating_add(1);
                match result {
                    Ok(()) => {}
                    Err(failure) if count == 1 => failures.push(failure),
                    Err(failure) => failures.push(format!("send {played}: {failure}")),
                }
            }
            if !failures.is_empty() {
                break;
            }
        }
        // A request that was sent twice explains the failures of the sends.
        let mut all: Vec<String> = sent_twice(service, played).into_iter().collect();
        all.extend(failures);
        all.extend(compare_requests(case, service, played, self.allowed_headers));
        all
    }

    async fn send(&self, send: &Sending, service: &Service) -> Result<(), String> {
        let request = send.request(service.authority())?;
        match within(self.bound, caught((self.transport)(request))).await {
            None => Err(format!("the transport did not come back within {:?}", self.bound)),
            Some(sent) => compare_result(&send.expect, &sent),
        }
    }
}

fn verdict(failures: &[String]) -> Verdict {
    match failures {
        [] => Verdict::Passed,
        few if few.len() <= TOLD => Verdict::Failed(failures.join("; ")),
        _ => {
            let told = failures.get(..TOLD).unwrap_or_default().join("; ");
            let more = failures.len().saturating_sub(TOLD);
            Verdict::Failed(format!("{told}; and {more} more"))
        }
    }
}

/// The result of the future, with a panic turned into an error.
async fn caught(future: impl Future<Output = Sent>) -> Sent {
    let mut future = pin!(future);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)))
            .unwrap_or_else(|_| Poll::Ready(Err(Shown::panic())))
    })
    .await
}

const NO_SIGNAL: &str = "the service did not get to the end of its script";
/// How many failures of a case are listed.
const TOLD: usize = 4;
/// Time for the transport to notice what happened to a connection that it keeps.
const MOMENT: Duration = Duration::from_millis(50);
