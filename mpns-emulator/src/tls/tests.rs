use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;
use crate::connection_faults::ConnectionFaults;
use crate::peer::ClientCertificate::{Absent, Trusted, Untrusted};
use crate::peer::Peer;

fn new(options: &TlsOptions, authority: &Authority, host: &str) -> Result<Acceptor, TlsError> {
    let (_, faults) = watch::channel(ConnectionFaults::default());
    Acceptor::new(options, authority, host, Duration::from_secs(10), faults)
}

fn acceptor(options: &TlsOptions, authority: &Authority, host: &str) -> Acceptor {
    new(options, authority, host).expect("an acceptor")
}

/// A client that trusts an authority, with an identity.
fn connector(
    ca: &str,
    identity: Option<&ClientIdentity>,
    version: &'static SupportedProtocolVersion,
) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    for root in pem::certificates(ca.as_bytes(), "authority").expect("an authority") {
        roots.add(root).expect("a root");
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_protocol_versions(&[version]).expect("a version");
    let builder = builder.with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(ClientIdentity { certificate_pem, key_pem }) => {
            let chain = pem::certificates(certificate_pem.as_bytes(), "certificate");
            let key = pem::key(key_pem.as_bytes(), "key").expect("a key");
            builder.with_client_auth_cert(chain.expect("a certificate"), key).expect("an identity")
        }
    };
    Arc::new(config).into()
}

/// A handshake: what the server sees, and whether the client accepts the server.
async fn handshake(
    acceptor: &Acceptor,
    connector: &TlsConnector,
    host: &str,
) -> (Option<Peer>, std::io::Result<TlsStream<TcpStream>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let stream = TcpStream::connect(listener.local_addr().expect("an address")).await;
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let accept = async {
        let (stream, _) = listener.accept().await.expect("a connection");
        let (mut stream, peer) = acceptor.accept(stream).await?;
        stream.write_all(b"!").await.expect("written");
        Some(peer)
    };
    let connect = async {
        let mut stream = connector.connect(name, stream.expect("a connection")).await?;
        // Its tickets come with the first bytes.
        stream.read_u8().await?;
        Ok(stream)
    };
    tokio::join!(accept, connect)
}

/// An identity by an authority, changed in some way.
fn identity(
    authority: &rcgen::CertifiedIssuer<'_, KeyPair>,
    change: impl FnOnce(&mut CertificateParams),
) -> ClientIdentity {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "given.example");
    change(&mut params);
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    ClientIdentity { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
}

#[tokio::test]
async fn a_client_certificate_is_judged_and_not_refused() {
    let authority = Authority::generate().expect("an authority");
    let other = Authority::generate().expect("an authority");
    let given = {
        let mut params = CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "given authority");
        rcgen::CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"))
            .expect("an authority")
    };
    let options = TlsOptions { client_ca: given.pem().into_bytes(), ..TlsOptions::default() };
    let acceptor = acceptor(&options, &authority, "localhost");
    let client = |authority: &Authority, name| authority.client(name).expect("an identity");
    let trusted = |name: &str| Trusted { common_name: name.to_owned() };
    for (presented, judged) in [
        (None, Absent),
        (Some(client(&authority, "push.example")), trusted("push.example")),
        (Some(client(&authority, "Füße – 足")), trusted("Füße – 足")),
        (Some(client(&authority, "")), trusted("")),
        (Some(client(&other, "push.example")), Untrusted),
        (Some(identity(&given, |_| {})), trusted("given.example")),
        (
            Some(identity(&given, |params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            })),
            Untrusted,
        ),
        (Some(identity(&given, |params| params.not_after = date_time_ymd(2014, 1, 1))), Untrusted),
        (Some(identity(&given, |params| params.not_before = date_time_ymd(2999, 1, 1))), Untrusted),
    ] {
        for version in [&TLS12, &TLS13] {
            let connector = connector(&authority.pem(), presented.as_ref(), version);
            // The second handshake takes up the session of the first.
            for _ in 0..2 {
                let (peer, connected) = handshake(&acceptor, &connector, "localhost").await;
                assert!(connected.is_ok(), "{connected:?}");
                assert_eq!(peer, Some(Peer::Tls(judged.clone())), "{version:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_authority_is_known_by_its_key() {
    let first = Authority::generate().expect("an authority");
    let again = Authority::from_key(&first.key()).expect("the authority");
    let identity = first.client("push.example").expect("an identity");
    let acceptor = acceptor(&TlsOptions::default(), &again, "localhost");
    let connector = connector(&first.pem(), Some(&identity), &TLS13);
    let (peer, connected) = handshake(&acceptor, &connector, "localhost").await;
    assert!(connected.is_ok(), "{connected:?}");
    assert_eq!(peer, Some(Peer::Tls(Trusted { common_name: "push.example".to_owned() })));
    assert!(Authority::from_key("no key").is_err());
}

#[tokio::test]
async fn the_service_is_known_by_local_names_and_its_host() {
    let authority = Authority::generate().expect("an authority");
    let other = Authority::generate().expect("an authority");
    assert_ne!(authority.pem(), other.pem());
    let connector = |authority: &Authority| connector(&authority.pem(), None, &TLS13);
    for (host, name, is_known) in [
        ("push.example", "localhost", true),
        ("push.example", "127.0.0.1", true),
        ("push.example", "::1", true),
        ("push.example", "push.example", true),
        ("push.example", "other.example", false),
        ("192.0.2.7", "192.0.2.7", true),
        ("[2001:db8::7]", "2001:db8::7", true),
        ("192.0.2.7", "192.0.2.8", false),
    ] {
        let acceptor = acceptor(&TlsOptions::default(), &authority, host);
        let (_, connected) = handshake(&acceptor, &connector(&authority), name).await;
        assert_eq!(connected.is_ok(), is_known, "{host} {name} {connected:?}");
        let (_, connected) = handshake(&acceptor, &connector(&other), name).await;
        assert!(connected.is_err(), "by another authority");
    }
}

#[test]
fn what_is_given_has_to_fit() {
    let authority = Authority::generate().expect("an authority");
    let [one, two] = ["one", "two"].map(|name| authority.client(name).expect("an identity"));
    let pem = |certificates: &str, key: &str| TlsOptions {
        identity: TlsIdentity::Pem { certificates: certificates.into(), key: key.into() },
        ..TlsOptions::default()
    };
    let ca = |pem: &str| TlsOptions { client_ca: pem.into(), ..TlsOptions::default() };
    for (options, error) in [
        (pem(&one.certificate_pem, &one.key_pem), None),
        (
            pem(&one.certificate_pem, &two.key_pem),
            Some("the identity of the service cannot be used"),
        ),
        (
            pem(&one.key_pem, &one.key_pem),
            Some("the certificate of the service cannot be read from PEM"),
        ),
        (pem("", ""), Some("the certificate of the service cannot be read from PEM")),
        (
            pem(&one.certificate_pem, &one.certificate_pem),
            Some("the private key of the service cannot be read from PEM"),
        ),
        (ca(&authority.pem()), None),
        (ca("no PEM"), Some("the authority of client certificates cannot be read from PEM")),
    ] {
        let made = new(&options, &authority, "h");
        let found = made.err().map(|error| error.to_string());
        assert_eq!(found.as_deref(), error);
        assert!(!format!("{options:?}").contains("PRIVATE"));
    }
    assert!(!format!("{one:?}").contains("PRIVATE"));
}

#[test]
fn an_absent_common_name_is_empty() {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let certificate = params.self_signed(&key).expect("a certificate");
    assert_eq!(common_name::common_name(certificate.der()), None);
    assert_eq!(common_name::common_name(b"no certificate"), None);
}
