use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use mpns_tests::postgres::Server;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A way to a server over TCP that can go silent: it accepts connections and keeps those that are there, but nothing comes
/// through, not even that one was closed.
pub(crate) struct Proxy {
    address: SocketAddr,
    is_silent: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn start(server: &Server) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (is_silent, silence) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, server.socket(), silence));
        Self { address, is_silent, accepting }
    }

    /// Where it is, for [`Database::new`](mpns_queue::Database::new).
    pub(crate) fn url(&self) -> String {
        let (host, port) = (self.address.ip(), self.address.port());
        format!("host={host} port={port} user=administrator dbname=postgres")
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn be_silent(&self) {
        self.is_silent.send_replace(true);
    }

    /// What was held back comes through.
    pub(crate) fn speak(&self) {
        self.is_silent.send_replace(false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, socket: PathBuf, silence: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        let (socket, silence) = (socket.clone(), silence.clone());
        tokio::spawn(async move {
            let Ok(server) = UnixStream::connect(socket).await else { return };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(pass(from_client, to_server, silence.clone()));
            pass(from_server, to_client, silence).await;
        });
    }
}

/// Ends when the proxy does, or when one side has closed the connection and may say so.
async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut silence: watch::Receiver<bool>,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await.unwrap_or_default();
        if silence.wait_for(|is_silent| !is_silent).await.is_err()
            || count == 0
            || to.write_all(&buffer[..count]).await.is_err()
        {
            return;
        }
    }
}
