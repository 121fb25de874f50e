use std::fmt::{Debug, Display};
use std::future::Future;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use http::{HeaderName, Request, Response};

use crate::cases::cases;
use crate::exceptions::Exceptions;
use crate::play::Player;
use crate::report::Report;
use crate::send_result::{ErrorText, SendResult, send_result};
use crate::wait::{block_on, slot};

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
    exceptions: Exceptions,
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
            exceptions: Exceptions::default(),
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

    /// How many cases run at once. 4 by default; 1 runs them one at a time. With more than 1, eight
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
    /// `allow_header("accept")` for `Accept: */*`. A header that the request was given must still arrive as it
    /// was given. A name that no header can have is [refused](Report::refused_exceptions).
    #[must_use]
    pub fn allow_header(mut self, name: impl TryInto<HeaderName> + ToString) -> Self {
        self.exceptions.add_header(name);
        self
    }

    /// Does not run the case called `name`, which is the whole name. The report lists it as
    /// [excepted](crate::Verdict::Excepted).
    ///
    /// This is for a case that the transport is known to fail. A name that no case has is
    /// [refused](Report::refused_exceptions).
    #[must_use]
    pub fn except(mut self, name: impl Into<String>) -> Self {
        self.exceptions.add_case(name.into());
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
            let thread =
                thread::Builder::new().spawn(move || setter.set(send_result(transport(request))));
            async move {
                if let Err(error) = thread {
                    return Err(ErrorText::new(&error));
                }
                slot.await.unwrap_or_else(|| Err(ErrorText::panic()))
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
        self.play(|request| async move { send_result(transport(request).await) }).await
    }

    async fn play<T, F>(&self, transport: T) -> Report
    where
        T: Fn(Request<Vec<u8>>) -> F,
        F: Future<Output = SendResult>,
    {
        let cases = cases();
        let refused = self.exceptions.refused(&cases);
        if !refused.is_empty() {
            return Report::refused(refused);
        }
        let bound = self.time_limit.saturating_add(self.patience);
        let player = Player::new(&transport, self.time_limit, bound, &self.exceptions);
        let chosen = cases.into_iter().filter(|case| case.name().starts_with(&self.only));
        Report::new(player.play_all(chosen.collect(), self.at_once).await)
    }
}

impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
const AT_ONCE: usize = 4;
