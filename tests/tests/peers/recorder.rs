//! A service that keeps every request and answers as configured.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Request};

/// The service. It runs until the test program ends.
pub(crate) struct Recorder {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    answers: BTreeMap<usize, Vec<u8>>,
    received: BTreeMap<usize, Vec<Received>>,
    /// What was not a request.
    faults: Vec<String>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The target as written in the request line.
    pub(crate) target: String,
    /// The request. Its URI is not the target if the target is not a URI.
    pub(crate) request: Request<Vec<u8>>,
}

impl Received {
    /// A request that was not sent.
    pub(crate) fn of(request: Request<Vec<u8>>) -> Self {
        Self { target: request.uri().path().to_owned(), request }
    }
}

impl Recorder {
    /// Listens on a free port of the loopback interface.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the port");
        let shared = Arc::<Mutex<Shared>>::default();
        let taken = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&taken);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { address, shared }
    }

    /// The channel of a case.
    pub(crate) fn channel(&self, index: usize, path: &str) -> String {
        format!("http://{}/{index}/{path}", self.address)
    }

    /// Sets what the channel of a case answers, head and body.
    pub(crate) fn answer(&self, index: usize, answer: Vec<u8>) {
        self.shared.lock().expect("no panic").answers.insert(index, answer);
    }

    /// Takes everything that came since the last call, by case.
    ///
    /// # Panics
    ///
    /// If something came that was not a request of HTTP/1.1, or its length was not the declared one.
    pub(crate) fn take(&self) -> BTreeMap<usize, Vec<Received>> {
        let mut shared = self.shared.lock().expect("no panic");
        assert!(shared.faults.is_empty(), "{:#?}", shared.faults);
        std::mem::take(&mut shared.received)
    }
}

/// Reads and answers the requests in order.
fn serve(mut stream: TcpStream, shared: &Mutex<Shared>) {
    stream.set_nodelay(true).expect("a socket");
    stream.set_read_timeout(Some(IDLE)).expect("a socket");
    let mut buffer = Vec::new();
    loop {
        let received = match receive(&mut stream, &mut buffer) {
            Ok(Some(received)) => received,
            Ok(None) => return,
            Err(fault) => return shared.lock().expect("no panic").faults.push(fault),
        };
        let answer = record(received, &mut shared.lock().expect("no panic"));
        let closes = answer.windows(CLOSE.len()).any(|part| part.eq_ignore_ascii_case(CLOSE));
        if stream.write_all(&answer).is_err() || closes {
            return;
        }
    }
}

fn record(received: Received, shared: &mut Shared) -> Vec<u8> {
    let index = received.target.split('/').nth(1).and_then(|index| index.parse().ok());
    let Some(index) = index else {
        shared.faults.push(format!("a target of no case: {}", received.target));
        return OK.to_vec();
    };
    let is_moved = received.target.ends_with("/moved");
    shared.received.entry(index).or_default().push(received);
    let answer = shared.answers.get(&index).filter(|_| !is_moved);
    answer.cloned().unwrap_or_else(|| OK.to_vec())
}

/// The next request; `None` if the connection ends before it.
fn receive(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Option<Received>, String> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 50];
        let mut parsed = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(head) =
            parsed.parse(buffer).map_err(|e| format!("{e}: {}", buffer.escape_ascii()))?
        {
            let mut request = Request::new(Vec::new());
            *request.method_mut() = parsed.method.unwrap_or_default().parse().expect("a method");
            let target = parsed.path.unwrap_or_default().to_owned();
            *request.uri_mut() = target.parse().unwrap_or_default();
            for header in parsed.headers.iter() {
                let name = HeaderName::from_bytes(header.name.as_bytes()).expect("a name");
                let value = HeaderValue::from_bytes(header.value).expect("a value");
                request.headers_mut().append(name, value);
            }
            let length = content_length(&request)
                .ok_or_else(|| format!("no Content-Length: {}", buffer[..head].escape_ascii()))?;
            while buffer.len() < head + length {
                if !fill(stream, buffer)? {
                    return Err(format!("a body cut short: {}", buffer.escape_ascii()));
                }
            }
            let rest = buffer.split_off(head + length);
            *request.body_mut() = buffer.split_off(head);
            *buffer = rest;
            return Ok(Some(Received { target, request }));
        }
        if !fill(stream, buffer)? {
            return if buffer.is_empty() {
                Ok(None)
            } else {
                Err(format!("a head cut short: {}", buffer.escape_ascii()))
            };
        }
    }
}

/// The declared length. A request without a body may have none.
fn content_length(request: &Request<Vec<u8>>) -> Option<usize> {
    let mut values = request.headers().get_all("content-length").iter();
    let length = match values.next() {
        Some(value) => value.to_str().ok()?.parse().ok()?,
        None if request.method() == http::Method::GET => 0,
        None => return None,
    };
    values.next().is_none().then_some(length)
}

/// Reads more; `false` at the end.
fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<bool, String> {
    let mut bytes = [0; 8192];
    match stream.read(&mut bytes) {
        Ok(count) => {
            buffer.extend(&bytes[..count]);
            Ok(count > 0)
        }
        Err(e) if buffer.is_empty() || e.kind() == ErrorKind::ConnectionReset => Ok(false),
        Err(e) => Err(format!("{e}: {}", buffer.escape_ascii())),
    }
}

/// Longer than any client waits between two requests.
const IDLE: Duration = Duration::from_secs(30);
const CLOSE: &[u8] = b"\r\nconnection: close\r\n";
/// The default answer.
const OK: &[u8] =
    b"HTTP/1.1 200 OK\r\nX-NotificationStatus: Received\r\nX-DeviceConnectionStatus: \
Connected\r\nX-SubscriptionStatus: Active\r\nX-MessageID: 00000000-0000-0000-0000-000000000000\r\n\
Content-Length: 0\r\n\r\n";
