use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version};
use mpns_proto::{ChannelUri, Notification, Origin, is_stale};

use super::error::Error;
use super::error_kind::ErrorKind;
use super::settings::Settings;
use crate::proxy::route::Route;

/// What is sent to a service. The request of each attempt is made from it.
///
/// `Debug` does not show it: its URI is a secret.
pub struct Outgoing<'a> {
    source: Source<'a>,
    /// The credentials of the proxy that forwards it.
    authorization: Option<HeaderValue>,
}

enum Source<'a> {
    Notification(&'a Notification, &'a ChannelUri),
    Request(Box<Request<Bytes>>),
}

impl Outgoing<'_> {
    /// The URI that it is sent to.
    #[must_use]
    pub fn target(&self) -> &Uri {
        match &self.source {
            Source::Notification(_, channel) => channel.expose_uri(),
            Source::Request(request) => request.uri(),
        }
    }

    /// The request for an attempt, as HTTP/1.1 sends it: with `Host`, and one `Content-Length`, the body's; without
    /// `Transfer-Encoding`; with the credentials of a proxy that forwards it.
    #[must_use]
    pub fn request(&self) -> Request<Bytes> {
        let mut request = match &self.source {
            Source::Notification(notification, channel) => notification.shared_request(channel),
            Source::Request(request) => Request::clone(request),
        };
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        request
    }

    /// Whether a response belongs to another request: see [`is_stale`].
    #[must_use]
    pub fn is_stale(&self, response: &HeaderMap) -> bool {
        match &self.source {
            Source::Notification(notification, _) => notification.is_stale(response),
            Source::Request(request) => is_stale(request.headers(), response),
        }
    }
}

impl Settings {
    /// A notification on its way to a channel.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::NotAllowed`] if the [`restrictions`](Self::restrictions) do not allow its host.
    /// * [`ErrorKind::IdentityRequired`] if the channel is `https`, and an identity is required and missing.
    pub fn prepare_notification<'a>(
        &self,
        notification: &'a Notification,
        channel: &'a ChannelUri,
    ) -> Result<Outgoing<'a>, Error> {
        let target = channel.expose_uri();
        // Nothing else is wrong with the URI of a channel.
        if self.require_identity || self.restrictions.are_any() {
            self.check(target)?;
        }
        let authorization = self.authorization(target);
        Ok(Outgoing { source: Source::Notification(notification, channel), authorization })
    }

    /// Any other request on its way. If it has no `Host`, that of its URI becomes the first header.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::Request`] if its method is CONNECT, which is not for a service but for a proxy.
    /// * [`ErrorKind::Uri`] if its URI is not absolute, is neither `http` nor `https`, has an invalid port, or
    ///   has user info (`user:password@`), which HTTP libraries treat differently and a proxy would see.
    /// * [`ErrorKind::NotAllowed`] if the [`restrictions`](Self::restrictions) do not allow its host.
    /// * [`ErrorKind::IdentityRequired`] if it is `https`, and an identity is required and missing.
    pub fn prepare(&self, request: Request<Vec<u8>>) -> Result<Outgoing<'static>, Error> {
        let mut request = request.map(Bytes::from);
        let target = request.uri();
        if request.method() == Method::CONNECT {
            return Err(Error::new(ErrorKind::Request, target));
        }
        let host = self.check(target)?.host_header().to_string();
        let host = HeaderValue::try_from(host).map_err(|_| Error::new(ErrorKind::Uri, target))?;
        let authorization = self.authorization(target);
        let length = HeaderValue::from(request.body().len());
        // What other libraries put there means nothing here.
        request.extensions_mut().clear();
        *request.version_mut() = Version::HTTP_11;
        let headers = request.headers_mut();
        add_host(headers, host);
        headers.remove(TRANSFER_ENCODING);
        headers.insert(CONTENT_LENGTH, length);
        Ok(Outgoing { source: Source::Request(Box::new(request)), authorization })
    }

    fn check<'a>(&self, target: &'a Uri) -> Result<Origin<'a>, Error> {
        let origin = match Origin::of(target) {
            Ok(origin) if !origin.has_user_info() => origin,
            _ => return Err(Error::new(ErrorKind::Uri, target)),
        };
        if let Err(error) = self.restrictions.check(&origin) {
            return Err(Error::new(ErrorKind::NotAllowed, target).with_source(error));
        }
        if origin.is_https() && self.require_identity && !self.tls.has_identity() {
            return Err(Error::new(ErrorKind::IdentityRequired, target));
        }
        Ok(origin)
    }

    fn authorization(&self, target: &Uri) -> Option<HeaderValue> {
        match self.proxy.decide(target) {
            Route::Forward(proxy) => proxy.authorization().cloned(),
            Route::Direct | Route::Tunnel(_) => None,
        }
    }
}

impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").finish_non_exhaustive()
    }
}

/// RFC 9110 (section 7.2) wants `Host` first.
fn add_host(headers: &mut HeaderMap, host: HeaderValue) {
    if headers.contains_key(HOST) {
        return;
    }
    let others = std::mem::take(headers);
    headers.reserve(others.len().saturating_add(2));
    headers.insert(HOST, host);
    headers.extend(others);
}
