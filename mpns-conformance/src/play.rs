//! Plays a case: starts its service and performs its acts.

use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

use http::Request;

use crate::case::{Act, Case};
use crate::case_result::{CaseResult, Verdict};
use crate::compare::{added_headers, compare_requests, sent_again};
use crate::exceptions::Exceptions;
use crate::send_result::{ErrorText, SendResult};
use crate::sending::Sending;
use crate::service::{Service, StartError};
use crate::wait::{all, lock, sleep, within};

/// Plays cases with one transport.
pub(crate) struct Player<'a, T> {
    transport: &'a T,
    time_limit: Duration,
    /// A send that takes longer than this hangs.
    bound: Duration,
    exceptions: &'a Exceptions,
    /// The ports of the cases that are over, kept so that no other service gets them.
    used: Mutex<Vec<TcpListener>>,
}

impl<'a, T, F> Player<'a, T>
where
    T: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = SendResult>,
{
    pub(crate) fn new(
        transport: &'a T,
        time_limit: Duration,
        bound: Duration,
        exceptions: &'a Exceptions,
    ) -> Self {
        Self { transport, time_limit, bound, exceptions, used: Mutex::default() }
    }

    /// Plays the cases, `at_once` at a time, and returns the results in the order of the cases.
    pub(crate) async fn play_all(&self, cases: Vec<Case>, at_once: usize) -> Vec<CaseResult> {
        let cases = cases.into_iter().enumerate();
        let (slow, quick): (Vec<_>, Vec<_>) = cases.partition(|(_, case)| case.is_slow);
        let slow_at_once = match at_once {
            0 | 1 => 1,
            more => more.saturating_mul(SLOW_AT_ONCE),
        };
        let numbered = |(number, case)| async move { (number, self.play(case).await) };
        let mut results = all(quick.into_iter().map(numbered).collect(), at_once).await;
        results.extend(all(slow.into_iter().map(numbered).collect(), slow_at_once).await);
        results.sort_by_key(|(number, _)| *number);
        results.into_iter().map(|(_, result)| result).collect()
    }

    async fn play(&self, case: Case) -> CaseResult {
        if self.exceptions.has(&case) {
            return CaseResult::new(case, Verdict::Excepted);
        }
        let started = Service::start(case.host, &case.greeting, &case.exchanges, self.time_limit);
        let service = match started {
            Ok(service) => service,
            Err(error @ StartError::NotOnThisMachine(_)) => {
                return CaseResult::new(case, Verdict::NotRunnable(error.to_string()));
            }
            Err(error) => return CaseResult::new(case, Verdict::Failed(error.to_string())),
        };
        let (sends, failures) = self.failures(&case, &service).await;
        let added = added_headers(&case, &service, self.exceptions.headers());
        let requests = service.received().len();
        if let Ok(listener) = service.end() {
            lock(&self.used).push(listener);
        }
        CaseResult::new(case, verdict(&failures)).counting(sends, requests).allowing(added)
    }

    /// How much was sent, and what went wrong.
    async fn failures(&self, case: &Case, service: &Service) -> (usize, Vec<String>) {
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
        // A request that was sent again explains the failures of the sends.
        let mut all: Vec<String> =
            sent_again(service.received().len(), played).into_iter().collect();
        all.extend(failures);
        all.extend(compare_requests(case, service, played, self.exceptions.headers()));
        (played, all)
    }

    async fn send(&self, send: &Sending, service: &Service) -> Result<(), String> {
        let request = send.request(service.authority())?;
        match within(self.bound, caught((self.transport)(request))).await {
            None => Err(format!("the transport did not come back within {:?}", self.bound)),
            Some(result) => send.expect.compare(&result),
        }
    }
}

fn verdict(failures: &[String]) -> Verdict {
    match failures {
        [] => Verdict::Passed,
        few if few.len() <= LISTED => Verdict::Failed(failures.join("; ")),
        _ => {
            let listed = failures.get(..LISTED).unwrap_or_default().join("; ");
            let more = failures.len().saturating_sub(LISTED);
            Verdict::Failed(format!("{listed}; and {more} more"))
        }
    }
}

/// The result of the future, with a panic turned into an error.
async fn caught(future: impl Future<Output = SendResult>) -> SendResult {
    let mut future = pin!(future);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)))
            .unwrap_or_else(|_| Poll::Ready(Err(ErrorText::panic())))
    })
    .await
}

/// How many slow cases run in place of one: they mostly wait.
const SLOW_AT_ONCE: usize = 8;
const NO_SIGNAL: &str = "the service did not get to the end of its script";
/// How many failures of a case are listed.
const LISTED: usize = 4;
/// Time for the transport to notice what happened to a connection that it keeps.
const MOMENT: Duration = Duration::from_millis(50);
