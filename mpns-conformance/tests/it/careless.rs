//! A transport written in a hurry: a time limit only for each read, connections that are always kept, and requests in
//! the version of the last response.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;

use http::{Request, Response};

#[derive(Default)]
pub(crate) struct Careless {
    kept: Mutex<HashMap<String, Connection>>,
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    minor_version: u8,
}

impl Careless {
    pub(crate) fn send(
        &self,
        request: &Request<Vec<u8>>,
        wants_the_body: bool,
    ) -> io::Result<Response<()>> {
        let authority = request.uri().authority().unwrap().to_string();
        let kept = self.kept.lock().unwrap().remove(&authority);
        let mut connection = kept.map_or_else(|| Connection::open(&authority), Ok)?;
        let result = connection.exchange(request, &authority, wants_the_body);
        self.kept.lock().unwrap().insert(authority, connection);
        result
    }
}

impl Connection {
    fn open(authority: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(authority)?;
        stream.set_read_timeout(Some(Duration::from_millis(1500)))?;
        Ok(Self { stream, buffer: Vec::new(), minor_version: 1 })
    }

    fn exchange(
        &mut self,
        request: &Request<Vec<u8>>,
        authority: &str,
        wants_the_body: bool,
    ) -> io::Result<Response<()>> {
        let target = request.uri().path_and_query().unwrap();
        let version = format!("HTTP/1.{}", self.minor_version);
        let mut bytes = format!("POST {target} {version}\r\nHost: {authority}\r\n").into_bytes();
        for (name, value) in request.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend([b"\r\n", request.body().as_slice()].concat());
        self.stream.write_all(&bytes)?;
        let end = loop {
            match self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end.saturating_add(4),
                None => self.read()?,
            }
        };
        let response = parse(&self.buffer[..end]);
        self.minor_version = u8::from(!self.buffer.starts_with(b"HTTP/1.0"));
        self.buffer.drain(..end);
        let length = response.headers().get("content-length");
        let length = length.map(|l| l.to_str().unwrap().parse::<usize>().unwrap());
        while wants_the_body && length.is_none_or(|length| self.buffer.len() < length) {
            self.read()?;
        }
        let skipped = length.unwrap_or_default().min(self.buffer.len());
        self.buffer.drain(..skipped);
        Ok(response)
    }

    fn read(&mut self) -> io::Result<()> {
        let mut chunk = [0; 1024];
        match self.stream.read(&mut chunk)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.buffer.extend_from_slice(&chunk[..read]);
                Ok(())
            }
        }
    }
}

fn parse(head: &[u8]) -> Response<()> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Response::new(&mut headers);
    let _ = parsed.parse(head);
    let mut response = Response::builder().status(parsed.code.unwrap_or(500));
    for header in parsed.headers.iter().filter(|header| !header.name.is_empty()) {
        response = response.header(header.name, header.value);
    }
    response.body(()).unwrap()
}
