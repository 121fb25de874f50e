use std::mem::forget;
use std::net::SocketAddr;

use socket2::{Domain, Socket, Type};

/// An address that refuses: nobody listens there. It stays taken, as a server of another test could get it.
pub fn refusing() -> SocketAddr {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    forget(socket);
    address
}
