use std::{io, time::Duration};

use mpns_connect::ProxyError;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no connection. It travels inside hyper-util's error to [`Error`](crate::Error), which tells it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error("connecting took longer than {0:?}")]
    Timeout(Duration),
    #[error("the address cannot be connected to")]
    Tcp(#[source] Source),
    #[error("the proxy {proxy} cannot be connected to")]
    ProxyTcp { proxy: String, source: Source },
    #[error("the proxy {proxy} opens no tunnel")]
    Proxy { proxy: String, source: ProxyError },
    #[error("the connection to the proxy {proxy} failed")]
    ProxyIo { proxy: String, source: io::Error },
    #[error("the host is no name that tls can verify")]
    Name(#[source] Source),
    #[error("no tls connection")]
    Tls(#[source] io::Error),
}
