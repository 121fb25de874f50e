use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Request, Response, Uri};

use crate::notification::{TEXT_XML, content_length, post};
use crate::{ChannelUri, Limits, Origin, Reply, Warning, header};

/// Asks the service to call back when the phone of a channel becomes inactive.
///
/// The service then POSTs the blob to the callback URI once. To be called again, register again.
/// A channel has one registration, and a new one replaces it. Only authenticated (`https`) channels can have
/// one.
///
/// The response has the subscription status and the device connection status. [`CallbackRegistration::reply`] reads it:
/// it means of the channel only what these headers say. A 404 without them does not delete the channel, because the
/// service may just not have callbacks.
///
/// `Debug` shows neither the URIs nor the blob.
///
/// Source: [`ff402554`](crate::protocol#ff402554).
///
/// ```
/// use mpns_proto::{CallbackRegistration, ChannelUri, Outcome};
///
/// # fn transport(_: http::Request<Vec<u8>>) -> http::Response<()> {
/// #     let mut response = http::Response::new(());
/// #     *response.status_mut() = http::StatusCode::NOT_FOUND;
/// #     response
/// # }
/// let channel: ChannelUri = "https://db3.notify.live.net/unthrottledthirdparty/01.00/AAA".parse()?;
/// let callback = "https://example.org/inactive".parse()?;
/// let registration = CallbackRegistration::new(&channel, &callback, b"user 7")?;
/// let request = registration.request();
/// assert_eq!(request.uri().path(), "/unthrottledthirdparty/01.00/AAA/callback");
///
/// let reply = registration.reply(&transport(request)); // 404
/// assert_eq!(reply.outcome(), Outcome::Unrecognized);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackRegistration {
    registration: Uri,
    callback: HeaderValue,
    blob: Bytes,
}

impl CallbackRegistration {
    /// Checks the parts of a registration.
    ///
    /// # Errors
    ///
    /// If the channel is not `https`, the callback is not an absolute `http` or `https` URI, or the
    /// blob is longer than [`Limits::MAX_CALLBACK_BYTES`].
    pub fn new(channel: &ChannelUri, callback: &Uri, blob: &[u8]) -> Result<Self, CallbackError> {
        if !channel.is_authenticated() {
            return Err(CallbackError::Unauthenticated);
        }
        if Origin::of(callback).is_err() {
            return Err(CallbackError::CallbackUri);
        }
        if blob.len() > Limits::MAX_CALLBACK_BYTES {
            return Err(CallbackError::TooLarge { size: blob.len() });
        }
        let registration = registration_uri(channel);
        let callback =
            HeaderValue::try_from(callback.to_string()).map_err(|_| CallbackError::CallbackUri)?;
        Ok(Self { registration, callback, blob: Bytes::copy_from_slice(blob) })
    }

    /// The request that registers the callback.
    pub fn request(&self) -> Request<Vec<u8>> {
        post(self.registration.clone(), self.headers(), self.blob.to_vec())
    }

    /// What is odd about the request although it can be sent: its headers, are longer together
    /// than [`Limits::header_bytes`], which a service refuses. A long callback URI is the likely reason.
    pub fn warnings(&self, limits: &Limits) -> Vec<Warning> {
        header::warning(&self.headers(), limits).into_iter().collect()
    }

    /// The facts of the response to that request, marked as [the reply to a callback
    /// registration](Reply::is_to_callback). [`Reply::from_response`] would read it as that to a notification.
    pub fn reply<B>(&self, response: &Response<B>) -> Reply {
        Reply::from_response(response).with_callback()
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(HOST, header::host(&self.registration));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(TEXT_XML));
        headers.insert(CONTENT_LENGTH, content_length(self.blob.len()));
        headers.insert(header::CALLBACK_URI, self.callback.clone());
        headers
    }
}

impl fmt::Debug for CallbackRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackRegistration")
            .field("host", &self.registration.host())
            .field("bytes", &self.blob.len())
            .finish_non_exhaustive()
    }
}

/// Why a callback cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The channel is not `https`.
    #[error("only authenticated (https) channels can have a callback")]
    Unauthenticated,
    /// The callback is not an absolute `http` or `https` URI.
    #[error("the callback URI is not an absolute http or https URI")]
    CallbackUri,
    /// The blob is longer than [`Limits::MAX_CALLBACK_BYTES`].
    #[error(
        "the callback blob takes {size} bytes, more than the {} allowed",
        Limits::MAX_CALLBACK_BYTES
    )]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
}

#[expect(
    clippy::expect_used,
    reason = "a channel URI has a path, and is far shorter than the longest URI"
)]
fn registration_uri(channel: &ChannelUri) -> Uri {
    let channel = channel.expose_uri();
    let path = channel.path().strip_suffix('/').unwrap_or(channel.path());
    let path = match channel.query() {
        None => format!("{path}{PATH}"),
        Some(query) => format!("{path}{PATH}?{query}"),
    };
    let mut parts = channel.clone().into_parts();
    let path = PathAndQuery::try_from(path).expect("a path with more at its end");
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).expect("scheme and authority of a URI")
}

const PATH: &str = "/callback";
const HEADERS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appends_to_the_path_before_the_query() {
        for (channel, registration) in [
            ("https://h/u/1/A", "https://h/u/1/A/callback"),
            ("https://h:81/A?b=c/d", "https://h:81/A/callback?b=c/d"),
            ("https://h/A/", "https://h/A/callback"),
            ("https://h/A//", "https://h/A//callback"),
            ("https://h", "https://h/callback"),
            ("https://h/?token=1", "https://h/callback?token=1"),
        ] {
            let channel: ChannelUri = channel.parse().expect("a channel");
            let callback = Uri::from_static("http://back.example/a?b");
            let request = CallbackRegistration::new(&channel, &callback, b"blob")
                .expect("a registration")
                .request();
            assert_eq!(request.uri(), registration);
            assert_eq!(request.method(), "POST");
            assert_eq!(request.headers()["x-callbackuri"], "http://back.example/a?b");
            assert_eq!(request.headers()["content-length"], "4");
            assert_eq!(request.body(), b"blob");
        }
    }

    #[test]
    fn refuses_what_the_service_would() {
        use CallbackError as E;
        let https = "https://h/A";
        for (channel, callback, size, error) in [
            (https, "https://back.example/", 1024, None),
            (https, "https://back.example/", 1025, Some(E::TooLarge { size: 1025 })),
            ("http://h/A", "https://back.example/", 0, Some(E::Unauthenticated)),
            (https, "/relative", 0, Some(E::CallbackUri)),
            (https, "ftp://back.example/", 0, Some(E::CallbackUri)),
            (https, "back.example:80", 0, Some(E::CallbackUri)),
            (https, "https://back.example:65536/", 0, Some(E::CallbackUri)),
            (https, "https://user@back.example:81/", 0, None),
        ] {
            let channel: ChannelUri = channel.parse().expect("a channel");
            let callback: Uri = callback.parse().expect("a URI");
            let made = CallbackRegistration::new(&channel, &callback, &vec![b'x'; size]);
            assert_eq!(made.err(), error, "{callback} {size}");
        }
    }
}
