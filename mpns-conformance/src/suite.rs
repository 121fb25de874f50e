use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use http::{HeaderName, Request, Response};

use crate::cases::cases;
use crate::play::{Player, Sent, Shown};
use crate::report::{CaseResult, Report, Verdict};
use crate::wait::{all, block_on, slot};

/// Runs all cases against a transport that blocks until it has the response, with the settings of
/// [`Suite::new`].
///
/// See [`Suite::run`].
pub fn run<T, B, E>(transport: T) -> Report
where
    T: Fn(Request<Vec<u8>>) -> Result<Response<B>, E> + Send + Sync + 'static,
    E: Debug + Display,
{
    Suite::new().run(transport)
}

/// Runs all cases against a transport that returns a future, with the settings of [`Suite::new`].
///
/// See [`Suite::run_async`].
pub async fn run_async<T, F, B, E>(transport: T) -> Report
where
    T: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = Result<Response<B>, E>>,
    E: Debug + Display,
{
    Suite::new().run_async(transport).await
}

/// Which cases to run, and what the suite has to know about the transport.
///
/// ```
/// use std::time::Duration;
/// use mpns_conformance::Suite;
///
/// # fn transport(_: http::Request<Vec<u8>>) -> Result<http::Response<()>, String> { Err("none".into()) }
/// let report = Suite::new()
///     .time_limit(Duration::from_secs(1))
///     .only("request/")
///     .run(|request| transport(request));
/// assert!(!report.is_passed());
/// ```
#[derive(Clone, Debug)]
pub struct Suite {
    time_limit: Duration,
    patience: Duration,
    at_once: usize,
    only: String,
    allowed_headers: Vec<HeaderName>,
    excepted: BTreeSet<String>,
}

impl Suite {
    /// 5 seconds: the time limit that a transport has to keep, unless [`Suite::time_limit`] sets another.
    pub const TIME_LIMIT: Duration = Duration::from_secs(5);

    /// All cases, a time limit of [`Suite::TIME_LIMIT`], a patience of 10 s, 4 cases at once.
    pub fn new() -> Self {
        Self {
            time_limit: Self::TIME_LIMIT,
            patience: PATIENCE,
            at_once: AT_ONCE,
            only: String::new(),
            allowed_headers: Vec::new(),
            excepted: BTreeSet::new(),
        }
    }

    /// The time limit that the transport keeps for a send, from the start to the head of the response.
    /// [`Suite::TIME_LIMIT`] by default.
    ///
    /// The suite cannot set the limit of the transport, so this has to be the same. The shorter it is, the
    /// sooner the suite ends. A send to loopback has to fit in it on this machine, also under load.
    #[must_use]
    pub fn time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// How much longer than the time limit a send may take before it counts as hanging. 10 s by default.
    /// The suite measures no other time.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How many cases run at once. 4 by default; 1 runs one case after the other. With more than 1, eight
    /// times as many of the cases that take the whole time limit run at once.
    #[must_use]
    pub fn at_once(mut self, cases: usize) -> Self {
        self.at_once = cases;
        self
    }

    /// Runs only the cases whose name starts with `prefix`. The last prefix counts.
    #[must_use]
    pub fn only(mut self, prefix: impl Into<String>) -> Self {
        self.only = prefix.into();
        self
    }

    /// Lets the transport add the header `name` to requests, with any value. The report says so:
    /// [`CaseResult::allowed_headers`](crate::CaseResult::allowed_headers).
    ///
    /// This is for a client that cannot be kept from adding a header that a service ignores, such as
    /// `Accept: */*`. A header that the request was given must still arrive as it was given.
    #[must_use]
    pub fn allow_header(mut self, name: HeaderName) -> Self {
        if !self.allowed_headers.contains(&name) {
            self.allowed_headers.push(name);
        }
        self
    }

    /// Does not run the case called `name`, which is the whole name. The report lists it as
    /// [excepted](crate::Verdict::Excepted).
    ///
    /// This is for a case that the transport is known to fail. A name that no case has changes nothing.
    #[must_use]
    pub fn except(mut self, name: impl Into<String>) -> Self {
        self.excepted.insert(name.into());
        self
    }

    /// Runs the cases against a transport that blocks until it has the response.
    ///
    /// Each request is sent on its own thread. A send that does not return is reported as hanging, and its
    /// thread is left behind: that is why the transport has to be `'static`.
    pub fn run<T, B, E>(&self, transport: T) -> Report
    where
        T: Fn(Request<Vec<u8>>) -> Result<Response<B>, E> + Send + Sync + 'static,
        E: Debug + Display,
    {
        let transport = Arc::new(transport);
        block_on(self.play(|request| {
            let transport = Arc::clone(&transport);
            let (setter, slot) = slot();
            let thread = thread::Builder::new().spawn(move || setter.set(sent(transport(request))));
            async move {
                if let Err(error) = thread {
                    return Err(Shown::new(&error));
                }
                slot.await.unwrap_or_else(|| Err(Shown::panic()))
            }
        }))
    }

    /// Runs the cases against a transport that returns a future.
    ///
    /// The suite needs no runtime: it polls the futures of the transport itself. One that does not complete
    /// is reported as hanging and dropped; one that blocks the thread holds up the suite. The future of the
    /// suite is `Send`, and can be spawned, if the transport is `Send` and `Sync` and its futures are `Send`.
    ///
    /// ```no_run
    /// # type Sent = Result<http::Response<()>, String>;
    /// # async fn transport(_: http::Request<Vec<u8>>) -> Sent { Err("none".into()) }
    /// # async fn test() {
    /// use mpns_conformance::Suite;
    ///
    /// let report = Suite::new().run_async(|request| transport(request)).await;
    /// report.assert_passed();
    /// # }
    /// ```
    pub async fn run_async<T, F, B, E>(&self, transport: T) -> Report
    where
        T: Fn(Request<Vec<u8>>) -> F,
        F: Future<Output = Result<Response<B>, E>>,
        E: Debug + Display,
    {
        let transport = &transport;
        self.play(|request| async move { sent(transport(request).await) }).await
    }

    async fn play<T, F>(&self, transport: T) -> Report
    where
        T: Fn(Request<Vec<u8>>) -> F,
        F: Future<Output = Sent>,
    {
        let bound = self.time_limit.saturating_add(self.patience);
        let player = Player::new(&transport, self.time_limit, bound, &self.allowed_headers);
        let chosen = cases().into_iter().filter(|case| case.name().starts_with(&self.only));
        let (excepted, played): (Vec<_>, Vec<_>) =
            chosen.enumerate().partition(|(_, case)| self.excepted.contains(case.name()));
        let (slow, quick): (Vec<_>, Vec<_>) = played.into_iter().partition(|(_, c)| c.is_slow);
        let slow_at_once = match self.at_once {
            0 | 1 => 1,
            more => more.saturating_mul(SLOW_AT_ONCE),
        };
        let numbered = |(number, case)| {
            let player = &player;
            async move { (number, player.play(case).await) }
        };
        let mut results = all(quick.into_iter().map(numbered).collect(), self.at_once).await;
        results.extend(all(slow.into_iter().map(numbered).collect(), slow_at_once).await);
        let except = |(number, case)| (number, CaseResult::new(case, Verdict::Excepted));
        results.extend(excepted.into_iter().map(except));
        results.sort_by_key(|(number, _)| *number);
        Report::new(results.into_iter().map(|(_, result)| result).collect())
    }
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

fn sent<B, E: Debug + Display>(result: Result<Response<B>, E>) -> Sent {
    result.map(|response| response.map(drop)).map_err(|error| Shown::new(&error))
}

const PATIENCE: Duration = Duration::from_secs(10);
const AT_ONCE: usize = 4;
/// How many slow cases run in place of one: they mostly wait.
const SLOW_AT_ONCE: usize = 8;
