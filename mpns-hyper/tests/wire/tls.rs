use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::{StreamExt as _, stream};
use mpns_connect::{Ca, Identity, Tls, TlsFailure, TlsVersion};
use mpns_hyper::{Client, Connection, Error};
use mpns_proto::{CallbackRegistration, Outcome};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, SupportedProtocolVersion,
    pki_types::PrivateKeyDer,
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    version::{TLS12, TLS13},
};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use crate::support::{RECEIVED, Received, Server, answer_all, receive, toast};

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    // Authorities of the same name are mistaken for each other.
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

/// A server for `localhost`, which asks for client certificates if it is given their authority.
async fn server(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
    answer: &'static [u8],
) -> Server {
    let acceptor = acceptor(authority, version, clients);
    Server::start(move |_, tcp| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(stream) = acceptor.accept(tcp).await {
                answer_all(stream, answer).await;
            }
        }
    })
    .await
}

/// The same without client certificates; it records what it received.
pub(crate) async fn recorder(authority: &Authority) -> (Server, Arc<Mutex<Vec<Received>>>) {
    let acceptor = acceptor(authority, &TLS13, None);
    let log = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&log);
    let server = Server::start(move |_, tcp| {
        let (acceptor, log) = (acceptor.clone(), Arc::clone(&log));
        async move {
            let mut stream = acceptor.accept(tcp).await.unwrap();
            while let Some(received) = receive(&mut stream).await {
                log.lock().unwrap().push(received);
                stream.write_all(RECEIVED).await.unwrap();
                stream.flush().await.unwrap();
            }
        }
    })
    .await;
    (server, kept)
}

fn acceptor(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
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
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.session_storage = Arc::new(NoServerSessionStorage {});
    TlsAcceptor::from(Arc::new(config))
}

fn client(authority: &Authority, identity: Option<Identity>) -> Client {
    let mut tls = Tls::builder().only_ca(ca(authority));
    if let Some(identity) = identity {
        tls = tls.identity(identity);
    }
    Client::builder().tls(tls.build().unwrap()).build()
}

const VERSIONS: [(&SupportedProtocolVersion, TlsVersion); 2] =
    [(&TLS12, TlsVersion::Tls12), (&TLS13, TlsVersion::Tls13)];

#[tokio::test]
async fn an_identity_opens_and_the_connection_is_kept() {
    let (servers, clients) = (authority(), authority());
    for (version, told) in VERSIONS {
        let server = server(&servers, version, Some(&clients), RECEIVED).await;
        let client = client(&servers, Some(identity(&clients)));
        for reused in [false, true, true] {
            let request = toast().request(&server.https_channel());
            let response = client.request(request).await.unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.tls().unwrap().version(), told);
            assert_eq!(connection.is_reused(), reused);
        }
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn a_thousand_sends_take_one_handshake_for_each_at_a_time() {
    const AT_MOST: usize = 16;
    let authority = authority();
    for (version, _) in VERSIONS {
        let server = server(&authority, version, None, RECEIVED).await;
        let channel = server.https_channel();
        let jobs = (0..1_000).map(|key| (key, channel.clone(), toast()));
        let client = client(&authority, None);
        let results: Vec<_> = client.send_all(stream::iter(jobs), AT_MOST).collect().await;
        assert!(results.iter().all(|(_, result)| result.is_ok()));
        assert!(
            server.connections() <= AT_MOST,
            "{version:?} {} connections",
            server.connections()
        );
    }
}

#[tokio::test]
async fn a_callback_is_registered_below_the_channel() {
    let authority = authority();
    let (server, log) = recorder(&authority).await;
    let callback = "https://back.example/inactive".parse().unwrap();
    let channel = server.https_channel();
    let registration = CallbackRegistration::new(&channel, &callback, b"user 7").unwrap();
    let reply = client(&authority, None).register_callback(&registration).await.unwrap();
    assert_eq!(reply.outcome(), Outcome::Received);
    let received = log.lock().unwrap().pop().unwrap();
    assert_eq!(received.line, "POST /u/1/SECRET/callback HTTP/1.1");
    assert_eq!(received.header("x-callbackuri"), Some("https://back.example/inactive"));
    assert_eq!(received.header("content-length"), Some("6"));
    assert_eq!(received.body, b"user 7");
}

#[tokio::test]
async fn a_server_that_is_not_trusted_is_told_apart() {
    let (servers, others) = (authority(), authority());
    let server = server(&servers, &TLS13, None, RECEIVED).await;
    let by_address = format!("https://{}/SECRET", server.address).parse().unwrap();
    for (client, channel, failure) in [
        (client(&others, None), server.https_channel(), TlsFailure::UntrustedServer),
        (Client::new(), server.https_channel(), TlsFailure::UntrustedServer),
        (client(&servers, None), by_address, TlsFailure::ServerName),
    ] {
        let error = client.send(&toast(), &channel).await.unwrap_err();
        assert_eq!(error.tls_failure(), Some(&failure), "{error:?}");
        assert!(error.is_connect() && !error.may_have_been_delivered(), "{error:?}");
        assert!(!error.is_identity_missing() && !error.is_proxy(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("SECRET"));
    }
}

#[tokio::test]
async fn tls_to_a_server_without_it_is_told() {
    let plain = Server::start(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let error = Client::new().send(&toast(), &plain.https_channel()).await.unwrap_err();
    assert_eq!(error.tls_failure(), Some(&TlsFailure::NotTls), "{error:?}");
    assert!(error.is_connect(), "{error:?}");
}

/// In TLS 1.3 the refusal comes after the handshake, at any moment of the exchange: many tries find them all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_or_missing_identity_is_always_told_as_that() {
    let (servers, clients, others) = (authority(), authority(), authority());
    for (version, _) in VERSIONS {
        let server = server(&servers, version, Some(&clients), RECEIVED).await;
        for number in 0..100 {
            let error = refusal(&client(&servers, None), &server).await;
            assert!(error.is_identity_missing(), "{version:?} {number} {error:?}");
            let failure = error.tls_failure().unwrap();
            assert!(failure.is_permanent() && failure.is_about_client_certificate(), "{error:?}");
            assert!(error.to_string().contains("no identity (client certificate) is configured"));

            let error = refusal(&client(&servers, Some(identity(&others))), &server).await;
            let failure = error.tls_failure();
            let told = matches!(failure, Some(TlsFailure::ClientCertificateRefused(_)));
            assert!(told && !error.is_identity_missing(), "{version:?} {number} {error:?}");
        }
    }
}

async fn refusal(client: &Client, server: &Server) -> Error {
    let error = client.send(&toast(), &server.https_channel()).await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_proxy(), "{error:?}");
    assert!(!error.may_have_been_delivered(), "{error:?}");
    error
}

#[tokio::test]
async fn an_identity_can_be_required_beforehand() {
    let authority = authority();
    let server = server(&authority, &TLS13, None, RECEIVED).await;
    let plain = Server::answering(RECEIVED).await;
    let tls = || Tls::builder().only_ca(ca(&authority));
    for (tls, sent) in [(tls(), false), (tls().identity(identity(&authority)), true)] {
        let client = Client::builder().tls(tls.build().unwrap()).require_identity(true).build();
        assert_eq!(client.has_identity(), sent);
        let _ = client.send(&toast(), &plain.channel()).await.unwrap();
        match client.send(&toast(), &server.https_channel()).await {
            Ok(_) => assert!(sent),
            Err(error) => {
                assert!(!sent && error.is_identity_missing(), "{error:?}");
                assert!(!error.may_have_been_delivered() && !error.is_connect(), "{error:?}");
                assert_eq!(server.connections(), 0);
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_without_an_identity_is_explained() {
    let authority = authority();
    let with = || Some(identity(&authority));
    for (answer, identity, explained) in [
        (&b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"[..], None, true),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", None, true),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", with(), false),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None, false),
    ] {
        let client = client(&authority, identity);
        let server = server(&authority, &TLS13, None, answer).await;
        let reply = client.send(&toast(), &server.https_channel()).await.unwrap();
        assert_eq!(
            client.explain(&reply, &server.https_channel()).is_some(),
            explained,
            "{reply:?}"
        );
        assert_eq!(client.explain(&reply, &server.channel()), None);
    }
}
