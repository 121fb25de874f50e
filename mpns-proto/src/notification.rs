use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method, Request};
use uuid::Uuid;

use crate::{BatchingInterval, ChannelUri, Kind, Limits, NotificationClass, Warning, header};

/// A checked and encoded notification, ready to be sent to any number of channels.
///
/// The `build` of a kind creates it, such as [`Toast::build`](crate::Toast::build), or, with the feature `service`,
/// `from_user_document` from a document that a service would take. Only its message ID can be changed. A clone shares
/// the body.
///
/// `Debug` does not show the content.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    encoded: Arc<Encoded>,
    message_id: Option<Uuid>,
}

/// What the clones of a notification share.
struct Encoded {
    kind: Kind,
    class: NotificationClass,
    /// Whether a raw notification has the header with its target.
    explicit_target: bool,
    content_type: HeaderValue,
    body: Bytes,
    /// What all requests have in common, once it is needed. It follows from the rest.
    headers: OnceLock<HeaderMap>,
}

impl Notification {
    pub(crate) fn from_document(kind: Kind, interval: BatchingInterval, body: Bytes) -> Self {
        let class = NotificationClass::new(kind.target(), interval);
        Self::new(kind, class, HeaderValue::from_static(TEXT_XML), false, body)
    }

    pub(crate) fn from_raw(
        class: NotificationClass,
        content_type: Option<HeaderValue>,
        explicit_target: bool,
        body: Bytes,
    ) -> Self {
        let content_type = content_type.unwrap_or(HeaderValue::from_static(TEXT_XML));
        Self::new(Kind::Raw, class, content_type, explicit_target, body)
    }

    fn new(
        kind: Kind,
        class: NotificationClass,
        content_type: HeaderValue,
        explicit_target: bool,
        body: Bytes,
    ) -> Self {
        let headers = OnceLock::new();
        let encoded = Encoded { kind, class, explicit_target, content_type, body, headers };
        Self { encoded: Arc::new(encoded), message_id: None }
    }

    /// Sets the message ID, a UUID that the service echoes in its response: `X-MessageID`.
    ///
    /// Without one the service echoes the nil UUID.
    #[must_use]
    pub fn with_message_id(mut self, message_id: Uuid) -> Self {
        self.message_id = Some(message_id);
        self
    }

    /// The kind of the notification.
    pub fn kind(&self) -> Kind {
        self.encoded.kind
    }

    /// The notification class: target and batching interval in one number.
    pub fn class(&self) -> NotificationClass {
        self.encoded.class
    }

    /// The message ID that the service echoes.
    pub fn message_id(&self) -> Option<Uuid> {
        self.message_id
    }

    /// The body of the request.
    pub fn body(&self) -> &[u8] {
        &self.encoded.body
    }

    /// The request that sends the notification to a channel.
    ///
    /// It has all headers that HTTP/1.1 needs: `Host` as the first, and a `Content-Length`, in bytes. The URI of the
    /// request is a secret, and `Debug` of a request shows it.
    ///
    /// Source: [`hh202945`](crate::protocol#hh202945).
    pub fn request(&self, channel: &ChannelUri) -> Request<Vec<u8>> {
        post(channel.expose_uri().clone(), self.headers(channel), self.body().to_vec())
    }

    /// The same request without a copy of the body, for a transport that takes [`Bytes`].
    pub fn shared_request(&self, channel: &ChannelUri) -> Request<Bytes> {
        post(channel.expose_uri().clone(), self.headers(channel), self.encoded.body.clone())
    }

    /// What is odd about the request although it can be sent: its headers together are longer
    /// than [`Limits::header_bytes`], which a service refuses. A long content type, or the long host of a
    /// channel, can be the reason.
    ///
    /// The warnings about the content are those of [`Content::warnings`](crate::Content::warnings).
    pub fn warnings(&self, channel: &ChannelUri, limits: &Limits) -> Vec<Warning> {
        header::warning(&self.headers(channel), limits).into_iter().collect()
    }

    fn headers(&self, channel: &ChannelUri) -> HeaderMap {
        let mut headers = self.encoded.headers.get_or_init(|| self.encoded.headers()).clone();
        headers.insert(HOST, channel.host_header());
        if let Some(message_id) = self.message_id.and_then(uuid_value) {
            headers.insert(header::MESSAGE_ID, message_id);
        }
        headers
    }
}

impl Encoded {
    /// The headers of every request, behind a `Host` that is yet to be filled in.
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(HOST, HeaderValue::from_static(""));
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        headers.insert(CONTENT_LENGTH, content_length(self.body.len()));
        headers.insert(header::NOTIFICATION_CLASS, self.class.header_value());
        if self.kind != Kind::Raw || self.explicit_target {
            let target = HeaderValue::from_static(self.kind.target().as_str());
            headers.insert(header::TARGET, target);
        }
        headers
    }
}

impl PartialEq for Encoded {
    fn eq(&self, other: &Self) -> bool {
        let parts = |it: &Self| (it.kind, it.class, it.explicit_target);
        parts(self) == parts(other)
            && self.content_type == other.content_type
            && self.body == other.body
    }
}

impl Eq for Encoded {}

impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("kind", &self.kind())
            .field("class", &self.class().number())
            .field("message_id", &self.message_id)
            .field("bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}

pub(crate) fn post<B>(uri: http::Uri, headers: HeaderMap, body: B) -> Request<B> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

/// A length as a header value. Allocates once; `HeaderValue::from` allocates twice.
pub(crate) fn content_length(length: usize) -> HeaderValue {
    HeaderValue::from_str(itoa::Buffer::new().format(length))
        .unwrap_or_else(|_| HeaderValue::from(length))
}

fn uuid_value(uuid: Uuid) -> Option<HeaderValue> {
    HeaderValue::from_str(uuid.hyphenated().encode_lower(&mut [0; 36])).ok()
}

/// The content type of a document, and the default of a raw notification.
pub(crate) const TEXT_XML: &str = "text/xml";
/// The most headers that a request has, with `Host`.
const HEADERS: usize = 6;
