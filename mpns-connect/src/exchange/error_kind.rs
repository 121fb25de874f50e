use std::fmt;
use std::time::Duration;

/// How far an exchange without a reply got.
///
/// The kind alone decides whether the notification [may have been
/// delivered](crate::Error::may_have_been_delivered).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URI is not absolute, neither `http` nor `https`, or has user info or an invalid port.
    Uri,
    /// The transport cannot send the request: it is not one for a service, or `mpns-hyper` has no tokio runtime.
    Request,
    /// The URI is `https`, no identity is configured, and the settings require one.
    IdentityRequired,
    /// The settings do not allow the host, or none of its addresses: [`NotAllowed`](crate::NotAllowed), the source, says
    /// which.
    NotAllowed,
    /// There was no connection within the time limit.
    ConnectTimeout {
        /// The limit that was reached: for connecting, or for the whole exchange.
        limit: Duration,
        /// Whether the proxy, and not the service, was not reached or did not respond.
        proxy: bool,
    },
    /// There was no connection.
    Connect,
    /// There was no connection to the proxy, or the proxy did not open a tunnel.
    ProxyConnect,
    /// A forwarding proxy responded itself with a 3xx or 4xx: it did not forward the request.
    ProxyRefused,
    /// A forwarding proxy responded itself with another status. It may have forwarded the request before.
    ProxyFailed,
    /// The server refused the client in TLS, where the order of the protocol proves that it has not read the request,
    /// even if one has been sent. Other alerts are a [`NoReply`](Self::NoReply).
    RefusedClient,
    /// There was no reply within the time limit, and part of the request may have been sent.
    Timeout {
        /// The limit of the whole exchange.
        limit: Duration,
    },
    /// The connection was closed before any part of the request was sent.
    NotSent,
    /// The response belongs to another request: it echoes another message ID. An earlier exchange left it over on the
    /// connection, or a proxy mixed up two connections. The connection is not used again.
    StaleResponse,
    /// The connection failed after part of the request may have been sent.
    NoReply,
    /// What was received is not the head of an HTTP response, or exceeds the transport's limits.
    Head {
        /// How many bytes a head may have.
        max_bytes: usize,
        /// How many headers a head may have.
        max_headers: usize,
    },
}

impl ErrorKind {
    /// The name in kebab case, such as `connect-timeout`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Uri => "uri",
            Self::Request => "request",
            Self::IdentityRequired => "identity-required",
            Self::NotAllowed => "not-allowed",
            Self::ConnectTimeout { .. } => "connect-timeout",
            Self::Connect => "connect",
            Self::ProxyConnect => "proxy-connect",
            Self::ProxyRefused => "proxy-refused",
            Self::ProxyFailed => "proxy-failed",
            Self::RefusedClient => "refused-client",
            Self::Timeout { .. } => "timeout",
            Self::NotSent => "not-sent",
            Self::StaleResponse => "stale-response",
            Self::NoReply => "no-reply",
            Self::Head { .. } => "head",
        }
    }

    pub(crate) fn may_have_been_delivered(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::NoReply
            | Self::StaleResponse
            | Self::Head { .. }
            | Self::ProxyFailed => true,
            Self::Uri
            | Self::Request
            | Self::IdentityRequired
            | Self::NotAllowed
            | Self::ConnectTimeout { .. }
            | Self::Connect
            | Self::ProxyConnect
            | Self::ProxyRefused
            | Self::RefusedClient
            | Self::NotSent => false,
        }
    }

    pub(crate) fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::Uri
                | Self::Request
                | Self::IdentityRequired
                | Self::NotAllowed
                | Self::ProxyRefused
                | Self::RefusedClient
        )
    }

    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout { .. } | Self::ConnectTimeout { .. })
    }

    pub(crate) fn is_connect(&self) -> bool {
        matches!(self, Self::ConnectTimeout { .. } | Self::Connect | Self::ProxyConnect)
    }

    pub(crate) fn is_proxy(&self) -> bool {
        matches!(
            self,
            Self::ConnectTimeout { proxy: true, .. }
                | Self::ProxyConnect
                | Self::ProxyRefused
                | Self::ProxyFailed
        )
    }

    /// Whether the text says everything, whatever failed in TLS.
    pub(crate) fn is_own_text(&self) -> bool {
        matches!(self, Self::Uri | Self::Request | Self::IdentityRequired | Self::NotAllowed)
    }

    /// What an error of this kind says first.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, host: &str) -> fmt::Result {
        match self {
            Self::Uri => f.write_str(
                "the request's URI is not an absolute http or https URI, or has user info or an invalid port",
            ),
            Self::Request => write!(f, "the request to {host} cannot be sent"),
            Self::IdentityRequired => write!(
                f,
                "the channel on {host} is https, for which the settings require a client certificate"
            ),
            Self::NotAllowed => write!(f, "the settings do not allow to send to {host}"),
            Self::ConnectTimeout { limit, proxy } => {
                write!(f, "no connection to {host} within {limit:?}")?;
                let at_proxy = if *proxy { ": the proxy was not reached, or did not respond" } else { "" };
                f.write_str(at_proxy)
            }
            Self::Connect => write!(f, "no connection to {host}"),
            Self::ProxyConnect | Self::ProxyRefused | Self::ProxyFailed => {
                write!(f, "no way to {host} through the proxy")
            }
            Self::RefusedClient => write!(f, "no reply from {host}: the server refused the client"),
            Self::Timeout { limit } => write!(f, "no reply from {host} within {limit:?}"),
            Self::NotSent => {
                write!(f, "the connection to {host} was closed before the request left")
            }
            Self::StaleResponse => {
                write!(f, "no reply from {host}: what came is the response to another request")
            }
            Self::NoReply => write!(f, "no reply from {host}: the connection failed"),
            Self::Head { max_bytes, max_headers } => write!(
                f,
                "no reply from {host}: what came is not the head of an HTTP response, or exceeds {max_bytes} bytes or {max_headers} headers"
            ),
        }
    }
}
