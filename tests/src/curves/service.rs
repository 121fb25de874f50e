use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

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

/// Until the sender closes the connection.
async fn serve(mut stream: TcpStream, delay: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(4096);
    loop {
        match request_length(&received) {
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
fn request_length(received: &[u8]) -> Option<usize> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = request.parse(received).ok()? else { return None };
    let length = request.headers.iter().find(|h| h.name.eq_ignore_ascii_case("Content-Length"))?;
    let body: usize = str::from_utf8(length.value).ok()?.parse().ok()?;
    Some(head + body)
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
