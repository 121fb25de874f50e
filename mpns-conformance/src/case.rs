use std::borrow::Cow;
use std::collections::BTreeMap;

use http::Request;
use mpns_proto::{BuildError, ChannelUri, Notification, Outcome, Toast};

use crate::script::{Answer, Step};

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

    /// One more send, which must succeed whatever happened before.
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

/// A request for the transport, and the result that it has to have.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    content: Result<Content, String>,
    /// Path and query of the channel.
    target: Cow<'static, str>,
    pub(crate) expect: Expect,
}

impl Sending {
    /// Sends a toast.
    pub(crate) fn plain(expect: Expect) -> Self {
        let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
        Self::notification(toast.build(), expect)
    }

    pub(crate) fn notification(built: Result<Notification, BuildError>, expect: Expect) -> Self {
        Self::new(built.map(Content::Notification).map_err(text), expect)
    }

    /// Sends a request as it is, except for its URI.
    pub(crate) fn other(request: Result<Request<Vec<u8>>, String>, expect: Expect) -> Self {
        Self::new(request.map(Content::Other), expect)
    }

    fn new(content: Result<Content, String>, expect: Expect) -> Self {
        // No query where a response is due: otherwise a transport that drops it would fail every case.
        let target = if matches!(expect, Expect::Reply(_)) { TARGET } else { TARGET_WITH_QUERY };
        Self { content, target: target.into(), expect }
    }

    pub(crate) fn target(mut self, target: impl Into<Cow<'static, str>>) -> Self {
        self.target = target.into();
        self
    }

    /// The request to this host and port.
    pub(crate) fn request(&self, authority: &str) -> Result<Request<Vec<u8>>, String> {
        let channel = format!("http://{authority}{}", self.target);
        let channel: ChannelUri = channel.parse().map_err(text)?;
        match self.content.as_ref().map_err(Clone::clone)? {
            Content::Notification(notification) => Ok(notification.request(&channel)),
            Content::Other(request) => {
                let mut request = request.clone();
                *request.uri_mut() = channel.expose_uri().clone();
                Ok(request)
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Content {
    Notification(Notification),
    Other(Request<Vec<u8>>),
}

/// What a send has to result in.
#[derive(Clone, Debug)]
pub(crate) enum Expect {
    /// This response, whole.
    Reply(Expected),
    /// An error.
    Error,
    /// This response or an error.
    ReplyOrError(Expected),
    /// Any response or an error, in time and without a panic.
    Either,
}

impl Expect {
    pub(crate) fn reply(answer: &Answer, outcome: Outcome) -> Self {
        Self::Reply(Expected::new(answer, outcome))
    }

    pub(crate) fn reply_or_error(answer: &Answer, outcome: Outcome) -> Self {
        Self::ReplyOrError(Expected::new(answer, outcome))
    }
}

/// What a response has to be.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    /// See [`Answer::end_to_end`].
    pub(crate) headers: BTreeMap<String, Vec<Vec<u8>>>,
    pub(crate) outcome: Outcome,
}

impl Expected {
    fn new(answer: &Answer, outcome: Outcome) -> Self {
        Self { status: answer.status(), headers: answer.end_to_end(), outcome }
    }
}

pub(crate) fn text(error: impl ToString) -> String {
    error.to_string()
}

/// What an error of a transport must not show, with the part of the channel URI that it is in.
pub(crate) const SECRETS: [(&str, &str); 2] =
    [("path", "SECRET-OF-THE-PATH"), ("query", "SECRET-OF-THE-QUERY")];
const TARGET: &str = "/throttledthirdparty/01.00/SECRET-OF-THE-PATH";
const TARGET_WITH_QUERY: &str =
    "/throttledthirdparty/01.00/SECRET-OF-THE-PATH?token=SECRET-OF-THE-QUERY";
