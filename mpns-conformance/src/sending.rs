use std::borrow::Cow;

use http::Request;
use http::header::HOST;
use mpns_proto::{BuildError, ChannelUri, Notification, Toast};

use crate::expect::Expect;

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

    /// Sends a request as it is, except for its URI, and without `Host`, which the transport adds.
    pub(crate) fn other(request: Result<Request<Vec<u8>>, String>, expect: Expect) -> Self {
        Self::new(request.map(|request| Content::Other(Box::new(request))), expect)
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
                let mut request = Request::clone(request);
                *request.uri_mut() = channel.expose_uri().clone();
                request.headers_mut().remove(HOST);
                Ok(request)
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Content {
    Notification(Notification),
    Other(Box<Request<Vec<u8>>>),
}

/// An error as a text.
pub(crate) fn text(error: impl ToString) -> String {
    error.to_string()
}

const TARGET: &str = "/throttledthirdparty/01.00/SECRET-OF-THE-PATH";
const TARGET_WITH_QUERY: &str =
    "/throttledthirdparty/01.00/SECRET-OF-THE-PATH?token=SECRET-OF-THE-QUERY";
