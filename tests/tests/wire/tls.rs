mod authentication;
mod callback;
mod explanations;
mod identity;
mod late_alert;
mod reuse;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};

use mpns_connect::{Ca, Connection, Error, Identity, Tls, TlsFailure, TlsVersion};
use mpns_proto::{CallbackRegistration, ChannelUri, Outcome};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
};

use crate::support::{Client, Log, RECEIVED, Server, Transport, answer_all, each, receive, toast};

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    // Authorities with the same name would be mistaken for each other.
    let name = format!("authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub(crate) fn ca(authority: &Authority) -> Ca {
    Ca::from_pem(authority.pem().as_bytes()).unwrap()
}

fn identity(authority: &Authority) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::default().signed_by(&key, authority).unwrap();
    Identity::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
}

/// A server for `localhost`, which asks for client certificates if their authority is given.
fn server(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
    answer: &'static [u8],
) -> Server {
    let config = config(authority, version, clients);
    Server::start(move |_, tcp| {
        if let Some(stream) = accept(&config, tcp) {
            answer_all(stream, answer, &Log::default());
        }
    })
}

/// The same without client certificates. It records what it receives.
pub(crate) fn recorder(authority: &Authority) -> (Server, Log) {
    let config = config(authority, &TLS13, None);
    let log = Log::default();
    let kept = Arc::clone(&log);
    let server = Server::start(move |_, tcp| {
        answer_all(accept(&config, tcp).unwrap(), RECEIVED, &log);
    });
    (server, kept)
}

/// `None` if the handshake fails, which the client learns by an alert.
fn accept(
    config: &Arc<ServerConfig>,
    mut tcp: TcpStream,
) -> Option<StreamOwned<ServerConnection, TcpStream>> {
    let mut connection = ServerConnection::new(Arc::clone(config)).unwrap();
    while connection.is_handshaking() {
        connection.complete_io(&mut tcp).ok()?;
    }
    Some(StreamOwned::new(connection, tcp))
}

fn config(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
) -> Arc<ServerConfig> {
    let mut config = config_of(certificate(authority), version, clients, false);
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Arc::new(config)
}

/// A certificate for `localhost`, and its key.
fn certificate(authority: &Authority) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

fn config_of(
    (certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>),
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
    takes_anyone: bool,
) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[version])
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = if takes_anyone { verifier.allow_unauthenticated() } else { verifier };
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    builder.with_single_cert(vec![certificate], key).unwrap()
}

fn client(transport: Transport, authority: &Authority, identity: Option<Identity>) -> Client {
    let mut tls = Tls::builder().only_ca(ca(authority));
    if let Some(identity) = identity {
        tls = tls.identity(identity);
    }
    transport.builder().tls(tls.build().unwrap()).build()
}

const VERSIONS: [(&SupportedProtocolVersion, TlsVersion); 2] =
    [(&TLS12, TlsVersion::Tls12), (&TLS13, TlsVersion::Tls13)];

#[test]
fn a_callback_is_registered_below_the_channel() {
    each(|transport| {
        let authority = authority();
        let (server, log) = recorder(&authority);
        let callback = "https://back.example/inactive".parse().unwrap();
        let channel = server.https_channel();
        let registration = CallbackRegistration::new(&channel, &callback, b"user 7").unwrap();
        let reply = client(transport, &authority, None).register_callback(&registration).unwrap();
        assert_eq!(reply.outcome(), Outcome::Received);
        let received = log.lock().unwrap().pop().unwrap();
        assert_eq!(received.line, "POST /u/1/SECRET/callback HTTP/1.1");
        assert_eq!(received.header("x-callbackuri"), Some("https://back.example/inactive"));
        assert_eq!(received.header("content-length"), Some("6"));
        assert_eq!(received.body, b"user 7");
    });
}
