//! HTTP by hand, so that the tests see the bytes on the wire.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use mpns_emulator::{Channel, Emulator};
use serde_json::Value;

use crate::described;

pub(crate) const TOAST: &str = r#"<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Goal!</wp:Text1></wp:Toast></wp:Notification>"#;

/// The headers that curl adds with `-d`, and those of a toast.
pub(crate) const TOAST_HEADERS: &str = "User-Agent: curl/8.0\r\nAccept: */*\r\n\
    X-WindowsPhone-Target: toast\r\nX-NotificationClass: 2\r\n\
    Content-Type: application/x-www-form-urlencoded\r\n";

pub(crate) fn emulator() -> Emulator {
    Emulator::start_blocking(Emulator::LOOPBACK).expect("a free port")
}

/// The path of a channel URI.
pub(crate) fn path(channel: &Channel) -> String {
    channel.uri().expose_uri().path().to_owned()
}

pub(crate) struct Connection(BufReader<TcpStream>);

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
        Self(BufReader::new(stream))
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).expect("written");
    }

    pub(crate) fn write_bytes(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).expect("written");
    }

    /// An exchange. What the control API answers has to be [described](described::check).
    pub(crate) fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Answer {
        let length = body.len();
        self.write(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        ));
        let answer = self.answer();
        described::check(method, path, &answer);
        answer
    }

    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    pub(crate) fn answer(&mut self) -> Answer {
        let status = self.line();
        let status = status.strip_prefix("HTTP/1.1 ").expect("an answer of HTTP/1.1");
        let status = status.split(' ').next().expect("a status").parse().expect("a number");
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut answer = Answer { status, headers, body: String::new() };
        let is_chunked = answer.header("transfer-encoding") == Some("chunked");
        let body = if is_chunked {
            self.chunks()
        } else {
            let length =
                answer.header("content-length").map_or(0, |n| n.parse().expect("a number"));
            self.bytes(length)
        };
        answer.body = String::from_utf8(body).expect("a text");
        answer
    }

    fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line(), 16).expect("a length");
            body.extend(self.bytes(length));
            assert_eq!(self.line(), "");
            if length == 0 {
                return body;
            }
        }
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).expect("all bytes");
        bytes
    }

    /// Ends the sending side.
    pub(crate) fn end(&mut self) {
        self.0.get_ref().shutdown(Shutdown::Write).expect("ended");
    }

    /// Whether the other side ends the connection.
    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0) | Err(_))
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The status code and the three statuses.
    pub(crate) fn row(&self) -> String {
        let text = |name| self.header(name).unwrap_or("-");
        format!(
            "{} {} {} {}",
            self.status,
            text("x-notificationstatus"),
            text("x-deviceconnectionstatus"),
            text("x-subscriptionstatus")
        )
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// One exchange on a new connection.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Answer {
    Connection::open(address).request(method, path, headers, body)
}

pub(crate) fn push_toast(address: SocketAddr, path: &str) -> Answer {
    request(address, "POST", path, TOAST_HEADERS, TOAST)
}
