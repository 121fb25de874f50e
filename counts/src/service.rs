//! Services in this process that accept all documents at little cost.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use mpns_proto::ChannelUri;
use mpns_test_support::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream as AsyncStream};
use tokio::runtime::Runtime;

use crate::response;

/// A service on threads of its own.
pub(crate) fn on_threads() -> SocketAddr {
    Server::start(accept_all).address
}

/// A service on the runtime of the sender. Where both share a thread, they take turns in the same way every time.
pub(crate) fn on_runtime(runtime: &Runtime) -> SocketAddr {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("a port");
    runtime.spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(accept_all_async(stream));
        }
    });
    address
}

/// So many channels of a service.
pub(crate) fn channels(service: SocketAddr, n: usize) -> Vec<ChannelUri> {
    let channel = |i| format!("http://{service}/throttledthirdparty/01.00/{i}");
    (0..n).map(|i| channel(i).parse().expect("a channel")).collect()
}

fn accept_all(_: usize, mut stream: TcpStream) {
    let (mut request, mut length) = ([0; 4096], 0);
    let response = response::accepted_bytes();
    while let Ok(read @ 1..) = stream.read(&mut request[length..]) {
        length += read;
        if request[..length].ends_with(END_OF_DOCUMENT) {
            length = 0;
            stream.write_all(&response).expect("the client reads");
        }
    }
}

async fn accept_all_async(mut stream: AsyncStream) {
    let (mut request, mut length) = ([0; 4096], 0);
    let response = response::accepted_bytes();
    while let Ok(read @ 1..) = stream.read(&mut request[length..]).await {
        length += read;
        if request[..length].ends_with(END_OF_DOCUMENT) {
            length = 0;
            stream.write_all(&response).await.expect("the client reads");
        }
    }
}

const END_OF_DOCUMENT: &[u8] = b"</wp:Notification>";
