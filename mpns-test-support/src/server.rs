use std::fmt::Debug;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The response that accepts a notification.
pub const RECEIVED: &[u8] =
    b"HTTP/1.1 200 OK\r\nX-NotificationStatus: Received\r\nContent-Length: 0\r\n\r\n";

/// A server on loopback that plays a script, and counts its connections.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

/// The requests that a server was sent.
pub type Log = Arc<Mutex<Vec<Received>>>;

impl Server {
    /// Runs the script for each connection, with its number from 0 on, on a thread of its own.
    pub fn start<F>(script: F) -> Self
    where
        F: Fn(usize, TcpStream) + Clone + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            loop {
                let (stream, _) = listener.accept().unwrap();
                stream.set_nodelay(true).unwrap();
                let number = count.fetch_add(1, Ordering::SeqCst);
                let script = script.clone();
                thread::spawn(move || script(number, stream));
            }
        });
        Self { address, connections }
    }

    /// Answers every request with these bytes.
    pub fn answering(answer: &'static [u8]) -> Self {
        Self::recording(answer).0
    }

    /// The same, and records the requests.
    pub fn recording(answer: &'static [u8]) -> (Self, Log) {
        let log = Log::default();
        let kept = Arc::clone(&log);
        (Self::start(move |_, stream| answer_all(stream, answer, &log)), kept)
    }

    /// How many connections it has accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// A channel of this server, as any type that is parsed from its URI.
    pub fn channel<Uri: FromStr<Err: Debug>>(&self) -> Uri {
        format!("http://{}/throttledthirdparty/01.00/SECRET?q=1", self.address).parse().unwrap()
    }

    /// A channel that needs TLS, for a server that is certified for `localhost` or has no TLS.
    pub fn https_channel<Uri: FromStr<Err: Debug>>(&self) -> Uri {
        format!("https://localhost:{}/u/1/SECRET", self.address.port()).parse().unwrap()
    }
}

/// One request as it came.
#[derive(Debug)]
pub struct Received {
    /// The request line.
    pub line: String,
    /// In the order in which they came; names in lower case.
    pub headers: Vec<(String, String)>,
    /// As many bytes as `Content-Length` says.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header, by its name in lower case.
    ///
    /// # Panics
    ///
    /// If it is repeated.
    pub fn header(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.headers.iter().filter(|header| header.0 == name).collect();
        assert!(values.len() <= 1, "{name} is repeated");
        values.first().map(|header| header.1.as_str())
    }
}

/// Reads one request; `None` if the client closed the connection instead.
pub fn receive(stream: &mut impl Read) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut received = Received { line, headers, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    received.body.resize(length, 0);
    stream.read_exact(&mut received.body).ok()?;
    Some(received)
}

/// Answers every request with these bytes, and records the requests.
pub fn answer_all(mut stream: impl Read + Write, answer: &[u8], log: &Log) {
    while let Some(received) = receive(&mut stream) {
        log.lock().unwrap().push(received);
        if stream.write_all(answer).is_err() || stream.flush().is_err() {
            return;
        }
    }
}

/// Long enough for any machine, and far from the time limits under test.
pub const LONG: Duration = Duration::from_secs(60);
