use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use http::{Request, Response};
use mpns_proto::{Origin, http1};

/// A transport on a bare `TcpStream`, right in all but one thing: it opens a connection for each send.
#[derive(Clone)]
pub(crate) struct Tcp {
    time_limit: Duration,
}

/// The one case that it fails.
pub(crate) const FAILED: &str = "reuse/three";

impl Tcp {
    pub(crate) fn new(time_limit: Duration) -> Self {
        Self { time_limit }
    }

    pub(crate) fn send(&self, request: &Request<Vec<u8>>) -> io::Result<Response<()>> {
        let started = Instant::now();
        let remaining = || {
            let remaining = self.time_limit.saturating_sub(started.elapsed());
            if remaining.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(remaining) }
        };
        let mut stream = connect(request, remaining)?;
        write(&mut stream, &http1::to_bytes(request), remaining)?;
        read_response(&mut stream, remaining)
    }
}

fn connect(
    request: &Request<Vec<u8>>,
    remaining: impl Fn() -> io::Result<Duration>,
) -> io::Result<TcpStream> {
    let origin = Origin::of(request.uri()).unwrap();
    let mut last = ErrorKind::NotFound.into();
    for address in origin.host_and_port().to_string().to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, remaining()?) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn write(
    stream: &mut TcpStream,
    mut bytes: &[u8],
    remaining: impl Fn() -> io::Result<Duration>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(remaining()?))?;
        let written = stream.write(bytes)?;
        bytes = &bytes[written..];
    }
    Ok(())
}

fn read_response(
    stream: &mut TcpStream,
    remaining: impl Fn() -> io::Result<Duration>,
) -> io::Result<Response<()>> {
    let mut bytes = Vec::new();
    loop {
        while let Some((response, length)) = parse(&bytes)? {
            if !response.status().is_informational() {
                return Ok(response);
            }
            bytes.drain(..length);
        }
        if bytes.len() > LONGEST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
        stream.set_read_timeout(Some(remaining()?))?;
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}

/// The head in these bytes and its length, if all of it is there.
fn parse(bytes: &[u8]) -> io::Result<Option<(Response<()>, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 256];
    let mut head = httparse::Response::new(&mut headers);
    let invalid = |error: String| io::Error::new(ErrorKind::InvalidData, error);
    let status = head.parse(bytes).map_err(|error| invalid(error.to_string()))?;
    let httparse::Status::Complete(length) = status else { return Ok(None) };
    let mut response = Response::builder().status(head.code.unwrap_or_default());
    for header in head.headers.iter() {
        response = response.header(header.name, header.value);
    }
    let response = response.body(()).map_err(|error| invalid(error.to_string()))?;
    Ok(Some((response, length)))
}

const LONGEST_HEAD: usize = 256 * 1024;
