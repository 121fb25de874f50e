use std::sync::Arc;
use std::time::Duration;

use http::Request;
use mpns_connect::transport::client_config;
use mpns_connect::transport::rustls::ServerConfig;
use mpns_connect::transport::rustls::pki_types::PrivateKeyDer;
use mpns_connect::transport::rustls::version::{TLS12, TLS13};
use mpns_connect::{Ca, Tls};
use mpns_hyper::{Client, Connection};
use mpns_proto::ChannelUri;
use rcgen::generate_simple_self_signed;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::support::{LONG, RECEIVED, Server, receive, toast};

#[tokio::test]
async fn a_connection_whose_answer_came_before_the_request_was_read_is_closed() {
    let script = Arc::new(AnswersEarly::default());
    let on_connection = Arc::clone(&script);
    let server = Server::start(move |number, stream| {
        let script = Arc::clone(&on_connection);
        async move { script.run(number, stream).await }
    })
    .await;
    let client = Client::builder().timeout(LONG).build();
    script.check(&client, &server, &server.channel()).await;
}

#[tokio::test]
async fn over_tls_too_a_connection_whose_answer_came_before_the_request_was_read_is_closed() {
    for version in [&TLS12, &TLS13] {
        let certified = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let ca = Ca::from_pem(certified.cert.pem().as_bytes()).unwrap();
        let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
        let tls = Tls::builder().only_ca(ca).build().unwrap();
        let provider = Arc::clone(client_config(&tls).crypto_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certified.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let script = Arc::new(AnswersEarly::default());
        let on_connection = Arc::clone(&script);
        let server = Server::start(move |number, stream| {
            let (script, acceptor) = (Arc::clone(&on_connection), acceptor.clone());
            async move { script.run(number, acceptor.accept(stream).await.unwrap()).await }
        })
        .await;
        let client = Client::builder().timeout(LONG).tls(tls).build();
        script.check(&client, &server, &server.https_channel()).await;
    }
}

/// A server that answers before it has read the request, but only on its first connection.
#[derive(Default)]
struct AnswersEarly {
    answered: Notify,
    ended: Notify,
}

impl AnswersEarly {
    /// More than the buffers of a socket take.
    const BODY: usize = 16 << 20;

    async fn run(&self, number: usize, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        if number == 0 {
            stream.read_u8().await.unwrap();
            stream.write_all(RECEIVED).await.unwrap();
            stream.flush().await.unwrap();
            self.answered.notified().await;
            let mut rest = Vec::new();
            // An error is an end too.
            let _ = stream.read_to_end(&mut rest).await;
            assert!(rest.len() < Self::BODY, "all of the request came");
            self.ended.notify_one();
        }
        while receive(&mut stream).await.is_some() {
            stream.write_all(RECEIVED).await.unwrap();
            stream.flush().await.unwrap();
        }
    }

    async fn check(&self, client: &Client, server: &Server, channel: &ChannelUri) {
        let request = Request::post(channel.expose_uri()).body(vec![b' '; Self::BODY]).unwrap();
        assert_eq!(client.request(request).await.unwrap().status(), 200);
        self.answered.notify_one();
        timeout(LONG, self.ended.notified()).await.unwrap();
        for is_reused in [false, true] {
            let request = toast().request(channel);
            let response =
                timeout(LONG.div_f64(2.0), client.request(request)).await.unwrap().unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.is_reused(), is_reused);
        }
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_connection_whose_answer_is_not_read_to_its_end_is_closed() {
    let closed = Arc::new(Notify::new());
    let on_closed = Arc::clone(&closed);
    let server = Server::start(move |_, mut stream| {
        let closed = Arc::clone(&on_closed);
        async move {
            receive(&mut stream).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n").await.unwrap();
            assert!(!matches!(stream.read(&mut [0]).await, Ok(1..)), "more came");
            closed.notify_one();
        }
    })
    .await;
    let client = Client::new();
    for number in 1..=2 {
        assert_eq!(client.send(&toast(), &server.channel()).await.unwrap().status(), 200);
        timeout(LONG, closed.notified()).await.unwrap();
        assert_eq!(server.connections(), number);
    }
}

#[test]
fn a_client_outlives_the_runtime_of_its_connections() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (servers, client) = (runtime(), Client::new());
    let server = servers.block_on(Server::answering(RECEIVED));
    for number in 1..=3 {
        let clients = runtime();
        for is_reused in [false, true] {
            let request = toast().request(&server.channel());
            let response = clients.block_on(client.request(request)).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.is_reused(), is_reused);
        }
        assert_eq!(server.connections(), number);
    }
}

#[test]
fn a_runtime_uses_no_connection_of_another() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let servers = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = servers.block_on(Server::answering(RECEIVED));
    // The first one's connection would wait until somebody runs it.
    let (client, first, second) = (Client::new(), runtime(), runtime());
    for (number, clients) in [(1, &first), (2, &second), (2, &first), (2, &second)] {
        let _ = clients.block_on(client.send(&toast(), &server.channel())).unwrap();
        assert_eq!(server.connections(), number);
    }
}

/// A client's dropped requests leave no connection behind that waits for an answer.
#[tokio::test]
async fn dropping_a_request_closes_its_connection() {
    let (read, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (on_read, on_closed) = (Arc::clone(&read), Arc::clone(&closed));
    let server = Server::start(move |_, mut stream| {
        let (read, closed) = (Arc::clone(&on_read), Arc::clone(&on_closed));
        async move {
            receive(&mut stream).await.unwrap();
            read.notify_one();
            assert!(!matches!(stream.read(&mut [0]).await, Ok(1..)), "more came");
            closed.notify_one();
        }
    })
    .await;
    let client = Client::new();
    let short = Duration::from_millis(1);
    for number in 1..=2 {
        let (notification, channel) = (toast(), server.channel());
        let mut send = Box::pin(client.send(&notification, &channel));
        while timeout(short, read.notified()).await.is_err() {
            assert!(timeout(short, &mut send).await.is_err());
        }
        drop(send);
        timeout(LONG, closed.notified()).await.unwrap();
        assert_eq!(server.connections(), number);
    }
}
