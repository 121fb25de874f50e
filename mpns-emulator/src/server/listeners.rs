use std::future::pending;
use std::io;

use tokio::net::{TcpListener, TcpStream};

#[cfg(feature = "tls")]
use crate::tls::Acceptor;

/// The addresses that a service listens on.
pub(crate) struct Listeners {
    plain: TcpListener,
    #[cfg(feature = "tls")]
    tls: Option<(TcpListener, Acceptor)>,
}

/// What a connection begins with.
pub(super) enum Opening {
    Plain,
    #[cfg(feature = "tls")]
    Tls(Acceptor),
}

impl Listeners {
    /// One address, without TLS.
    pub(crate) fn plain(listener: TcpListener) -> Self {
        Self {
            plain: listener,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// The same with an address for TLS.
    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(self, listener: TcpListener, acceptor: Acceptor) -> Self {
        Self { tls: Some((listener, acceptor)), ..self }
    }

    /// The next connection. Neither address makes the other wait.
    pub(super) async fn accept(&self) -> io::Result<(TcpStream, Opening)> {
        tokio::select! {
            accepted = self.plain.accept() => accepted.map(|(stream, _)| (stream, Opening::Plain)),
            accepted = self.accept_tls() => accepted,
        }
    }

    #[cfg(feature = "tls")]
    async fn accept_tls(&self) -> io::Result<(TcpStream, Opening)> {
        let Some((listener, acceptor)) = &self.tls else { return pending().await };
        let (stream, _) = listener.accept().await?;
        Ok((stream, Opening::Tls(acceptor.clone())))
    }

    #[cfg(not(feature = "tls"))]
    async fn accept_tls(&self) -> io::Result<(TcpStream, Opening)> {
        pending().await
    }
}
