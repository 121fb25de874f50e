use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// The stream of a connection, in the clear or in TLS.
pub(super) trait ClientStream: AsyncRead + AsyncWrite + Send + Unpin + 'static {
    /// The TCP stream beneath: what is done to it, TLS does not announce.
    fn tcp(&mut self) -> &mut TcpStream;
}

impl ClientStream for TcpStream {
    fn tcp(&mut self) -> &mut TcpStream {
        self
    }
}

#[cfg(feature = "tls")]
impl ClientStream for tokio_rustls::server::TlsStream<TcpStream> {
    fn tcp(&mut self) -> &mut TcpStream {
        self.get_mut().0
    }
}
