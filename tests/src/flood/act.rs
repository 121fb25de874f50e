//! What one hostile client does, once.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::sleep;

use super::connection::{Connection, open_channel};

/// Where an attack takes place: a channel of its own.
#[derive(Clone, Debug)]
pub(super) struct Place {
    emulator: SocketAddr,
    path: String,
    token: String,
}

impl Place {
    pub(super) async fn open(emulator: SocketAddr) -> io::Result<Self> {
        let settings = r#"{"dailyLimit": 4294967295}"#;
        let (uri, token) = open_channel(emulator, settings).await?;
        Ok(Self { emulator, path: path(&uri).to_owned(), token })
    }

    /// Makes the list of deliveries long.
    pub(super) async fn fill(&self) -> io::Result<()> {
        let mut connection = self.connect().await?;
        for _ in 0..LIST {
            connection.request("POST", &self.path, "", &"x".repeat(1024)).await?;
        }
        Ok(())
    }

    async fn connect(&self) -> io::Result<Connection> {
        Connection::open(self.emulator).await
    }

    fn head(&self) -> String {
        format!("POST {} HTTP/1.1\r\nHost: localhost\r\n", self.path)
    }
}

pub(super) async fn half_head(place: &Place, length: usize) -> io::Result<()> {
    let mut connection = place.connect().await?;
    let head = format!("{}X-Long: {}", place.head(), "x".repeat(length));
    connection.write(head.as_bytes()).await?;
    connection.drain().await
}

pub(super) async fn slow_head(place: &Place) -> io::Result<()> {
    let mut connection = place.connect().await?;
    connection.write(place.head().as_bytes()).await?;
    trickle(&mut connection, b"X: y\r\n").await
}

pub(super) async fn slow_body(place: &Place) -> io::Result<()> {
    let mut connection = place.connect().await?;
    let head = format!("{}Content-Length: 65536\r\n\r\n", place.head());
    connection.write(head.as_bytes()).await?;
    connection.write(&[b'x'; 60_000]).await?;
    trickle(&mut connection, b"x").await
}

/// Asks for the list of deliveries, and reads nothing.
pub(super) async fn leave_unread(place: &Place, requests: usize) -> io::Result<()> {
    let mut connection = place.connect().await?;
    let token = &place.token;
    let request = format!("GET /channels/{token}/deliveries HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for _ in 0..requests {
        connection.write(request.as_bytes()).await?;
    }
    sleep(PATIENCE).await;
    Ok(())
}

pub(super) async fn identify(place: &Place, length: usize) -> io::Result<()> {
    let mut connection = place.connect().await?;
    let headers = format!("X-MessageID: {}\r\n", "x".repeat(length));
    for _ in 0..MANY {
        connection.request("POST", &place.path, &headers, "x").await?;
    }
    Ok(())
}

pub(super) async fn garbage(place: &Place) -> io::Result<()> {
    let mut connection = place.connect().await?;
    let bytes = std::iter::successors(Some(1_u32), |last| {
        Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))
    });
    let bytes: Vec<_> = bytes.map(|number| number.to_be_bytes()[0]).take(4096).collect();
    connection.write(&bytes).await?;
    connection.drain().await
}

pub(super) async fn silence(place: &Place) -> io::Result<()> {
    place.connect().await?.drain().await
}

pub(super) async fn connect(place: &Place) -> io::Result<()> {
    place.connect().await.map(drop)
}

pub(super) async fn open_channels(place: &Place) -> io::Result<()> {
    let mut connection = place.connect().await?;
    for _ in 0..MANY {
        connection.request("POST", "/channels", "", "").await?;
    }
    Ok(())
}

/// Opens a channel that gives a long answer.
pub(super) async fn answers(place: &Place) -> io::Result<()> {
    let value = "x".repeat(60_000);
    let answer =
        format!(r#"{{"answer": {{"exactly": {{"status": 200, "headers": {{"x": "{value}"}}}}}}}}"#);
    let (uri, _) = open_channel(place.emulator, &answer).await?;
    place.connect().await?.request("POST", path(&uri), "", "x").await.map(drop)
}

pub(super) async fn deliver(place: &Place) -> io::Result<()> {
    let mut connection = place.connect().await?;
    for _ in 0..MANY {
        connection.request("POST", &place.path, "", &"x".repeat(1024)).await?;
    }
    Ok(())
}

/// Opens a channel whose phone is out of reach, and sends to it.
pub(super) async fn queue(place: &Place) -> io::Result<()> {
    let settings = r#"{"device": {"connection": "tempDisconnected"}}"#;
    let opened = open_channel(place.emulator, settings).await;
    let Ok((uri, _)) = opened else { return Ok(()) };
    let mut connection = place.connect().await?;
    for _ in 0..MANY {
        connection.request("POST", path(&uri), "", &"x".repeat(1024)).await?;
    }
    Ok(())
}

pub(super) async fn register(place: &Place) -> io::Result<()> {
    let (uri, _) = open_channel(place.emulator, r#"{"authenticated": true}"#).await?;
    let mut connection = place.connect().await?;
    let (path, blob) = (format!("{}/callback", path(&uri)), "x".repeat(1024));
    let headers = "X-CallbackURI: http://127.0.0.1:9/\r\n";
    for _ in 0..MANY {
        connection.request("POST", &path, headers, &blob).await?;
    }
    Ok(())
}

async fn trickle(connection: &mut Connection, drop: &[u8]) -> io::Result<()> {
    loop {
        connection.write(drop).await?;
        sleep(Duration::from_millis(500)).await;
    }
}

fn path(uri: &str) -> &str {
    uri.splitn(4, '/').nth(3).map_or("/", |path| uri.split_at(uri.len() - path.len() - 1).1)
}

/// How many requests one hostile client sends.
const MANY: usize = 100;
/// How many deliveries an attack has a list of.
const LIST: usize = 10_000;
/// How long a client does not read.
const PATIENCE: Duration = Duration::from_secs(120);
