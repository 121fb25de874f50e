use std::fmt::Display;
use std::net::{SocketAddr, ToSocketAddrs as _};

use crate::failure::Failure;

/// The addresses of a host, in the order in which the system would use them. It needs no thread: nothing else runs yet.
pub(crate) fn resolve(
    option: &str,
    listen: &str,
    example: &str,
) -> Result<Vec<SocketAddr>, Failure> {
    let refused = |why: &dyn Display| {
        let what = "the address is a host and a port, such as";
        Failure::usage(format_args!("{option} {listen:?}: {why}; {what} {example}"))
    };
    // A URI may be a secret channel, and must not be sent to a name server.
    if listen.contains('/') {
        return Err(refused(&"it is more than an address"));
    }
    Ok(listen.to_socket_addrs().map_err(|error| refused(&error))?.collect())
}
