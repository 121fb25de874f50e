use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

/// A connection to the emulator, for HTTP by hand.
#[derive(Debug)]
pub(super) struct Connection(BufStream<TcpStream>);

impl Connection {
    pub(super) async fn open(emulator: SocketAddr) -> io::Result<Self> {
        Ok(Self(BufStream::new(TcpStream::connect(emulator).await?)))
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await?;
        self.0.flush().await
    }

    /// One exchange: the status code and the body of the answer.
    pub(super) async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> io::Result<(u16, Vec<u8>)> {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.write(request.as_bytes()).await?;
        self.answer().await
    }

    /// Waits until the emulator closes the connection, without looking at what it sends.
    pub(super) async fn drain(&mut self) -> io::Result<()> {
        while self.0.read(&mut [0; 1024]).await? > 0 {}
        Ok(())
    }

    pub(super) async fn answer(&mut self) -> io::Result<(u16, Vec<u8>)> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await?);
        }
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let head = String::from_utf8(head).map_err(|_| invalid())?.to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(invalid)?;
        if head.contains("\r\ntransfer-encoding: chunked\r\n") {
            return Ok((status, self.chunks().await?));
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(Ok(0), |length| length.parse().map_err(|_| invalid()))?;
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await?;
        Ok((status, body))
    }

    async fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut length = String::new();
            self.0.read_line(&mut length).await?;
            let length = usize::from_str_radix(length.trim(), 16).map_err(io::Error::other)?;
            let mut chunk = vec![0; length + 2];
            self.0.read_exact(&mut chunk).await?;
            if length == 0 {
                return Ok(body);
            }
            chunk.truncate(length);
            body.extend(chunk);
        }
    }
}

/// Opens a channel with these settings, in JSON: its URI and its token.
pub(super) async fn open_channel(
    emulator: SocketAddr,
    settings: &str,
) -> io::Result<(String, String)> {
    let mut connection = Connection::open(emulator).await?;
    let (status, body) = connection.request("POST", "/channels", "", settings).await?;
    let view: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |name| view.get(name).and_then(Value::as_str).map(str::to_owned);
    match (text("uri"), text("token")) {
        (Some(uri), Some(token)) => Ok((uri, token)),
        _ => Err(io::Error::other(format!("no channel is opened: {status}"))),
    }
}
