use std::future::pending;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::opening::Opening;
#[cfg(feature = "tls")]
use crate::tls::Acceptor;

/// The addresses that a service listens on.
pub(crate) struct Listeners {
    plain: Listener,
    #[cfg(feature = "tls")]
    tls: Option<(Listener, Acceptor)>,
}

/// An address, and whether connections to it are accepted.
enum Listener {
    Accepting(TcpListener),
    /// The system refuses connections to a socket that does not listen. It keeps the port from those who ask for a free
    /// one.
    Refusing(SocketAddr, Option<TcpSocket>),
}

impl Listeners {
    /// One address, without TLS.
    pub(crate) fn plain(listener: TcpListener) -> Self {
        Self {
            plain: Listener::Accepting(listener),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// The same with an address for TLS.
    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(self, listener: TcpListener, acceptor: Acceptor) -> Self {
        Self { tls: Some((Listener::Accepting(listener), acceptor)), ..self }
    }

    /// The next connection. Neither address makes the other wait.
    pub(super) async fn accept(&self) -> io::Result<(TcpStream, Opening)> {
        tokio::select! {
            accepted = self.plain.accept() => accepted.map(|stream| (stream, Opening::Plain)),
            accepted = self.accept_tls() => accepted,
        }
    }

    #[cfg(feature = "tls")]
    async fn accept_tls(&self) -> io::Result<(TcpStream, Opening)> {
        let Some((listener, acceptor)) = &self.tls else { return pending().await };
        Ok((listener.accept().await?, Opening::Tls(acceptor.clone())))
    }

    #[cfg(not(feature = "tls"))]
    async fn accept_tls(&self) -> io::Result<(TcpStream, Opening)> {
        pending().await
    }

    /// Refuses connections, or accepts them again.
    pub(super) fn set_refusing(&mut self, refuses: bool) -> io::Result<()> {
        self.plain.set_refusing(refuses)?;
        #[cfg(feature = "tls")]
        if let Some((listener, _)) = &mut self.tls {
            listener.set_refusing(refuses)?;
        }
        Ok(())
    }
}

impl Listener {
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Self::Accepting(listener) => listener.accept().await.map(|(stream, _)| stream),
            Self::Refusing(..) => pending().await,
        }
    }

    fn set_refusing(&mut self, refuses: bool) -> io::Result<()> {
        match self {
            Self::Accepting(listener) if refuses => {
                let address = listener.local_addr()?;
                // The address is free for a moment: it cannot be bound again before.
                *self = Self::Refusing(address, None);
                *self = Self::Refusing(address, Some(bind(address)?));
            }
            Self::Refusing(address, socket) if !refuses => {
                let socket = socket.take().map_or_else(|| bind(*address), Ok)?;
                *self = Self::Accepting(socket.listen(BACKLOG)?);
            }
            Self::Accepting(_) | Self::Refusing(..) => {}
        }
        Ok(())
    }
}

/// Listens on an address.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    bind(address)?.listen(BACKLOG)
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections that are still open are no obstacle. On Windows the option means something else.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// How many connections wait to be accepted, if the system permits: enough for a flood, since a client waits for a second
/// if it finds no place. By default it would be 128.
const BACKLOG: u32 = 4096;
