//! A service, or a proxy, that answers one request.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use mpns_connect::transport::rustls::crypto::ring;
use mpns_connect::transport::rustls::pki_types::PrivateKeyDer;
use mpns_connect::transport::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// It keeps the bytes of the request.
pub(crate) struct Recorder {
    pub(crate) port: u16,
    received: JoinHandle<Vec<u8>>,
}

impl Recorder {
    /// Accepts the notification.
    pub(crate) fn start() -> Self {
        Self::serve(|stream| receive(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    }

    /// Answers over TLS, with a certificate that nobody trusts.
    pub(crate) fn start_tls(answer: &'static str) -> Self {
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a pair");
        let key = PrivateKeyDer::try_from(pair.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the versions")
            .with_no_client_auth()
            .with_single_cert(vec![pair.cert.der().clone()], key);
        let config = Arc::new(config.expect("a configuration"));
        Self::serve(move |stream| {
            let connection = ServerConnection::new(config).expect("a connection");
            receive(StreamOwned::new(connection, stream), answer)
        })
    }

    fn serve(serve: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let received = thread::spawn(move || {
            let (stream, _) = listener.accept().expect("a connection");
            serve(stream)
        });
        Self { port, received }
    }

    /// The request that was received. Waits for one, so call this after a successful send.
    pub(crate) fn received(self) -> Vec<u8> {
        self.received.join().expect("a request")
    }
}

/// Reads a request and answers it.
fn receive(mut stream: impl Read + Write, answer: &str) -> Vec<u8> {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("more of the request");
        request.extend(byte);
    }
    stream.write_all(answer.as_bytes()).expect("an answer");
    stream.flush().expect("an answer");
    request
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.expect("a length").parse() == Ok(body.len())
}
