use std::sync::Arc;

use tokio::net::TcpStream;

use super::answering::Answering;
use super::connection::Server;
#[cfg(feature = "tls")]
use super::handshake::handshake;
use super::seat::Seat;
use crate::peer::Peer;
#[cfg(feature = "tls")]
use crate::tls::Acceptor;

/// What a connection begins with.
pub(super) enum Opening {
    Plain,
    #[cfg(feature = "tls")]
    Tls(Acceptor),
}

impl Opening {
    /// Serves a connection that begins like this.
    pub(super) async fn serve(
        self,
        server: &Server<impl Answering>,
        stream: TcpStream,
        seat: Arc<Seat>,
        shutdown: impl Future<Output = ()>,
    ) {
        match self {
            Self::Plain => server.serve(stream, Peer::Plain, seat, shutdown).await,
            #[cfg(feature = "tls")]
            Self::Tls(acceptor) => {
                if let Some((stream, peer)) = handshake(&acceptor, stream, server.write_time).await
                {
                    server.serve(stream, peer, seat, shutdown).await;
                }
            }
        }
    }
}
