use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, ToSocketAddrs};

use crate::case::Host;

/// Why a case cannot be played.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("this machine {0}")]
    NotOnThisMachine(&'static str),
    #[error("the loopback service cannot start: {0}")]
    Io(#[from] io::Error),
}

/// Listens on a free port of the host, and returns the name of the host in a channel.
pub(super) fn bind(host: Host) -> Result<(TcpListener, String), StartError> {
    match host {
        Host::V4 => Ok((TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, "127.0.0.1".to_owned())),
        Host::V6 => TcpListener::bind((Ipv6Addr::LOCALHOST, 0))
            .map(|listener| (listener, "[::1]".to_owned()))
            .map_err(|_| StartError::NotOnThisMachine("has no IPv6 loopback address")),
        Host::LastOfLocalhost => Ok((bind_last_of_localhost()?, "localhost".to_owned())),
    }
}

/// A listener on the last address of `localhost`, where the first refuses connections.
fn bind_last_of_localhost() -> Result<TcpListener, StartError> {
    let addresses: Vec<IpAddr> = ("localhost", 0)
        .to_socket_addrs()
        .map(|addresses| addresses.map(|address| address.ip()).collect())
        .unwrap_or_default();
    let (Some(first), Some(last)) = (addresses.first(), addresses.last()) else {
        return Err(StartError::NotOnThisMachine("does not know localhost"));
    };
    if first == last {
        return Err(StartError::NotOnThisMachine("has one address for localhost"));
    }
    for _ in 0..PORTS_TRIED {
        let Ok(listener) = TcpListener::bind((*last, 0)) else { break };
        // An address that can be bound has no listener, so it refuses connections.
        if TcpListener::bind((*first, listener.local_addr()?.port())).is_ok() {
            return Ok(listener);
        }
    }
    Err(StartError::NotOnThisMachine("has no port that can be bound on every address of localhost"))
}

const PORTS_TRIED: usize = 16;
