use std::io::ErrorKind;
use std::sync::Arc;

use axum::response::IntoResponse as _;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;
use crate::tls::{Acceptor, Authority, TlsOptions};
use crate::{Fault, HandshakeFault};

/// What a client receives that trusts the service, and how the connection ends.
async fn received(
    fault: Option<Fault>,
    handshake: Option<HandshakeFault>,
) -> (String, Option<ErrorKind>) {
    let answer = async move || {
        let mut response = "answered".into_response();
        if let Some(fault) = fault {
            response.extensions_mut().insert(fault);
        }
        response
    };
    let router = Router::new().route("/", any(answer));
    let (stream, _running) = connect_in_tls(router, handshake).await;
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return (String::new(), Some(error.kind())),
    };
    let request = GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.err().map(|error| error.kind());
    (String::from_utf8(bytes).expect("a text"), end)
}

/// A connection of a client that trusts the service, which serves until the sender is dropped.
pub(super) async fn connect_in_tls(
    router: Router,
    handshake: Option<HandshakeFault>,
) -> (std::io::Result<TlsStream<TcpStream>>, watch::Sender<bool>) {
    let faults = ConnectionFaults { handshake, ..ConnectionFaults::default() };
    let (_, faults) = watch::channel(faults);
    let [plain, tls] = [listen().await, listen().await];
    let address = tls.local_addr().expect("an address");
    let authority = Authority::generate().expect("an authority");
    let time = Duration::from_secs(10);
    let acceptor = Acceptor::new(&TlsOptions::default(), &authority, "h", time, faults.clone());
    let listeners = Listeners::plain(plain).with_tls(tls, acceptor.expect("an acceptor"));
    let (running, shutdown) = watch::channel(false);
    let bounds = Bounds::default();
    tokio::spawn(async move { run(listeners, router, &bounds, faults, shutdown).await });

    let stream = connect(address).await;
    let mut roots = RootCertStore::empty();
    let ca = rustls::pki_types::CertificateDer::from_pem_slice(authority.pem().as_bytes());
    roots.add(ca.expect("an authority")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    (TlsConnector::from(Arc::new(config)).connect(name, stream).await, running)
}

async fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port")
}

#[tokio::test]
async fn tls_does_not_announce_the_end_of_a_broken_answer() {
    for (fault, text, end) in [
        (None, "HTTP/1.1 200 OK", None),
        (Some(Fault::Close { at: 12 }), "HTTP/1.1 200", Some(ErrorKind::UnexpectedEof)),
        (Some(Fault::Reset { at: 12 }), "HTTP/1.1 200", Some(ErrorKind::ConnectionReset)),
        (Some(Fault::CloseBeforeReading), "", Some(ErrorKind::UnexpectedEof)),
        (Some(Fault::ResetBeforeReading), "", Some(ErrorKind::ConnectionReset)),
    ] {
        let (received, found) = received(fault, None).await;
        assert_eq!(found, end, "{fault:?}: {received}");
        assert!(received.starts_with(text), "{fault:?}: {received}");
        assert_eq!(received.len() == text.len(), fault.is_some(), "{fault:?}: {received}");
    }
}

#[tokio::test]
async fn a_handshake_breaks_as_its_fault_says() {
    for (fault, end) in [
        (HandshakeFault::Close, ErrorKind::UnexpectedEof),
        (HandshakeFault::Garbage, ErrorKind::InvalidData),
        (HandshakeFault::Reset, ErrorKind::ConnectionReset),
    ] {
        assert_eq!(received(None, Some(fault)).await, (String::new(), Some(end)), "{fault:?}");
    }
}
