use std::error::Error;
use std::io;
use std::time::Duration;

use super::error_kind::ErrorKind;
use crate::causes::causes;
use crate::descriptors::is_out_of_descriptors;
use crate::proxy::error::ProxyError;
use crate::proxy::server::ProxyServer;
use crate::restriction::NotAllowed;

/// Why there is no connection: the step that failed.
///
/// A transport reports it as a [`Failure::Dial`](crate::transport::Failure::Dial). If it has to pass through an HTTP
/// library, [`DialError::find`] finds it at the other end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DialError {
    /// The time limit for connecting was reached.
    #[error("{}", timeout(.proxy.as_deref()))]
    Timeout {
        /// Host and port of the proxy, if the proxy was waited for.
        proxy: Option<String>,
    },
    /// The settings do not allow the addresses of the service.
    #[error("the address is not allowed")]
    NotAllowed(#[source] NotAllowed),
    /// The service's name has no address, or none of its addresses accepts a connection.
    #[error("the address cannot be connected to")]
    Tcp(#[source] Box<dyn Error + Send + Sync>),
    /// The proxy's name has no address, or none of its addresses accepts a connection.
    #[error("the proxy {proxy} cannot be connected to")]
    ProxyTcp {
        /// Host and port.
        proxy: String,
        /// The reason.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The proxy did not open a tunnel.
    #[error("the proxy {proxy} did not open a tunnel")]
    Proxy {
        /// Host and port.
        proxy: String,
        /// How it responded, or what it did instead.
        source: ProxyError,
    },
    /// The connection to the proxy failed before the tunnel was open.
    #[error("the connection to the proxy {proxy} failed")]
    ProxyIo {
        /// Host and port.
        proxy: String,
        /// The reason.
        source: io::Error,
    },
    /// The service's host is not a name that a certificate can be for.
    #[error("the host is not a name that TLS can verify")]
    Name(#[source] Box<dyn Error + Send + Sync>),
    /// TLS failed; [`TlsFailure::find`](crate::TlsFailure::find) finds the reason.
    #[error("no TLS connection")]
    Tls(#[source] io::Error),
}

impl DialError {
    /// No TCP connection to the service, or to the proxy if one is named.
    ///
    /// An I/O error of kind `TimedOut` among the causes makes it a [`DialError::Timeout`], whichever timer
    /// fired.
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

    /// The kind of an exchange's error, if connecting had this time limit.
    #[must_use]
    pub fn kind(&self, limit: Duration) -> ErrorKind {
        match self {
            Self::Timeout { proxy } => ErrorKind::ConnectTimeout { limit, proxy: proxy.is_some() },
            Self::ProxyTcp { .. } | Self::Proxy { .. } | Self::ProxyIo { .. } => {
                ErrorKind::ProxyConnect
            }
            Self::NotAllowed(_) => ErrorKind::NotAllowed,
            Self::Tcp(_) | Self::Name(_) | Self::Tls(_) => ErrorKind::Connect,
        }
    }

    /// Whether the process, or the system, had no file descriptor left for a connection or a name lookup.
    #[must_use]
    pub fn is_out_of_descriptors(&self) -> bool {
        causes(self).filter_map(|cause| cause.downcast_ref()).any(is_out_of_descriptors)
    }

    /// Finds such an error among the causes of another.
    #[must_use]
    pub fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        causes(error).find_map(|cause| cause.downcast_ref())
    }
}

fn timeout(proxy: Option<&str>) -> String {
    match proxy {
        None => "the time limit for connecting was reached".to_owned(),
        Some(proxy) => format!(
            "the proxy {proxy} was not reached, or did not respond, within the time limit for connecting"
        ),
    }
}
