use std::borrow::Cow;

use mpns_proto::Outcome;

use crate::expect::Expect;
use crate::script::{Answer, Step};
use crate::sending::Sending;

/// One thing that a transport has to do.
///
/// Its name is a topic and one or more words, such as `request/toast`. Names stay the same from version to
/// version.
#[derive(Clone, Debug)]
pub struct Case {
    name: Cow<'static, str>,
    description: Cow<'static, str>,
    pub(crate) host: Host,
    /// What the service does on each connection before it reads a request.
    pub(crate) greeting: Vec<Step>,
    /// What the service does for each request, in the order in which the requests come.
    pub(crate) exchanges: Vec<Vec<Step>>,
    pub(crate) acts: Vec<Act>,
    /// How many requests have to reach the service, at least with one byte.
    pub(crate) requests: Option<usize>,
    /// How many connections the requests have to come on.
    pub(crate) connections: Option<usize>,
    /// Whether each request has to come exactly as it was given.
    pub(crate) is_exact: bool,
    /// Whether it takes the whole time limit of the transport.
    pub(crate) is_slow: bool,
}

impl Case {
    /// The name: a topic, a slash, and what the case is about.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the service does and what the transport has to do, in a sentence.
    pub fn description(&self) -> &str {
        &self.description
    }

    pub(crate) fn sends(&self) -> impl Iterator<Item = &Sending> {
        self.acts.iter().flat_map(|act| match act {
            Act::Send(sends) => sends.as_slice(),
            Act::Await => &[],
        })
    }

    /// A case with nothing in it yet.
    pub(crate) fn new(
        name: impl Into<Cow<'static, str>>,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            host: Host::V4,
            greeting: Vec::new(),
            exchanges: Vec::new(),
            acts: Vec::new(),
            requests: None,
            connections: None,
            is_exact: false,
            is_slow: false,
        }
    }

    pub(crate) fn host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    pub(crate) fn greeting(mut self, steps: impl Into<Vec<Step>>) -> Self {
        self.greeting = steps.into();
        self
    }

    pub(crate) fn exchange(mut self, steps: impl Into<Vec<Step>>) -> Self {
        self.exchanges.push(steps.into());
        self
    }

    /// The service reads a request and gives this answer.
    pub(crate) fn answer(self, answer: &Answer) -> Self {
        self.exchange([Step::ReadRequest, Step::write(answer.to_bytes())])
    }

    /// Lets the service go on, and waits for its signal: see [`Act::Await`].
    pub(crate) fn await_service(mut self) -> Self {
        self.acts.push(Act::Await);
        self
    }

    pub(crate) fn send_all(mut self, sends: impl Into<Vec<Sending>>) -> Self {
        self.acts.push(Act::Send(sends.into()));
        self
    }

    pub(crate) fn send(self, expect: Expect) -> Self {
        self.send_all([Sending::plain(expect)])
    }

    /// The service gives this answer, and the transport has to return it.
    pub(crate) fn answered(self, answer: &Answer, outcome: Outcome) -> Self {
        self.answer(answer).send(Expect::reply(answer, outcome))
    }

    /// One more send, which must succeed after anything that happened before.
    pub(crate) fn next(self) -> Self {
        self.answered(&Answer::received("next"), Outcome::Received)
    }

    pub(crate) fn requests(mut self, requests: usize) -> Self {
        self.requests = Some(requests);
        self
    }

    pub(crate) fn connections(mut self, connections: usize) -> Self {
        self.connections = Some(connections);
        self
    }

    pub(crate) fn exact(mut self) -> Self {
        self.is_exact = true;
        self
    }

    pub(crate) fn slow(mut self) -> Self {
        self.is_slow = true;
        self
    }
}

/// Where the service listens, and the host in the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// `127.0.0.1`.
    V4,
    /// `[::1]`.
    V6,
    /// `localhost`, where the service listens only on the last of its addresses.
    LastOfLocalhost,
}

/// What is done with the transport.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sends all of them at once.
    Send(Vec<Sending>),
    /// Lets the service go on if it waits, waits for its signal, and then a moment longer, so that the
    /// transport can notice what happened.
    Await,
}
