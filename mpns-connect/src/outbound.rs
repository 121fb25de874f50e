use http::{
    HeaderMap, HeaderValue, Request, StatusCode, Uri, Version,
    header::{CONTENT_LENGTH, PROXY_AUTHORIZATION, TRANSFER_ENCODING},
};

use crate::{
    Error, Proxy,
    own_answer::is_own,
    transport::{ErrorKind, ProxyError, Route},
};

/// What every transport sees to before a request leaves and when its answer is there.
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
    /// Requests that travel as the proxy settings say, with or without an identity.
    #[must_use]
    pub fn new(proxy: Proxy, has_identity: bool) -> Self {
        Self { proxy, has_identity, require_identity: false }
    }

    /// Refuses requests to `https` without an identity, where otherwise the service decides.
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

    /// Makes a request ready for HTTP/1.1: one `Content-Length`, which is the body's, no `Transfer-Encoding`, and the
    /// credentials of a proxy that forwards it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Uri`] where its URI is not absolute, neither `http` nor `https`, or has user info (`user:password@`), of
    /// which HTTP libraries make different things, and which a proxy would be shown;
    /// [`ErrorKind::IdentityRequired`] where it is `https`, and the identity that is required is missing.
    pub fn prepare(&self, request: &mut Request<Vec<u8>>) -> Result<(), Error> {
        let target = request.uri();
        let has_user_info =
            target.authority().is_some_and(|authority| authority.as_str().contains('@'));
        match (target.scheme_str(), target.host()) {
            (_, None | Some("")) => return Err(Error::new(ErrorKind::Uri, target)),
            _ if has_user_info => return Err(Error::new(ErrorKind::Uri, target)),
            (Some("http"), _) => {}
            (Some("https"), _) if self.has_identity || !self.require_identity => {}
            (Some("https"), _) => return Err(Error::new(ErrorKind::IdentityRequired, target)),
            _ => return Err(Error::new(ErrorKind::Uri, target)),
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

    /// An error about an exchange, which explains a refusal of the client if no identity is configured.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, target: &Uri) -> Error {
        let error = Error::new(kind, target);
        if self.has_identity { error } else { error.without_identity() }
    }

    /// Tells whether an answer is the service's.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Proxy`] where the answer is that of a proxy that was to forward the request. It is where it asks for
    /// credentials (407), and where the answer is no success, has none of MPNS's status headers, and says so: by an `error`
    /// of the nearest one in `Proxy-Status` (RFC 9209), by `X-Squid-Error`, or by `Server: tinyproxy`.
    pub fn reject_proxy_response(
        &self,
        target: &Uri,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), Error> {
        let is_forwarded = matches!(self.proxy.decide(target), Route::Forward(_));
        if is_forwarded && is_own(status, headers) {
            let kind = ErrorKind::Proxy { connected: true };
            return Err(Error::new(kind, target).with_source(ProxyError::Refused(status)));
        }
        Ok(())
    }

    /// What a refusal may have come from that the reply itself does not tell: 401 or 403 on an `https` channel, while no
    /// identity is configured.
    #[must_use]
    pub fn explain(&self, target: &Uri, status: StatusCode) -> Option<&'static str> {
        let is_https = target.scheme_str() == Some("https");
        let is_refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        (is_refused && is_https && !self.has_identity).then_some(
            "the channel is authenticated (https), and no identity (client certificate) is configured",
        )
    }
}
