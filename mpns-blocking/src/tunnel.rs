//! Tunnels through a proxy.

use http::Uri;
use mpns_connect::ProxyServer;
use mpns_connect::transport::{DialError, Progress, ProxyError, Tunnel};
use ureq::Error;
use ureq::unversioned::transport::Transport;

use crate::deadline::Deadline;
use crate::dialer::step;

/// Asks the proxy at the other end of a transport for a tunnel to the host and port of a URI.
pub(crate) fn open(
    transport: &mut dyn Transport,
    proxy: &ProxyServer,
    uri: &Uri,
    deadline: Deadline,
) -> Result<(), DialError> {
    let refused = |source| DialError::Proxy { proxy: proxy.to_string(), source };
    let io = |source| DialError::ProxyIo { proxy: proxy.to_string(), source };
    let broken = |error| step(error, Some(proxy), io);
    let mut tunnel = Tunnel::new(proxy, uri).map_err(refused)?;
    write_all(transport, tunnel.request(), deadline).map_err(broken)?;
    loop {
        let left = deadline.left().map_err(broken)?;
        if !transport.await_input(left).map_err(broken)? {
            return Err(refused(ProxyError::Closed));
        }
        let buffers = transport.buffers();
        let received = buffers.input().len();
        let progress = tunnel.receive(buffers.input()).map_err(refused)?;
        buffers.input_consume(received);
        if progress == Progress::Established {
            return Ok(());
        }
    }
}

/// Writes all bytes, in as few writes as the transport's buffer allows.
pub(crate) fn write_all(
    transport: &mut dyn Transport,
    mut bytes: &[u8],
    deadline: Deadline,
) -> Result<(), Error> {
    while !bytes.is_empty() {
        let output = transport.buffers().output();
        let length = output.len().min(bytes.len());
        let (now, later) = bytes.split_at(length);
        if let Some(output) = output.get_mut(..length) {
            output.copy_from_slice(now);
        }
        transport.transmit_output(length, deadline.left()?)?;
        bytes = later;
    }
    Ok(())
}
