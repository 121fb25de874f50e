use std::time::Duration;

use http::{HeaderMap, StatusCode, Uri};

use super::connection::Connection;
use super::error::Error;
use super::error_kind::ErrorKind;
use crate::lookup::Resolver;
use crate::proxy::error::{ProxyError, is_refusal};
use crate::proxy::proxy::Proxy;
use crate::proxy::response::is_of_proxy;
use crate::proxy::route::Route;
use crate::restriction::Restrictions;
use crate::tls::client_auth::ClientAuth;
use crate::tls::tls::Tls;

/// The settings of a client, and what every transport does with them: before a request is sent, and when its response
/// has been received.
///
/// A [`ClientBuilder`](crate::ClientBuilder) creates them.
///
/// ```
/// use http::Request;
/// use mpns_connect::transport::Settings;
///
/// let settings = Settings::default();
/// let request = Request::post("http://sn1.notify.live.net/throttledthirdparty/01.00/AAE")
///     .header("Content-Length", "1000")
///     .body(b"four".to_vec())?;
/// let request = settings.prepare(request)?.request();
/// assert_eq!(request.headers()["Content-Length"], "4");
/// assert_eq!(request.headers()["Host"], "sn1.notify.live.net");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) max_idle_connections: usize,
    pub(super) max_idle_connections_in_all: usize,
    pub(super) tls: Tls,
    pub(super) proxy: Proxy,
    pub(super) require_identity: bool,
    pub(super) restrictions: Restrictions,
    pub(super) resolver: Resolver,
}

impl Settings {
    /// The time limit for a whole exchange, connecting included.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The time limit for connecting: that for a whole exchange, if it is shorter.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        self.connect_timeout.min(self.timeout)
    }

    /// How many unused connections to one host are kept open.
    #[must_use]
    pub fn max_idle_connections(&self) -> usize {
        self.max_idle_connections
    }

    /// How many unused connections to all hosts together are kept open.
    #[must_use]
    pub fn max_idle_connections_in_all(&self) -> usize {
        self.max_idle_connections_in_all
    }

    /// Identity, trust, cipher suites and versions of TLS.
    #[must_use]
    pub fn tls(&self) -> &Tls {
        &self.tls
    }

    /// What looks up the names of services and proxies. Clones of the settings share it.
    #[must_use]
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Which requests go through which proxy.
    #[must_use]
    pub fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    /// Which hosts and addresses may be connected to. A transport dials the addresses that it
    /// [permits](Restrictions::permit).
    #[must_use]
    pub fn restrictions(&self) -> &Restrictions {
        &self.restrictions
    }

    /// An error about an exchange. If no identity is configured and the service refused the client, it says so.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, target: &Uri) -> Error {
        let error = Error::new(kind, target);
        if self.tls.has_identity() { error } else { error.without_identity() }
    }

    /// Rejects a response that a forwarding proxy generated itself, so that only the service's responses become
    /// replies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ProxyRefused`] or [`ErrorKind::ProxyFailed`] if the request was forwarded and the response is a
    /// 407, or identifies itself as the proxy's. It does so if it is not a 2xx, has none of MPNS's three status
    /// headers, and has an `error` of the nearest proxy in `Proxy-Status` (RFC 9209), an `X-Squid-Error`, or a
    /// `Server` that begins with `tinyproxy`.
    pub fn reject_proxy_response(
        &self,
        target: &Uri,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), Error> {
        let is_forwarded = matches!(self.proxy.decide(target), Route::Forward(_));
        if is_forwarded && is_of_proxy(status, headers) {
            let kind =
                if is_refusal(status) { ErrorKind::ProxyRefused } else { ErrorKind::ProxyFailed };
            return Err(Error::new(kind, target).with_source(ProxyError::Refused(status)));
        }
        Ok(())
    }

    /// What may have caused a 401 or 403 that the reply does not show: the channel is `https`, and no identity
    /// is configured.
    #[must_use]
    pub fn explain(&self, target: &Uri, status: StatusCode) -> Option<&'static str> {
        let is_https = target.scheme_str() == Some("https");
        let is_refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        (is_refused && is_https && !self.tls.has_identity()).then_some(
            "the channel is authenticated (https), and no identity (client certificate) is configured",
        )
    }

    /// Why an exchange on this connection was not authenticated by the configured identity, if there is one: the channel
    /// is `http`, or the service did not ask for it. The reply does not show it.
    #[must_use]
    pub fn explain_connection(&self, connection: &Connection) -> Option<&'static str> {
        if !self.tls.has_identity() {
            return None;
        }
        match (connection.tls(), connection.client_auth()) {
            (None, _) => Some(
                "the client certificate was not used: the channel is http, which has no authentication",
            ),
            (_, Some(ClientAuth::NotRequested)) => {
                Some("the client certificate was not used: the service did not ask for it")
            }
            (_, Some(ClientAuth::Unsuitable)) => Some(
                "the client certificate was not used: the service does not take its kind of key",
            ),
            _ => None,
        }
    }
}
