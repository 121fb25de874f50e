use std::io;

use mpns_connect::ProxyError;
use ureq::Error;

/// Why there is no connection. It travels through ureq to [`Error`](crate::Error), which tells it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DialError {
    #[error("the time limit for connecting was reached")]
    Timeout,
    #[error("the address cannot be connected to")]
    Tcp(#[source] io::Error),
    #[error("the proxy {proxy} cannot be connected to")]
    ProxyTcp { proxy: String, source: io::Error },
    #[error("the proxy {proxy} opens no tunnel")]
    Proxy { proxy: String, source: ProxyError },
    #[error("the connection to the proxy {proxy} failed")]
    ProxyIo { proxy: String, source: io::Error },
    #[error("the host is no name that tls can verify")]
    Name,
    #[error("there is no tls configuration")]
    NoTls,
    #[error("no tls connection")]
    Tls(#[source] io::Error),
}

impl DialError {
    /// What failed, unless it was the time that ran out.
    pub(crate) fn new(error: Error, otherwise: impl FnOnce(io::Error) -> Self) -> Self {
        match error {
            Error::Timeout(_) => Self::Timeout,
            Error::HostNotFound => {
                otherwise(io::Error::new(io::ErrorKind::NotFound, "the host name has no address"))
            }
            other => otherwise(other.into_io()),
        }
    }
}

impl From<DialError> for Error {
    fn from(error: DialError) -> Self {
        Self::Other(Box::new(error))
    }
}
