use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
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
    kind: Kind,
    class: NotificationClass,
    /// Whether a raw notification has the header with its target.
    explicit_target: bool,
    content_type: HeaderValue,
    message_id: Option<Uuid>,
    body: Bytes,
}

impl Notification {
    pub(crate) fn from_document(kind: Kind, interval: BatchingInterval, body: Bytes) -> Self {
        Self {
            kind,
            class: NotificationClass::new(kind.target(), interval),
            explicit_target: false,
            content_type: HeaderValue::from_static(TEXT_XML),
            message_id: None,
            body,
        }
    }

    pub(crate) fn from_raw(
        class: NotificationClass,
        content_type: Option<HeaderValue>,
        explicit_target: bool,
        body: Bytes,
    ) -> Self {
        Self {
            kind: Kind::Raw,
            class,
            explicit_target,
            content_type: content_type.unwrap_or(HeaderValue::from_static(TEXT_XML)),
            message_id: None,
            body,
        }
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
        self.kind
    }

    /// The notification class: target and batching interval in one number.
    pub fn class(&self) -> NotificationClass {
        self.class
    }

    /// The message ID that the service echoes.
    pub fn message_id(&self) -> Option<Uuid> {
        self.message_id
    }

    /// The body of the request.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The request that sends the notification to a channel.
    ///
    /// It has a `Content-Length`, in bytes. The transport adds `Host` from the URI. The URI of the request is
    /// a secret, and `Debug` of a request shows it.
    ///
    /// Source: [`hh202945`](crate::protocol#hh202945).
    pub fn request(&self, channel: &ChannelUri) -> Request<Vec<u8>> {
        post(channel.expose_uri().clone(), self.headers(), self.body.to_vec())
    }

    /// What is odd about the request although it can be sent: its headers, together with `Host`, are longer
    /// than [`Limits::header_bytes`], which a service refuses. A long content type, or the long host of a
    /// channel, can be the reason.
    ///
    /// The warnings about the content are those of [`Content::warnings`](crate::Content::warnings).
    pub fn warnings(&self, channel: &ChannelUri, limits: &Limits) -> Vec<Warning> {
        header::warning(channel.expose_uri(), &self.headers(), limits).into_iter().collect()
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(CONTENT_TYPE, self.content_type.clone());
        headers.insert(CONTENT_LENGTH, content_length(self.body.len()));
        headers.insert(header::NOTIFICATION_CLASS, self.class.header_value());
        if self.kind != Kind::Raw || self.explicit_target {
            let target = HeaderValue::from_static(self.kind.target().as_str());
            headers.insert(header::TARGET, target);
        }
        if let Some(message_id) = self.message_id.and_then(uuid_value) {
            headers.insert(header::MESSAGE_ID, message_id);
        }
        headers
    }
}

impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("kind", &self.kind)
            .field("class", &self.class.number())
            .field("message_id", &self.message_id)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

pub(crate) fn post(uri: http::Uri, headers: HeaderMap, body: Vec<u8>) -> Request<Vec<u8>> {
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
/// The most headers that a request has.
const HEADERS: usize = 5;
