//! Connections that the emulator opens itself: to this machine, and to hosts that are allowed.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::{io, thread};

use mpns_proto::{AllowedHosts, Origin};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// Connects to this machine, or to one of the `allowed` hosts. Other addresses are not dialled, whatever a name leads to.
pub(crate) async fn dial(
    origin: Origin<'_>,
    allowed: &AllowedHosts,
    start: Start,
) -> Result<TcpStream, DialError> {
    let mut addresses = addresses(origin, start).await.map_err(DialError::Connect)?;
    if !allowed.allow(&origin) {
        addresses.retain(|address| address.ip().to_canonical().is_loopback());
        if addresses.is_empty() {
            return Err(DialError::NotAllowed);
        }
    }
    TcpStream::connect(&*addresses).await.map_err(DialError::Connect)
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum DialError {
    /// The host is neither this machine nor allowed.
    NotAllowed,
    Connect(io::Error),
}

/// Starts a thread, if the system does not refuse it.
pub(crate) type Start = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

pub(crate) fn start(work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    thread::Builder::new().spawn(work).map(drop)
}

/// The addresses of a host. A name is looked up on a thread of its own, which may outlast the call: tokio would panic if
/// the system refused it a thread, and wait for the lookup when its runtime ends.
async fn addresses(origin: Origin<'_>, start: Start) -> io::Result<Vec<SocketAddr>> {
    if let Some(ip) = origin.ip() {
        return Ok(vec![(ip, origin.port()).into()]);
    }
    let host = origin.host_and_port().to_string();
    let (answer, answered) = oneshot::channel();
    start(Box::new(move || {
        let _ = answer.send(host.to_socket_addrs().map(Iterator::collect));
    }))?;
    answered.await.map_err(io::Error::other)?
}
