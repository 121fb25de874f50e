//! A bare `TcpStream`: with only the protocol core and a parser of HTTP heads.
//!
//! `cargo run -p mpns-examples --example std_net -- <channel URI>`

#![allow(dead_code, reason = "the tests use only the transport")]

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Request, Response, Version};
use mpns_proto::{Origin, Reply, Toast, http1, is_stale};

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    mpns_examples::run(|channel| {
        let tcp = BareTcp::new(Duration::from_secs(15));
        let response = tcp.send(&toast.request(channel))?;
        Ok(vec![Reply::from_response(&response)])
    })
}

/// A transport that keeps one idle connection to each service.
#[derive(Clone)]
pub(crate) struct BareTcp {
    time_limit: Duration,
    idle: Arc<Mutex<HashMap<String, TcpStream>>>,
}

impl BareTcp {
    /// A transport with a time limit for each send.
    pub(crate) fn new(time_limit: Duration) -> Self {
        Self { time_limit, idle: Arc::default() }
    }

    /// Sends a request and returns status and headers of the response.
    ///
    /// # Errors
    ///
    /// If no response came in time. Nothing is sent a second time.
    pub(crate) fn send(&self, request: &Request<Vec<u8>>) -> io::Result<Response<()>> {
        let deadline = Deadline { started: Instant::now(), time_limit: self.time_limit };
        let origin =
            Origin::of(request.uri()).map_err(|e| io::Error::new(ErrorKind::InvalidInput, e))?;
        let service = origin.host_and_port().to_string();
        let kept = self.idle().remove(&service).filter(is_still_idle);
        let mut stream = match kept {
            Some(stream) => stream,
            None => connect(&service, deadline)?,
        };
        write(&mut stream, &http1::to_bytes(request), deadline)?;
        let (response, surplus) = read_response(&mut stream, deadline)?;
        // Without this, what is left over on a kept connection would be the response to the next request.
        if is_stale(request.headers(), response.headers()) {
            return Err(io::Error::other("the response belongs to another request"));
        }
        if may_be_kept(&response, surplus) {
            self.idle().insert(service, stream);
        }
        Ok(response)
    }

    fn idle(&self) -> MutexGuard<'_, HashMap<String, TcpStream>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An idle connection has nothing to read: it is not closed, and has no unexpected bytes.
fn is_still_idle(stream: &TcpStream) -> bool {
    let has_nothing = || {
        stream.set_nonblocking(true)?;
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        peeked
    };
    has_nothing().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn connect(service: &str, deadline: Deadline) -> io::Result<TcpStream> {
    let mut last = io::Error::new(ErrorKind::NotFound, "the host has no address");
    for address in service.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, deadline.remaining()?) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn write(stream: &mut TcpStream, mut bytes: &[u8], deadline: Deadline) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(deadline.remaining()?))?;
        let written = stream.write(bytes)?;
        if written == 0 {
            return Err(ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
    }
    Ok(())
}

/// The final response, and how many bytes came after its head.
fn read_response(stream: &mut TcpStream, deadline: Deadline) -> io::Result<(Response<()>, usize)> {
    let mut bytes = Vec::new();
    let mut interim: u8 = 0;
    loop {
        while let Some((response, length)) = parse(&bytes)? {
            bytes.drain(..length);
            if !response.status().is_informational() {
                return Ok((response, bytes.len()));
            }
            interim = interim.checked_add(1).ok_or_else(|| invalid(ENDLESS))?;
        }
        if bytes.len() > MAX_HEAD {
            return Err(invalid(ENDLESS));
        }
        stream.set_read_timeout(Some(deadline.remaining()?))?;
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            read => bytes.extend(chunk.iter().take(read)),
        }
    }
}

/// The head in these bytes and its length, if all of it is there.
fn parse(bytes: &[u8]) -> io::Result<Option<(Response<()>, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let status = head.parse(bytes).map_err(|_| invalid("the response is not HTTP"))?;
    let httparse::Status::Complete(length) = status else { return Ok(None) };
    let mut response = Response::builder().status(head.code.unwrap_or_default());
    if head.version == Some(0) {
        response = response.version(Version::HTTP_10);
    }
    for header in head.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value);
        let refused = || invalid("a header of the response is not HTTP");
        response = response.header(name.map_err(|_| refused())?, value.map_err(|_| refused())?);
    }
    let response = response.body(()).map_err(|_| invalid("the status code is not HTTP"))?;
    Ok(Some((response, length)))
}

/// A connection can be used again if the response is known to be complete, and no close was announced.
fn may_be_kept(response: &Response<()>, surplus: usize) -> bool {
    let headers = response.headers();
    let has_no_body = headers.get(CONTENT_LENGTH).is_some_and(|length| length == "0");
    let is_to_close = headers
        .get_all(CONNECTION)
        .iter()
        .any(|value| value.to_str().map_or(true, |v| v.to_ascii_lowercase().contains("close")));
    response.version() == Version::HTTP_11
        && has_no_body
        && surplus == 0
        && !is_to_close
        && !headers.contains_key(TRANSFER_ENCODING)
}

/// The deadline of the whole send, however many reads and writes it takes.
#[derive(Clone, Copy)]
struct Deadline {
    started: Instant,
    time_limit: Duration,
}

impl Deadline {
    fn remaining(self) -> io::Result<Duration> {
        let remaining = self.time_limit.saturating_sub(self.started.elapsed());
        if remaining.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(remaining) }
    }
}

fn invalid(text: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, text)
}

const MAX_HEAD: usize = 256 * 1024;
const MAX_HEADERS: usize = 256;
const ENDLESS: &str = "the head of the response is too long";
