use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

/// One step of what the loopback service does on a connection.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads until the head of the request is complete.
    ReadHead,
    /// Reads the request up to the end of its body.
    ReadRequest,
    /// Waits until the whole request has come, without reading it: closing then is a reset.
    PeekRequest,
    /// Writes these bytes.
    Write(Cow<'static, [u8]>),
    /// Writes these bytes again and again, with a pause in between, until the case is over.
    WriteForever(Cow<'static, [u8]>, Duration),
    /// Answers with the `X-MessageID` of the request.
    Echo,
    /// Answers with this status and the location of the decoy, to which nobody may connect.
    Redirect(u16),
    /// Waits a quarter of the transport's time limit.
    WaitQuarter,
    /// Waits until `Act::Await` is reached.
    AwaitTransport,
    /// Lets `Act::Await` go on.
    Signal,
    /// Neither reads nor writes until the case is over.
    Hold,
    /// Keeps the connection open, but no more bytes may come.
    Forbid(&'static str),
    /// Closes the connection, and lets `Act::Await` go on.
    Close,
}

impl Step {
    pub(crate) fn write(bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self::Write(bytes.into())
    }

    pub(crate) fn text(text: &'static str) -> Self {
        Self::Write(Cow::Borrowed(text.as_bytes()))
    }
}

/// A response of the service, and so also what the transport has to return.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    /// The line before the headers, if it is not the usual status line.
    status_line: Option<Cow<'static, str>>,
    headers: Vec<(Cow<'static, str>, Cow<'static, [u8]>)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    /// `Content-Length` and as many bytes.
    Sized(Cow<'static, [u8]>),
    /// Bytes that follow the head as they are.
    Bare(Cow<'static, [u8]>),
}

impl Answer {
    /// A response with `Content-Length: 0`.
    pub(crate) fn new(status: u16) -> Self {
        Self { status, status_line: None, headers: Vec::new(), body: Body::Sized(Cow::default()) }
    }

    /// What a service answers when it took a notification. The `ActivityId` distinguishes it from others.
    pub(crate) fn received(activity_id: &'static str) -> Self {
        Self::new(200)
            .header("X-NotificationStatus", "Received")
            .header("X-DeviceConnectionStatus", "Connected")
            .header("X-SubscriptionStatus", "Active")
            .header("ActivityId", activity_id)
    }

    pub(crate) fn header(
        self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        let value = match value.into() {
            Cow::Borrowed(value) => Cow::Borrowed(value.as_bytes()),
            Cow::Owned(value) => Cow::Owned(value.into_bytes()),
        };
        self.header_bytes(name, value)
    }

    pub(crate) fn header_bytes(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn status_line(mut self, line: impl Into<Cow<'static, str>>) -> Self {
        self.status_line = Some(line.into());
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Cow<'static, [u8]>>) -> Self {
        self.body = Body::Sized(body.into());
        self
    }

    /// A body that no `Content-Length` is added for.
    pub(crate) fn bare_body(mut self, body: impl Into<Cow<'static, [u8]>>) -> Self {
        self.body = Body::Bare(body.into());
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The values that the transport has to return, in order, by name in lower case. Headers of the
    /// connection are left out: the transport may return them or not.
    pub(crate) fn end_to_end(&self) -> BTreeMap<String, Vec<Vec<u8>>> {
        let mut headers = BTreeMap::<String, Vec<Vec<u8>>>::new();
        for (name, value) in self.headers.iter().filter(|(name, _)| !is_hop_by_hop(name)) {
            let values = headers.entry(name.to_ascii_lowercase()).or_default();
            values.push(value.trim_ascii().to_vec());
        }
        headers
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = match &self.status_line {
            Some(line) => line.as_bytes().to_vec(),
            None => format!("HTTP/1.1 {} Status", self.status).into_bytes(),
        };
        bytes.extend(b"\r\n");
        for (name, value) in &self.headers {
            bytes.extend(name.as_bytes());
            bytes.extend(b": ");
            bytes.extend(value.as_ref());
            bytes.extend(b"\r\n");
        }
        let body = match &self.body {
            Body::Bare(body) => body,
            Body::Sized(body) => {
                bytes.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
                body
            }
        };
        bytes.extend(b"\r\n");
        bytes.extend(body.as_ref());
        bytes
    }
}

fn is_hop_by_hop(name: &str) -> bool {
    HOP_BY_HOP.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Headers of the connection or of the body, which a transport may return or leave out.
const HOP_BY_HOP: [&str; 8] = [
    "Connection",
    "Keep-Alive",
    "Content-Length",
    "Content-Encoding",
    "Transfer-Encoding",
    "Trailer",
    "TE",
    "Upgrade",
];

/// The pause between writes that keep a transport waiting.
pub(crate) const DRIP: Duration = Duration::from_millis(20);
/// The pause between writes that fill every buffer, which leaves time for the other cases.
pub(crate) const FAST: Duration = Duration::from_millis(1);
