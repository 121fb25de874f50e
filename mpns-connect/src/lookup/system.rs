use std::fmt::Debug;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _, UdpSocket};
use std::thread;

use crate::descriptors::is_out_of_descriptors;

/// What a [`Resolver`](crate::transport::Resolver) needs of the system. Tests have another one.
pub trait LookupSystem: Debug + Send + Sync {
    /// The addresses of a name; port 0 means that of the URI. It may block for long.
    ///
    /// # Errors
    ///
    /// If the name is unknown, or cannot be looked up.
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>>;

    /// Starts a thread.
    ///
    /// # Errors
    ///
    /// If the system refuses one.
    fn start(&self, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        thread::Builder::new().name(THREAD.to_owned()).spawn(work).map(drop)
    }
}

/// The system's own resolver (`getaddrinfo`) and threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct OperatingSystem;

impl LookupSystem for OperatingSystem {
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        match (name, 0).to_socket_addrs() {
            Ok(addresses) => Ok(addresses.collect()),
            Err(error) => Err(no_descriptor().unwrap_or(error)),
        }
    }
}

/// The error of opening as many files and sockets as a lookup needs, if it is one of having none left. The resolver
/// of glibc then says that the name is unknown.
fn no_descriptor() -> Option<io::Error> {
    let open = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
    let opened = open().and_then(|first| open().map(|second| (first, second)));
    opened.err().filter(is_out_of_descriptors)
}

/// At most 15 bytes, so that Linux shows it whole.
const THREAD: &str = "mpns-lookup";
