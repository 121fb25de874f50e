use std::{error::Error as StdError, fmt, time::Duration};

use http::{StatusCode, Uri};
use hyper_util::client::legacy;
use mpns_connect::{ProxyError, TlsFailure};

use crate::{
    builder::{MAX_HEAD, MAX_HEADERS},
    connect_error::ConnectError,
    connection::Facts,
};

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
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Uri,
    IdentityRequired,
    ConnectTimeout(Duration),
    Connect,
    Proxy { connected: bool },
    NotSent,
    Timeout { limit: Duration, connected: bool },
    NoReply,
    Head,
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

    /// The whole exchange's time limit.
    pub(crate) fn timeout(target: &Uri, limit: Duration, connected: bool) -> Self {
        let mut error = Self::new(Kind::Timeout { limit, connected }, host(target));
        error.0.delivered = connected;
        error
    }

    /// A forwarding proxy that answered with its own refusal instead of the origin's answer.
    pub(crate) fn refused_by_proxy(target: &Uri, status: StatusCode) -> Self {
        let mut error = Self::new(Kind::Proxy { connected: true }, host(target));
        error.0.proxy_status = Some(status);
        error.0.source = Some(ProxyError::Refused(status).into());
        error
    }

    /// A connection that was closed before the request was taken from its queue.
    pub(crate) fn not_sent(target: &Uri, has_identity: bool, connection: &Facts) -> Self {
        let mut error = Self::new(Kind::NotSent, host(target));
        error.set_tls(connection.tls_failure().cloned(), has_identity);
        error
    }

    pub(crate) fn exchange(target: &Uri, has_identity: bool, source: legacy::Error) -> Self {
        let failed = find::<ConnectError>(&source);
        let hyper = find::<hyper::Error>(&source);
        let facts = source.connect_info().and_then(Facts::of);
        let not_sent = hyper.is_some_and(hyper::Error::is_canceled)
            || facts.as_ref().is_some_and(Facts::is_stale);
        let kind = match failed {
            Some(ConnectError::Timeout(limit)) => Kind::ConnectTimeout(*limit),
            Some(
                ConnectError::Proxy { .. }
                | ConnectError::ProxyTcp { .. }
                | ConnectError::ProxyIo { .. },
            ) => Kind::Proxy { connected: false },
            _ if source.is_connect() => Kind::Connect,
            _ if hyper.is_some_and(hyper::Error::is_parse) => Kind::Head,
            _ if not_sent || source.connect_info().is_none() => Kind::NotSent,
            _ => Kind::NoReply,
        };
        let mut error = Self::new(kind, host(target));
        error.0.delivered = matches!(error.0.kind, Kind::NoReply | Kind::Head);
        if let Some(ConnectError::Proxy { source, .. }) = failed {
            error.0.proxy_status = source.status();
        }
        let noted = || facts.as_ref()?.tls_failure().cloned();
        error.set_tls(TlsFailure::find(&source).or_else(noted), has_identity);
        let is_first = facts.is_some_and(|facts| !facts.is_used());
        if is_first && error.0.tls.as_ref().is_some_and(TlsFailure::is_refusal_of_client) {
            error.0.delivered = false;
        }
        error.0.source = Some(source.into());
        error
    }

    fn set_tls(&mut self, failure: Option<TlsFailure>, has_identity: bool) {
        self.0.identity_missing =
            !has_identity && failure.as_ref().is_some_and(TlsFailure::is_about_client_certificate);
        self.0.tls = failure;
    }

    /// Whether the request never left.
    pub(crate) fn is_not_sent(&self) -> bool {
        self.0.kind == Kind::NotSent
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
                f.write_str("the request's uri is not an absolute http or https uri")?
            }
            (Kind::IdentityRequired, _) => {
                write!(
                    f,
                    "the channel on {host} is https, where a client certificate is required by the settings"
                )?;
            }
            (_, Some(tls)) => write!(f, "no reply from {host}: {tls}")?,
            (Kind::ConnectTimeout(limit), _) => {
                write!(f, "no connection to {host} within {limit:?}")?
            }
            (Kind::Connect, _) => write!(f, "no connection to {host}")?,
            (Kind::Proxy { .. }, _) => write!(f, "no way to {host} through the proxy")?,
            (Kind::NotSent, _) => {
                write!(f, "the connection to {host} was closed before the request left")?
            }
            (Kind::Timeout { limit, .. }, _) => write!(f, "no reply from {host} within {limit:?}")?,
            (Kind::Head, _) => write!(
                f,
                "no reply from {host}: what came is not the head of an HTTP response, or exceeds {MAX_HEAD} bytes or {MAX_HEADERS} headers"
            )?,
            (Kind::NoReply, _) => write!(f, "no reply from {host}: the connection failed")?,
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

fn host(target: &Uri) -> String {
    let host = target.host().unwrap_or_default();
    target.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The error of this type in a chain of causes.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}
