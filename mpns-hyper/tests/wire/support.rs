//! Servers that do as they are told, and what to send to them.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mpns_proto::{ChannelUri, Notification, Toast};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

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
        Self::start(move |_, stream| answer_all(stream, answer)).await
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn channel(&self) -> ChannelUri {
        format!("http://{}/throttledthirdparty/01.00/SECRET?q=1", self.address).parse().unwrap()
    }

    /// The channel of a server that is certified for `localhost`.
    pub(crate) fn https_channel(&self) -> ChannelUri {
        format!("https://localhost:{}/u/1/SECRET", self.address.port()).parse().unwrap()
    }
}

/// One request as it came.
pub(crate) struct Received {
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.headers.iter().filter(|header| header.0 == name).collect();
        assert!(values.len() <= 1, "{name} is repeated");
        values.first().map(|header| header.1.as_str())
    }
}

/// Reads one request; `None` if the client closed the connection instead.
pub(crate) async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let lines = head.trim_end().split("\r\n").skip(1);
    let headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut received = Received { headers, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    received.body.resize(length, 0);
    stream.read_exact(&mut received.body).await.ok()?;
    Some(received)
}

pub(crate) async fn answer_all(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &[u8]) {
    while receive(&mut stream).await.is_some() {
        if stream.write_all(answer).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

pub(crate) fn toast() -> Notification {
    Toast { text1: Some("Goal!".into()), ..Toast::default() }.build().unwrap()
}

/// Long enough for any machine, and far from the time limits under test.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// An address that refuses: it was listened to a moment ago.
pub(crate) async fn refusing() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}
