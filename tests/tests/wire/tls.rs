use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};

use mpns_connect::{Ca, Connection, Error, Identity, Tls, TlsFailure, TlsVersion};
use mpns_proto::{CallbackRegistration, ChannelUri, Outcome};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
};

use crate::support::{Client, Log, RECEIVED, Server, Transport, answer_all, each, receive, toast};

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

/// The same without client certificates; it records what it received.
pub(crate) fn recorder(authority: &Authority) -> (Server, Log) {
    let config = config(authority, &TLS13, None);
    let log = Log::default();
    let kept = Arc::clone(&log);
    let server = Server::start(move |_, tcp| {
        answer_all(accept(&config, tcp).unwrap(), RECEIVED, &log);
    });
    (server, kept)
}

/// `None` if the handshake fails, which the client is told.
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
    Arc::new(config)
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
fn an_identity_opens_and_the_connection_is_kept() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, told) in VERSIONS {
            let server = server(&servers, version, Some(&clients), RECEIVED);
            let client = client(transport, &servers, Some(identity(&clients)));
            for reused in [false, true, true] {
                let request = toast().request(&server.https_channel());
                let response = client.request(request).unwrap();
                let connection = response.extensions().get::<Connection>().unwrap();
                assert_eq!(connection.tls().unwrap().version(), told);
                assert_eq!(connection.is_reused(), reused);
            }
            assert_eq!(server.connections(), 1);
        }
    });
}

#[test]
fn a_thousand_sends_take_one_handshake_for_each_at_a_time() {
    const AT_MOST: usize = 16;
    each(|transport| {
        let authority = authority();
        for (version, _) in VERSIONS {
            let server = server(&authority, version, None, RECEIVED);
            let channel: ChannelUri = server.https_channel();
            let jobs = (0..1_000).map(move |key| (key, channel.clone(), toast()));
            let mut done = 0;
            client(transport, &authority, None).send_all(jobs, AT_MOST, |key, result| {
                assert!(result.is_ok(), "{version:?} {key} {result:?}");
                done += 1;
            });
            assert_eq!(done, 1_000, "{version:?}");
            let connections = server.connections();
            assert!(connections <= AT_MOST, "{version:?} {connections} connections");
        }
    });
}

#[test]
fn a_kept_connection_that_was_closed_meanwhile_is_replaced_unseen() {
    each(|transport| {
        let servers = authority();
        for (version, _) in VERSIONS {
            for stays_open in [false, true] {
                let config = config(&servers, version, None);
                let (closed, told) = channel();
                let server = Server::start(move |_, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    // The response and the end of the connection come together.
                    stream.conn.writer().write_all(RECEIVED).unwrap();
                    stream.conn.send_close_notify();
                    let mut bytes = Vec::new();
                    while stream.conn.wants_write() {
                        stream.conn.write_tls(&mut bytes).unwrap();
                    }
                    stream.sock.write_all(&bytes).unwrap();
                    if stays_open {
                        closed.send(()).unwrap();
                        let _ = stream.sock.read(&mut [0]);
                    } else {
                        drop(stream);
                        closed.send(()).unwrap();
                    }
                });
                let client = client(transport, &servers, None);
                for number in 1..=10 {
                    let _ = client.send(&server.https_channel()).unwrap();
                    told.recv().unwrap();
                    assert_eq!(server.connections(), number, "{version:?} {stays_open}");
                }
            }
        }
    });
}

/// The connection ends when the client has its reply: a runtime of one thread hears nothing of it before the next send.
#[test]
fn a_kept_connection_that_ends_after_its_exchange_is_replaced_unseen() {
    each(|transport| {
        let servers = authority();
        for (version, _) in VERSIONS {
            for is_notified in [false, true] {
                let config = config(&servers, version, None);
                // One for the client, one for the connection.
                let step = Arc::new(Barrier::new(2));
                let on_step = Arc::clone(&step);
                let server = Server::start(move |_, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    stream.write_all(RECEIVED).unwrap();
                    on_step.wait();
                    if is_notified {
                        stream.conn.send_close_notify();
                        stream.flush().unwrap();
                        on_step.wait();
                        let _ = stream.sock.read(&mut [0]);
                    } else {
                        drop(stream);
                        on_step.wait();
                    }
                });
                let client = client(transport, &servers, None);
                for number in 1..=5 {
                    let _ = client.send(&server.https_channel()).unwrap();
                    assert_eq!(server.connections(), number, "{version:?} {is_notified}");
                    step.wait();
                    step.wait();
                }
            }
        }
    });
}

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

#[test]
fn a_server_that_is_not_trusted_is_told_apart() {
    each(|transport| {
        let (servers, others) = (authority(), authority());
        let server = server(&servers, &TLS13, None, RECEIVED);
        let by_address = format!("https://{}/SECRET", server.address).parse().unwrap();
        for (client, channel, failure) in [
            (client(transport, &others, None), server.https_channel(), TlsFailure::UntrustedServer),
            (transport.new_client(), server.https_channel(), TlsFailure::UntrustedServer),
            (client(transport, &servers, None), by_address, TlsFailure::ServerName),
        ] {
            let error = client.send(&channel).unwrap_err();
            assert_eq!(error.tls_failure(), Some(&failure), "{error:?}");
            assert!(error.is_connect() && !error.may_have_been_delivered(), "{error:?}");
            assert!(!error.is_identity_missing() && !error.is_proxy(), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("SECRET"));
        }
    });
}

#[test]
fn tls_to_a_server_without_it_is_told() {
    each(|transport| {
        let plain = Server::start(|_, mut stream| {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        let error = transport.new_client().send(&plain.https_channel()).unwrap_err();
        assert_eq!(error.tls_failure(), Some(&TlsFailure::NotTls), "{error:?}");
        assert!(error.is_connect(), "{error:?}");
    });
}

/// In TLS 1.3 the refusal comes after the handshake, at any moment of the exchange: many tries find them all.
#[test]
fn a_refused_or_missing_identity_is_always_told_as_that() {
    each(|transport| {
        let (servers, clients, others) = (authority(), authority(), authority());
        for (version, _) in VERSIONS {
            let server = server(&servers, version, Some(&clients), RECEIVED);
            for number in 0..100 {
                let error = refusal(&client(transport, &servers, None), &server);
                assert!(error.is_identity_missing(), "{version:?} {number} {error:?}");
                let failure = error.tls_failure().unwrap();
                assert!(
                    failure.is_permanent() && failure.is_about_client_certificate(),
                    "{error:?}"
                );
                assert!(
                    error.to_string().contains("no identity (client certificate) is configured")
                );

                let error = refusal(&client(transport, &servers, Some(identity(&others))), &server);
                let failure = error.tls_failure();
                let told = matches!(failure, Some(TlsFailure::ClientCertificateRefused(_)));
                assert!(told && !error.is_identity_missing(), "{version:?} {number} {error:?}");
            }
        }
    });
}

fn refusal(client: &Client, server: &Server) -> Error {
    let error = client.send(&server.https_channel()).unwrap_err();
    assert!(!error.is_timeout() && !error.is_proxy(), "{error:?}");
    assert!(!error.may_have_been_delivered(), "{error:?}");
    error
}

#[test]
fn an_identity_can_be_required_beforehand() {
    each(|transport| {
        let authority = authority();
        let server = server(&authority, &TLS13, None, RECEIVED);
        let plain = Server::answering(RECEIVED);
        let tls = || Tls::builder().only_ca(ca(&authority));
        for (tls, sent) in [(tls(), false), (tls().identity(identity(&authority)), true)] {
            let client =
                transport.builder().tls(tls.build().unwrap()).require_identity(true).build();
            assert_eq!(client.has_identity(), sent);
            let _ = client.send(&plain.channel()).unwrap();
            match client.send(&server.https_channel()) {
                Ok(_) => assert!(sent),
                Err(error) => {
                    assert!(!sent && error.is_identity_missing(), "{error:?}");
                    assert!(!error.may_have_been_delivered() && !error.is_connect(), "{error:?}");
                    assert_eq!(server.connections(), 0);
                }
            }
        }
    });
}

#[test]
fn a_refusal_without_an_identity_is_explained() {
    each(|transport| {
        let authority = authority();
        let with = || Some(identity(&authority));
        for (answer, identity, explained) in [
            (&b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"[..], None, true),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", None, true),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", with(), false),
            (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None, false),
        ] {
            let client = client(transport, &authority, identity);
            let server = server(&authority, &TLS13, None, answer);
            let reply = client.send(&server.https_channel()).unwrap();
            assert_eq!(
                client.explain(&reply, &server.https_channel()).is_some(),
                explained,
                "{reply:?}"
            );
            assert_eq!(client.explain(&reply, &server.channel()), None);
        }
    });
}
