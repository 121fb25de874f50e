//! A server that ends the session with an alert after it has read the whole request.

use std::net::TcpStream;

use mpns_connect::ErrorKind;
use mpns_test_support::LONG;
use rustls::AlertDescription as Alert;
use rustls::crypto::cipher::{MessageEncrypter, OutboundChunks, OutboundPlainMessage};
use rustls::server::ServerSessionMemoryCache;
use rustls::{
    ConnectionTrafficSecrets, ContentType, HandshakeKind, ProtocolVersion, SupportedCipherSuite,
};

use super::*;

#[test]
fn an_alert_after_the_request_was_read_does_not_say_that_it_was_not_delivered() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            for is_asked in [false, true] {
                // Without tickets, a server of TLS 1.3 that asked for a certificate breaks the order of the protocol.
                let config = config_with_tickets(&servers, version, is_asked.then_some(&clients));
                for alert in [Alert::AccessDenied, Alert::CertificateRequired, Alert::UnknownCA] {
                    let config = Arc::clone(&config);
                    let (read, was_read) = channel();
                    let server = Server::start(move |_, tcp| {
                        let mut stream = accept(&config, tcp).unwrap();
                        receive(&mut stream).unwrap();
                        read.send(()).unwrap();
                        end(stream, alert);
                    });
                    let identity = is_asked.then(|| identity(&clients));
                    let client = client_with_cipher(transport, &servers, identity);
                    let error = client.send(&server.https_channel()).unwrap_err();
                    was_read.recv_timeout(LONG).unwrap();
                    let case = format!("{version:?} {is_asked} {alert:?}: {error:?}");
                    assert!(error.may_have_been_delivered(), "{case}");
                    assert_eq!(error.kind(), &ErrorKind::NoReply, "{case}");
                    assert!(error.tls_failure().is_some_and(|tls| tls.is_permanent()), "{case}");
                    assert_eq!(server.connections(), 1, "{case}");
                }
            }
        }
    });
}

#[test]
fn an_alert_in_a_resumed_session_or_after_data_proves_nothing() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            for part in ["", "HTTP/1.1 100 Continue\r\n\r\n"] {
                let config = config_with_tickets(&servers, version, Some(&clients));
                let (kind, kinds) = channel();
                let server = Server::start(move |number, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    kind.send(stream.conn.handshake_kind()).unwrap();
                    if number == 0 {
                        stream.write_all(CLOSE).unwrap();
                    } else {
                        stream.write_all(part.as_bytes()).unwrap();
                        end(stream, Alert::CertificateRevoked);
                    }
                });
                let client = client_with_cipher(transport, &servers, Some(identity(&clients)));
                let _ = client.send(&server.https_channel()).unwrap();
                let error = client.send(&server.https_channel()).unwrap_err();
                assert!(error.may_have_been_delivered(), "{version:?} {part:?} {error:?}");
                let kinds: Vec<_> = kinds.iter().take(2).collect();
                assert_eq!(kinds.last(), Some(&Some(HandshakeKind::Resumed)), "{version:?}");
            }
        }
    });
}

/// A client that offers one cipher, whose keys are used here.
fn client_with_cipher(
    transport: Transport,
    authority: &Authority,
    identity: Option<Identity>,
) -> Client {
    let ciphers = "TLS_CHACHA20_POLY1305_SHA256:ECDHE-ECDSA-CHACHA20-POLY1305".parse().unwrap();
    let mut tls = Tls::builder().only_ca(ca(authority)).ciphers(ciphers);
    if let Some(identity) = identity {
        tls = tls.identity(identity);
    }
    transport.builder().tls(tls.build().unwrap()).build()
}

/// A server that resumes sessions, and whose keys are used here.
fn config_with_tickets(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
) -> Arc<ServerConfig> {
    let mut config = ServerConfig::clone(&config(authority, version, clients));
    config.session_storage = ServerSessionMemoryCache::new(8);
    config.enable_secret_extraction = true;
    Arc::new(config)
}

/// Ends the session with an alert, which rustls does not do by itself here.
fn end(stream: StreamOwned<ServerConnection, TcpStream>, alert: Alert) {
    let (connection, mut tcp) = stream.into_parts();
    let suite = connection.negotiated_cipher_suite().unwrap();
    let (number, secrets) = connection.dangerous_extract_secrets().unwrap().tx;
    let mut encrypter = encrypter(suite, secrets);
    let alert = [2, u8::from(alert)];
    let message = OutboundPlainMessage {
        typ: ContentType::Alert,
        version: ProtocolVersion::TLSv1_2,
        payload: OutboundChunks::Single(&alert),
    };
    let record = encrypter.encrypt(message, number).unwrap().encode();
    tcp.write_all(&record).unwrap();
    // The client is the first to close: what it has written can be read, so that nothing is reset.
    let _ = tcp.read_to_end(&mut Vec::new());
}

fn encrypter(
    suite: SupportedCipherSuite,
    secrets: ConnectionTrafficSecrets,
) -> Box<dyn MessageEncrypter> {
    let ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } = secrets else {
        panic!("another cipher: {suite:?}");
    };
    match suite {
        SupportedCipherSuite::Tls12(suite) => suite.aead_alg.encrypter(key, iv.as_ref(), &[]),
        SupportedCipherSuite::Tls13(suite) => suite.aead_alg.encrypter(key, iv),
    }
}

const CLOSE: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
