use http::header::{CONTENT_LENGTH, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, Version};
use mpns_proto::Origin;

use super::error::{Error, ErrorKind};
use crate::proxy::error::ProxyError;
use crate::proxy::proxy::Proxy;
use crate::proxy::response::is_of_proxy;
use crate::proxy::route::Route;

/// What every transport does before a request leaves, and when its response is there.
///
/// ```
/// use http::Request;
/// use mpns_connect::{Proxy, transport::Outbound};
///
/// let outbound = Outbound::new(Proxy::none(), false);
/// let mut request = Request::post("http://sn1.notify.live.net/throttledthirdparty/01.00/AAE")
///     .header("Content-Length", "1000")
///     .body(b"four".to_vec())?;
/// outbound.prepare(&mut request)?;
/// assert_eq!(request.headers()["Content-Length"], "4");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Outbound {
    proxy: Proxy,
    has_identity: bool,
    require_identity: bool,
}

impl Outbound {
    /// For requests that travel as the proxy settings say, with or without an identity.
    #[must_use]
    pub fn new(proxy: Proxy, has_identity: bool) -> Self {
        Self { proxy, has_identity, require_identity: false }
    }

    /// If `require`, refuses `https` requests while there is no identity. Otherwise the service decides.
    #[must_use]
    pub fn require_identity(mut self, require: bool) -> Self {
        self.require_identity = require;
        self
    }

    /// Which requests go through which proxy.
    #[must_use]
    pub fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// Whether a client certificate is shown to services that ask for one.
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.has_identity
    }

    /// Makes a request ready for HTTP/1.1: with one `Content-Length`, the body's; without `Transfer-Encoding`;
    /// with the credentials of a proxy that forwards it.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::Request`] if its method is CONNECT, which is not for a service but for a proxy.
    /// * [`ErrorKind::Uri`] if its URI is not absolute, is neither `http` nor `https`, has an invalid port, or
    ///   has user info (`user:password@`), which HTTP libraries treat differently and a proxy would see.
    /// * [`ErrorKind::IdentityRequired`] if it is `https`, and an identity is required and missing.
    pub fn prepare(&self, request: &mut Request<Vec<u8>>) -> Result<(), Error> {
        let target = request.uri();
        if request.method() == Method::CONNECT {
            return Err(Error::new(ErrorKind::Request, target));
        }
        let Some(origin) = Origin::of(target).ok().filter(|origin| !origin.has_user_info()) else {
            return Err(Error::new(ErrorKind::Uri, target));
        };
        if origin.is_https() && self.require_identity && !self.has_identity {
            return Err(Error::new(ErrorKind::IdentityRequired, target));
        }
        let authorization = match self.proxy.decide(target) {
            Route::Forward(proxy) => proxy.authorization().cloned(),
            Route::Direct | Route::Tunnel(_) => None,
        };
        let length = HeaderValue::from(request.body().len());
        *request.version_mut() = Version::HTTP_11;
        let headers = request.headers_mut();
        headers.remove(TRANSFER_ENCODING);
        headers.insert(CONTENT_LENGTH, length);
        if let Some(authorization) = authorization {
            headers.insert(PROXY_AUTHORIZATION, authorization);
        }
        Ok(())
    }

    /// An error about an exchange. If no identity is configured and the service refused the client, it says so.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, target: &Uri) -> Error {
        let error = Error::new(kind, target);
        if self.has_identity { error } else { error.without_identity() }
    }

    /// Rejects a response that a forwarding proxy made itself, so that only the service's responses become
    /// replies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Proxy`] if the request was forwarded and the response is a 407, or identifies itself as the
    /// proxy's. It does so if it is not a 2xx, has none of MPNS's three status headers, and has an `error` of
    /// the nearest proxy in `Proxy-Status` (RFC 9209), an `X-Squid-Error`, or a `Server` that begins with
    /// `tinyproxy`.
    pub fn reject_proxy_response(
        &self,
        target: &Uri,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), Error> {
        let is_forwarded = matches!(self.proxy.decide(target), Route::Forward(_));
        if is_forwarded && is_of_proxy(status, headers) {
            let kind = ErrorKind::Proxy { connected: true };
            return Err(Error::new(kind, target).with_source(ProxyError::Refused(status)));
        }
        Ok(())
    }

    /// What may have caused a 401 or 403 that the reply does not tell: the channel is `https`, and no identity
    /// is configured.
    #[must_use]
    pub fn explain(&self, target: &Uri, status: StatusCode) -> Option<&'static str> {
        let is_https = target.scheme_str() == Some("https");
        let is_refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        (is_refused && is_https && !self.has_identity).then_some(
            "the channel is authenticated (https), and no identity (client certificate) is configured",
        )
    }
}
