use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{StatusCode, Uri};

use crate::causes::causes;
use crate::proxy::error::ProxyError;
use crate::tls::failure::TlsFailure;

/// Why there is no reply, from any transport.
///
/// Its text names the host, never the path, which is a secret. The causes are its
/// [`source`](StdError::source)s.
///
/// # What to do without a reply
///
/// 1. If the configuration or the request is wrong, do not repeat it before that is corrected. It is if
///    [`is_identity_missing`](Error::is_identity_missing), if the [`tls_failure`](Error::tls_failure) [is
///    permanent](TlsFailure::is_permanent), if the [`proxy_status`](Error::proxy_status) is a 3xx or 4xx, or if
///    the kind is [`ErrorKind::Uri`] or [`ErrorKind::Request`].
/// 2. Else, unless it [may have been delivered](Error::may_have_been_delivered), send it again later. The waits
///    are those after a 503, which is `Outcome::Unavailable` in `mpns-proto`: 4 minutes, doubling up to 32.
/// 3. Else the caller decides: sending it again may show the notification twice.
///
/// # For transports
///
/// A transport makes it from an [`ErrorKind`], adding what else it knows in any order:
///
/// ```
/// use mpns_connect::{Error, transport::ErrorKind};
///
/// let target = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse()?;
/// let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
/// let error = Error::new(ErrorKind::NoReply, &target).with_source(broken);
/// assert!(error.may_have_been_delivered());
/// assert_eq!(
///     error.to_string(),
///     "no reply from sn1.notify.live.net: the connection failed; the request may have been delivered",
/// );
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// Host and port.
    host: String,
    lacks_identity: bool,
    is_first: bool,
    tls: Option<TlsFailure>,
    proxy_status: Option<StatusCode>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far an exchange without a reply came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URI is not absolute, neither `http` nor `https`, or has user info or an invalid port.
    Uri,
    /// The request is not one that the transport can send.
    Request,
    /// The URI is `https`, no identity is configured, and the settings require one.
    IdentityRequired,
    /// There was no connection within the time limit.
    ConnectTimeout {
        /// The limit that was reached: for connecting, or for the whole exchange.
        limit: Duration,
        /// Whether the proxy, and not the service, was not reached or did not respond.
        proxy: bool,
    },
    /// There was no connection.
    Connect,
    /// A proxy is at fault: it cannot be reached, did not open a tunnel, or (if `connected`) responded to the
    /// request itself instead of forwarding it.
    Proxy {
        /// Whether the request was sent to the proxy.
        connected: bool,
    },
    /// There was no reply within the time limit, and part of the request may have left.
    Timeout {
        /// The limit that was reached: of the whole exchange or, over an agent of the caller's, for connecting.
        limit: Duration,
    },
    /// The connection was closed before any part of the request left.
    NotSent,
    /// The connection failed after part of the request may have left.
    NoReply,
    /// What came is not the head of an HTTP response, or exceeds the transport's limits.
    Head {
        /// How many bytes a head may have.
        max_bytes: usize,
        /// How many headers a head may have.
        max_headers: usize,
    },
}

impl Error {
    /// An error about the exchange with the host of this URI.
    #[must_use]
    pub fn new(kind: ErrorKind, target: &Uri) -> Self {
        let host = target.host().unwrap_or_default();
        let host =
            target.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Self(Box::new(Inner {
            kind,
            host,
            lacks_identity: false,
            is_first: false,
            tls: None,
            proxy_status: None,
            source: None,
        }))
    }

    /// Adds the cause. A TLS failure and a proxy's status are taken from it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        self.0.tls = TlsFailure::find(&*source).or(self.0.tls);
        self.0.proxy_status = causes(&*source)
            .find_map(|cause| cause.downcast_ref::<ProxyError>()?.status())
            .or(self.0.proxy_status);
        self.0.source = Some(source);
        self
    }

    /// Adds what failed in TLS, if the cause does not tell.
    #[must_use]
    pub fn with_tls_failure(mut self, failure: TlsFailure) -> Self {
        self.0.tls.get_or_insert(failure);
        self
    }

    /// Says that no identity is configured, so that a failure that is about one is explained.
    pub(crate) fn without_identity(mut self) -> Self {
        self.0.lacks_identity = true;
        self
    }

    /// Says that the connection is known to have carried no exchange before. If its server refuses the client
    /// in TLS, it has not read the request, even if one has left.
    #[must_use]
    pub fn on_new_connection(mut self) -> Self {
        self.0.is_first = true;
        self
    }

    /// How far the exchange came.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Whether a time limit was reached: for connecting, or for the whole exchange.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout { .. } | ErrorKind::ConnectTimeout { .. })
    }

    /// Whether there was no connection, so nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::ConnectTimeout { .. }
                | ErrorKind::Connect
                | ErrorKind::Proxy { connected: false }
        )
    }

    /// Whether the service may have read the request: part of it may have left, and no reply came. Sending it
    /// again may deliver it twice.
    ///
    /// If a forwarding proxy answered itself: a 3xx or 4xx means the request was not forwarded; after a 5xx it
    /// may have been.
    #[must_use]
    pub fn may_have_been_delivered(&self) -> bool {
        let has_left = match self.0.kind {
            ErrorKind::Timeout { .. } | ErrorKind::NoReply | ErrorKind::Head { .. } => true,
            ErrorKind::Proxy { connected } => connected && !self.is_refused_by_proxy(),
            _ => false,
        };
        let is_refused = self.tls_failure().is_some_and(TlsFailure::is_refusal_of_client);
        has_left && !(is_refused && self.0.is_first)
    }

    fn is_refused_by_proxy(&self) -> bool {
        self.0
            .proxy_status
            .is_some_and(|status| status.is_redirection() || status.is_client_error())
    }

    /// What failed in TLS, if something did. Most such failures are permanent: see
    /// [`TlsFailure::is_permanent`].
    #[must_use]
    pub fn tls_failure(&self) -> Option<&TlsFailure> {
        self.0.tls.as_ref()
    }

    /// Whether a proxy is at fault: it cannot be reached, did not respond in time, or refused.
    #[must_use]
    pub fn is_proxy(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Proxy { .. } | ErrorKind::ConnectTimeout { proxy: true, .. }
        )
    }

    /// The status with which a proxy refused, if one did.
    #[must_use]
    pub fn proxy_status(&self) -> Option<StatusCode> {
        self.0.proxy_status
    }

    /// Whether there is no reply because no identity is configured, or maybe because of that: the channel is
    /// `https`, and the settings require an identity, or the service refused the client in TLS.
    #[must_use]
    pub fn is_identity_missing(&self) -> bool {
        let is_about_identity =
            self.tls_failure().is_some_and(TlsFailure::is_about_client_certificate);
        self.0.kind == ErrorKind::IdentityRequired || (self.0.lacks_identity && is_about_identity)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, host, tls, .. } = &*self.0;
        match (kind, tls) {
            (ErrorKind::Uri, _) => {
                f.write_str(
                    "the request's URI is not an absolute http or https URI, or has user info or an invalid port",
                )?;
            }
            (ErrorKind::Request, _) => write!(f, "the request to {host} cannot be sent")?,
            (ErrorKind::IdentityRequired, _) => write!(
                f,
                "the channel on {host} is https, for which the settings require a client certificate"
            )?,
            (_, Some(tls)) => write!(f, "no reply from {host}: {tls}")?,
            (ErrorKind::ConnectTimeout { limit, proxy }, _) => {
                write!(f, "no connection to {host} within {limit:?}")?;
                if *proxy {
                    f.write_str(": the proxy was not reached, or did not respond")?;
                }
            }
            (ErrorKind::Connect, _) => write!(f, "no connection to {host}")?,
            (ErrorKind::Proxy { .. }, _) => write!(f, "no way to {host} through the proxy")?,
            (ErrorKind::Timeout { limit }, _) => {
                write!(f, "no reply from {host} within {limit:?}")?;
            }
            (ErrorKind::NotSent, _) => {
                write!(f, "the connection to {host} was closed before the request left")?;
            }
            (ErrorKind::NoReply, _) => write!(f, "no reply from {host}: the connection failed")?,
            (ErrorKind::Head { max_bytes, max_headers }, _) => write!(
                f,
                "no reply from {host}: what came is not the head of an HTTP response, or exceeds {max_bytes} bytes or {max_headers} headers"
            )?,
        }
        if self.is_identity_missing() {
            f.write_str(", and no identity (client certificate) is configured")?;
        }
        if self.may_have_been_delivered() {
            f.write_str("; the request may have been delivered")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("host", &self.0.host)
            .field("may_have_been_delivered", &self.may_have_been_delivered())
            .field("tls_failure", &self.0.tls)
            .field("proxy_status", &self.0.proxy_status)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
