use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use super::break_off::break_off;
use super::broken_answer::{BrokenAnswer, End, GARBAGE};
use super::limited_writes::LimitedWrites;
use crate::HandshakeFault;
use crate::peer::Peer;
use crate::tls::Acceptor;

/// Performs a TLS handshake. `None` if it fails, or is broken by a fault.
pub(super) async fn handshake(
    acceptor: &Acceptor,
    stream: TcpStream,
    write_time: Duration,
) -> Option<(TlsStream<TcpStream>, Peer)> {
    let Some(fault) = acceptor.fault() else {
        return timeout(acceptor.handshake_time, acceptor.accept(stream)).await.ok()?;
    };
    // Once the client has begun, it sees the fault as part of the handshake.
    timeout(acceptor.handshake_time, stream.peek(&mut [0])).await.ok()?.ok()?;
    let (bytes, end) = match fault {
        HandshakeFault::Close => (&[][..], End::Close),
        HandshakeFault::Garbage => (GARBAGE, End::Close),
        HandshakeFault::Reset => (&[][..], End::Reset),
    };
    let answer = BrokenAnswer { bytes: bytes.to_vec(), end };
    break_off(LimitedWrites::new(stream, write_time), answer).await.ok()?;
    None
}
