use std::{error::Error, io, time::Duration};

use crate::{
    ProxyServer,
    chain::causes,
    transport::{ErrorKind, ProxyError},
};

/// Why there is no connection: the step that failed.
///
/// A transport hands it through its HTTP library, and makes an [`Error`](crate::Error) of
/// [`DialError::kind`] at the other end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DialError {
    /// The time ran out.
    #[error("{}", timeout(.proxy.as_deref()))]
    Timeout {
        /// Host and port of the proxy, where it was the proxy that was waited for.
        proxy: Option<String>,
    },
    /// The service's name has no address, or none of its addresses accepts a connection.
    #[error("the address cannot be connected to")]
    Tcp(#[source] Box<dyn Error + Send + Sync>),
    /// The proxy's name has no address, or none of its addresses accepts a connection.
    #[error("the proxy {proxy} cannot be connected to")]
    ProxyTcp {
        /// Host and port.
        proxy: String,
        /// What it failed of.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The proxy opens no tunnel.
    #[error("the proxy {proxy} opens no tunnel")]
    Proxy {
        /// Host and port.
        proxy: String,
        /// What it said instead.
        source: ProxyError,
    },
    /// The connection to the proxy failed before the tunnel was open.
    #[error("the connection to the proxy {proxy} failed")]
    ProxyIo {
        /// Host and port.
        proxy: String,
        /// What it failed of.
        source: io::Error,
    },
    /// The service's name is none that a certificate can be for.
    #[error("the host is no name that tls can verify")]
    Name(#[source] Box<dyn Error + Send + Sync>),
    /// TLS failed: [`TlsFailure::find`](crate::TlsFailure::find) tells of what.
    #[error("no tls connection")]
    Tls(#[source] io::Error),
}

impl DialError {
    /// No TCP connection to the service, or to the proxy where one is named.
    ///
    /// An I/O error of kind `TimedOut` among the causes is the time that ran out, whoever's clock it was.
    #[must_use]
    pub fn tcp(proxy: Option<&ProxyServer>, source: Box<dyn Error + Send + Sync>) -> Self {
        let proxy = proxy.map(ToString::to_string);
        let is_timeout = causes(&*source)
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::TimedOut);
        match proxy {
            proxy if is_timeout => Self::Timeout { proxy },
            Some(proxy) => Self::ProxyTcp { proxy, source },
            None => Self::Tcp(source),
        }
    }

    /// The kind of error that this makes of an exchange, where connecting had this time limit.
    #[must_use]
    pub fn kind(&self, limit: Duration) -> ErrorKind {
        match self {
            Self::Timeout { proxy } => ErrorKind::ConnectTimeout { limit, proxy: proxy.is_some() },
            Self::ProxyTcp { .. } | Self::Proxy { .. } | Self::ProxyIo { .. } => {
                ErrorKind::Proxy { connected: false }
            }
            Self::Tcp(_) | Self::Name(_) | Self::Tls(_) => ErrorKind::Connect,
        }
    }

    /// This error in the causes of another.
    #[must_use]
    pub fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        causes(error).find_map(|cause| cause.downcast_ref())
    }
}

fn timeout(proxy: Option<&str>) -> String {
    match proxy {
        None => "the time limit for connecting was reached".to_owned(),
        Some(proxy) => format!(
            "the proxy {proxy} was not reached, or did not answer, within the time limit for connecting"
        ),
    }
}
