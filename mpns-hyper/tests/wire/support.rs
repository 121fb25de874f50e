//! Scripted servers, and what to send to them.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mpns_proto::{ChannelUri, Notification, Toast};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const RECEIVED: &[u8] =
    b"HTTP/1.1 200 OK\r\nX-NotificationStatus: Received\r\nContent-Length: 0\r\n\r\n";

/// A server on loopback, which counts its connections.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Runs the script for each connection, with its number from 0 on.
    pub(crate) async fn start<F, Fut>(script: F) -> Self
    where
        F: Fn(usize, TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(script(count.fetch_add(1, Ordering::SeqCst), stream));
            }
        });
        Self { address, connections }
    }

    /// Answers every request with these bytes.
    pub(crate) async fn answering(answer: &'static [u8]) -> Self {
        Self::start(move |_, mut stream| async move {
            while receive(&mut stream).await.is_some() && stream.write_all(answer).await.is_ok() {}
        })
        .await
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn channel(&self) -> ChannelUri {
        format!("http://{}/throttledthirdparty/01.00/SECRET?q=1", self.address).parse().unwrap()
    }

    /// A channel that needs TLS.
    pub(crate) fn https_channel(&self) -> ChannelUri {
        format!("https://localhost:{}/u/1/SECRET", self.address.port()).parse().unwrap()
    }
}

/// Reads one request, and returns its first line; `None` if the client closed the connection instead.
pub(crate) async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    stream.read_exact(&mut body).await.ok()?;
    head.lines().next().map(str::to_owned)
}

pub(crate) fn toast() -> Notification {
    Toast { text1: Some("Goal!".into()), ..Toast::default() }.build().unwrap()
}

/// Long enough for any machine, and far from the time limits under test.
pub(crate) const LONG: Duration = Duration::from_secs(60);
