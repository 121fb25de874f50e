use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use httparse::Status;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;

/// A service on loopback that accepts every notification, on a thread of its own. It keeps connections open.
#[derive(Debug)]
pub struct Service {
    port: u16,
    hosts: usize,
    connections: Arc<AtomicUsize>,
}

impl Service {
    /// Listens on up to so many addresses, from 127.0.0.1 on: on those that the system has. The delay is before each
    /// response.
    ///
    /// # Errors
    ///
    /// If there is no address.
    pub fn start(hosts: usize, delay: Duration) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (port, listeners) = listen(&runtime, hosts)?;
        let connections = Arc::<AtomicUsize>::default();
        let service = Self { port, hosts: listeners.len(), connections: Arc::clone(&connections) };
        thread::spawn(move || {
            runtime.block_on(async {
                for listener in listeners {
                    tokio::spawn(accept(listener, delay, Arc::clone(&connections)));
                }
                pending::<()>().await;
            });
        });
        Ok(service)
    }

    /// The port, of all its addresses.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many addresses it has.
    pub fn hosts(&self) -> usize {
        self.hosts
    }

    /// How many connections it has accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn listen(runtime: &Runtime, hosts: usize) -> io::Result<(u16, Vec<TcpListener>)> {
    let _context = runtime.enter();
    let bind = |address: SocketAddr| {
        let socket = TcpSocket::new_v4()?;
        socket.bind(address)?;
        socket.listen(QUEUE)
    };
    let first = bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let port = first.local_addr()?.port();
    let addresses = (Ipv4Addr::LOCALHOST.to_bits()..).map(Ipv4Addr::from_bits).take(hosts).skip(1);
    let others = addresses.map_while(|address| bind((address, port).into()).ok());
    Ok((port, [first].into_iter().chain(others).collect()))
}

async fn accept(listener: TcpListener, delay: Duration, connections: Arc<AtomicUsize>) {
    while let Ok((stream, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(serve(stream, delay));
    }
}

/// Until the sender closes the connection, or sends something else.
async fn serve(mut stream: TcpStream, delay: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    loop {
        match request_length(&received)? {
            Some(length) if length <= received.len() => {
                received.drain(..length);
                if !delay.is_zero() {
                    sleep(delay).await;
                }
                stream.write_all(RESPONSE).await?;
            }
            _ if stream.read_buf(&mut received).await? == 0 => return Ok(()),
            _ => {}
        }
    }
}

/// The bytes of a request, once its head is there.
fn request_length(received: &[u8]) -> io::Result<Option<usize>> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut request = httparse::Request::new(&mut headers);
    let Status::Complete(head) = request.parse(received).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let length = request.headers.iter().find(|h| h.name.eq_ignore_ascii_case("Content-Length"));
    let length = length.and_then(|header| str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    Ok(Some(head + length.ok_or(io::ErrorKind::InvalidData)?))
}

/// As MPNS answers.
const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\n\
    Cache-Control: private\r\n\
    Content-Length: 0\r\n\
    Date: Fri, 27 Nov 2026 12:00:00 GMT\r\n\
    Server: Microsoft-IIS/7.5\r\n\
    X-DeviceConnectionStatus: Connected\r\n\
    X-MessageID: 00000000-0000-0000-0000-000000000000\r\n\
    X-NotificationStatus: Received\r\n\
    X-SubscriptionStatus: Active\r\n\r\n";

/// More than ever connect at the same time.
const QUEUE: u32 = 1024;

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net;
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_request_is_answered_when_it_is_complete_and_after_the_delay() {
        let delay = Duration::from_millis(20);
        let service = Service::start(1, delay).unwrap();
        let mut stream = net::TcpStream::connect((Ipv4Addr::LOCALHOST, service.port())).unwrap();
        stream.set_nodelay(true).unwrap();
        for pieces in [
            &["POST /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\n<a/>"][..],
            &["POST /2 HTTP/1.1\r\ncontent-", "length: 4\r\n\r", "\n<a", "/>"],
        ] {
            let (last, others) = pieces.split_last().unwrap();
            for piece in others {
                stream.write_all(piece.as_bytes()).unwrap();
            }
            let incomplete = Instant::now();
            stream.write_all(last.as_bytes()).unwrap();
            let mut response = [0; RESPONSE.len()];
            stream.read_exact(&mut response).unwrap();
            assert_eq!(response, RESPONSE);
            assert!(incomplete.elapsed() >= delay, "{pieces:?}");
        }
        stream.shutdown(net::Shutdown::Write).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0, "each request has one response");
        assert_eq!((service.hosts(), service.connections()), (1, 1));
    }
}
