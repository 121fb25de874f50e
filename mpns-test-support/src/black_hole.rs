use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// An address that does not answer: its queue of connections is full, and nobody accepts one.
#[derive(Debug)]
pub struct BlackHole {
    /// The address, on loopback.
    pub address: SocketAddr,
    _queue: Socket,
    _queued: Vec<TcpStream>,
}

impl BlackHole {
    /// Fills the queue of a new address.
    #[expect(clippy::new_without_default, reason = "it opens sockets")]
    pub fn new() -> Self {
        let queue = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        queue.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        queue.listen(0).unwrap();
        let address = queue.local_addr().unwrap().as_socket().unwrap();
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(200));
        // The system decides how many it holds.
        let queued: Vec<_> = (0..100).map_while(|_| connect().ok()).collect();
        assert!(queued.len() < 100, "the queue has no end");
        Self { address, _queue: queue, _queued: queued }
    }
}
