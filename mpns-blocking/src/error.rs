use std::{error::Error as StdError, fmt, io, time::Duration};

use http::{StatusCode, Uri};
use mpns_connect::{ProxyError, TlsFailure};

use crate::{
    client::{MAX_HEAD, MAX_HEADERS},
    dial_error::DialError,
};

type Source = Box<dyn StdError + Send + Sync>;

/// Why there is no reply.
///
/// Its text names the host, never the path, which is a secret; the causes are its [`source`](std::error::Error::source)s.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// Host and port.
    host: String,
    delivered: bool,
    identity_missing: bool,
    tls: Option<TlsFailure>,
    proxy_status: Option<StatusCode>,
    source: Option<Source>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Uri,
    Request,
    IdentityRequired,
    ConnectTimeout(Duration),
    Connect,
    Proxy { connected: bool },
    Timeout { limit: Duration, connected: bool },
    NoReply,
    Head,
}

/// The limits that an exchange stood under, and what is known of it apart from its error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exchange {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) lacks_identity: bool,
    /// Whether a byte of the request may have left; unknown where the connections are a caller's own.
    pub(crate) sent: Option<bool>,
    /// Whether the connection is known to have carried no exchange before.
    pub(crate) is_first: bool,
}

impl Error {
    /// Whether a time limit was reached: the whole exchange's, or connecting's.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout { .. } | Kind::ConnectTimeout(_))
    }

    /// Whether there was no connection, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::ConnectTimeout(_)
                | Kind::Connect
                | Kind::Proxy { connected: false }
                | Kind::Timeout { connected: false, .. }
        )
    }

    /// Whether the service may have read the request: something of it may have left, and no reply came. Sending it again may
    /// deliver it twice.
    #[must_use]
    pub fn may_have_been_delivered(&self) -> bool {
        self.0.delivered
    }

    /// What failed in TLS, where something did. Most such failures are permanent:
    /// [`TlsFailure::is_permanent`] tells.
    #[must_use]
    pub fn tls_failure(&self) -> Option<&TlsFailure> {
        self.0.tls.as_ref()
    }

    /// Whether a proxy is at fault: it cannot be reached, or it refused.
    #[must_use]
    pub fn is_proxy(&self) -> bool {
        matches!(self.0.kind, Kind::Proxy { .. })
    }

    /// The status with which a proxy refused.
    #[must_use]
    pub fn proxy_status(&self) -> Option<StatusCode> {
        self.0.proxy_status
    }

    /// Whether the channel is `https` and no identity is configured, and that is why, or may be why: the service refused in
    /// TLS, or [`ClientBuilder::require_identity`](crate::ClientBuilder::require_identity) did.
    #[must_use]
    pub fn is_identity_missing(&self) -> bool {
        self.0.identity_missing
    }

    /// A URI that is not absolute, or neither `http` nor `https`.
    pub(crate) fn uri() -> Self {
        Self::new(Kind::Uri, String::new())
    }

    pub(crate) fn identity_required(target: &Uri) -> Self {
        let mut error = Self::new(Kind::IdentityRequired, host(target));
        error.0.identity_missing = true;
        error
    }

    /// A forwarding proxy that answered with its own refusal instead of the origin's answer.
    pub(crate) fn refused_by_proxy(target: &Uri, status: StatusCode) -> Self {
        let mut error = Self::new(Kind::Proxy { connected: true }, host(target));
        error.0.proxy_status = Some(status);
        error.0.source = Some(ProxyError::Refused(status).into());
        error
    }

    pub(crate) fn exchange(target: &Uri, exchange: Exchange, error: ureq::Error) -> Self {
        let unsent = is_unsent(&error);
        let sent = exchange.sent.unwrap_or(!unsent);
        let (kind, source) = match error {
            ureq::Error::Other(source) => match source.downcast::<DialError>() {
                Ok(source) => (dialled(&source, exchange), Some(source as Source)),
                Err(source) => (Kind::NoReply, Some(source)),
            },
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
                (Kind::ConnectTimeout(exchange.connect_timeout), None)
            }
            ureq::Error::Timeout(_) => {
                (Kind::Timeout { limit: exchange.timeout, connected: sent }, None)
            }
            ureq::Error::LargeResponseHeader(..) => (Kind::Head, None),
            other @ ureq::Error::Protocol(_) if sent => (Kind::Head, Some(other.into())),
            // Both repeat the URI in their texts.
            ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => (Kind::Request, None),
            ureq::Error::Io(source) if !unsent => (Kind::NoReply, Some(source.into())),
            other if unsent => (Kind::Connect, Some(other.into())),
            other if sent => (Kind::NoReply, Some(other.into())),
            other => (Kind::Request, Some(other.into())),
        };
        let mut error = Self::new(kind, host(target));
        error.0.delivered = sent;
        if let Some(source) = source {
            let chain: &(dyn StdError + 'static) = &*source;
            error.0.tls = TlsFailure::find(chain);
            if exchange.is_first
                && error.0.tls.as_ref().is_some_and(TlsFailure::is_refusal_of_client)
            {
                error.0.delivered = false;
            }
            if let Some(DialError::Proxy { source, .. }) = chain.downcast_ref() {
                error.0.proxy_status = source.status();
            }
            error.0.source = Some(source);
        }
        error.0.identity_missing = exchange.lacks_identity
            && error.0.tls.as_ref().is_some_and(TlsFailure::is_about_client_certificate);
        error
    }

    fn new(kind: Kind, host: String) -> Self {
        Self(Box::new(Inner {
            kind,
            host,
            delivered: false,
            identity_missing: false,
            tls: None,
            proxy_status: None,
            source: None,
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, host, delivered, identity_missing, tls, .. } = &*self.0;
        match (kind, tls) {
            (Kind::Uri, _) => {
                f.write_str("the request's uri is not an absolute http or https uri")?;
            }
            (Kind::Request, _) => write!(f, "the request to {host} cannot be sent")?,
            (Kind::IdentityRequired, _) => write!(
                f,
                "the channel on {host} is https, where a client certificate is required by the settings"
            )?,
            (_, Some(tls)) => write!(f, "no reply from {host}: {tls}")?,
            (Kind::ConnectTimeout(limit), _) => {
                write!(f, "no connection to {host} within {limit:?}")?;
            }
            (Kind::Connect, _) => write!(f, "no connection to {host}")?,
            (Kind::Proxy { .. }, _) => write!(f, "no way to {host} through the proxy")?,
            (Kind::Timeout { limit, .. }, _) => write!(f, "no reply from {host} within {limit:?}")?,
            (Kind::NoReply, _) => write!(f, "no reply from {host}: the connection failed")?,
            (Kind::Head, _) => write!(
                f,
                "no reply from {host}: what came is not the head of an HTTP response, or exceeds {MAX_HEAD} bytes or {MAX_HEADERS} headers"
            )?,
        }
        if *identity_missing {
            f.write_str(", and no identity (client certificate) is configured")?;
        }
        if *delivered {
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
            .field("may_have_been_delivered", &self.0.delivered)
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

fn dialled(error: &DialError, exchange: Exchange) -> Kind {
    match error {
        // Whichever limit is the shorter one ended it.
        DialError::Timeout if exchange.timeout < exchange.connect_timeout => {
            Kind::Timeout { limit: exchange.timeout, connected: false }
        }
        DialError::Timeout => Kind::ConnectTimeout(exchange.connect_timeout),
        DialError::ProxyTcp { .. } | DialError::Proxy { .. } | DialError::ProxyIo { .. } => {
            Kind::Proxy { connected: false }
        }
        DialError::Tcp(_) | DialError::Name | DialError::NoTls | DialError::Tls(_) => Kind::Connect,
    }
}

/// Whether the error by itself says that there was no connection, whoever made the connections.
fn is_unsent(error: &ureq::Error) -> bool {
    use io::ErrorKind as E;
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => true,
        ureq::Error::Io(error) => matches!(
            error.kind(),
            E::ConnectionRefused | E::HostUnreachable | E::NetworkUnreachable | E::AddrNotAvailable
        ),
        ureq::Error::Other(source) => source.is::<DialError>(),
        _ => false,
    }
}

fn host(target: &Uri) -> String {
    let host = target.host().unwrap_or_default();
    target.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
