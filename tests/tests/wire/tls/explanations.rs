//! What a person reads when TLS fails.

use std::error::Error as _;

use rustls::pki_types::pem::PemObject as _;

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../mpns-connect/tests/fixtures/",
            $name
        ))
        .as_slice()
    };
}

/// A server with this certificate and key.
fn server_with(
    certificate: &[u8],
    key: &[u8],
    version: &'static SupportedProtocolVersion,
) -> Server {
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let config = Arc::new(config_of((certificate, key), version, None, false));
    Server::start(move |_, tcp| {
        let _ = accept(&config, tcp);
    })
}

/// Certificate and key of the server, authority that is trusted, what is said.
type Case<'a> = (&'a [u8], &'a [u8], &'a [u8], &'a str);

/// The host is followed by one sentence, and nothing follows it.
#[test]
fn a_refused_server_is_explained_once_and_plainly() {
    let own = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let marked = |mut params: CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    };
    let key = KeyPair::generate().unwrap();
    let signed = |params: CertificateParams| params.self_signed(&key).unwrap().pem().into_bytes();
    let (plain, marked) = (signed(own.clone()), signed(marked(own)));
    let (key, fixed) = (key.serialize_pem().into_bytes(), fixture!("ec.pkcs8.pem"));
    let self_signed = "is self-signed, and is not one of the trusted certificates";
    #[rustfmt::skip]
    let cases: [Case<'_>; 4] = [
        (&plain, &key, fixture!("authority.cert.pem"), self_signed),
        (&marked, &key, fixture!("authority.cert.pem"), self_signed),
        (fixture!("sha1.cert.pem"), fixed, fixture!("authority.cert.pem"),
            "or an intermediate one is signed with SHA-1, which is broken and not accepted"),
        (fixture!("by-weak-authority.cert.pem"), fixed, fixture!("weak-authority.cert.pem"),
            "is signed with an RSA key of 1024 bits, which is too short: at least 2048 are needed"),
    ];
    each(|transport| {
        for (certificate, key, authority, expected) in cases {
            let tls = Tls::builder().only_ca(Ca::from_pem(authority).unwrap()).build().unwrap();
            let client = transport.builder().tls(tls).build();
            for (version, _) in VERSIONS {
                let server = server_with(certificate, key, version);
                let error = client.send(&server.https_channel()).unwrap_err();
                let host = format!("localhost:{}", server.address.port());
                let text = format!("no reply from {host}: the server's certificate {expected}");
                assert_eq!(error.to_string(), text);
                assert!(error.source().is_none(), "{error:?}");
                assert!(error.is_permanent() && error.is_connect(), "{error:?}");
            }
        }
    });
}

/// A broken middlebox, for example: the server does speak TLS, and the next try may succeed.
#[test]
fn garbage_on_an_established_session_is_damage() {
    each(|transport| {
        let authority = authority();
        for (version, _) in VERSIONS {
            // No record at all; a record that nobody encrypted; a record of an unknown version.
            for garbage in [
                &b"garbage garbage"[..],
                b"\x17\x03\x03\0\x20garbage garbage garbage garbage!",
                b"\x17\x09\x09\0\x05abcde",
            ] {
                let config = config(&authority, version, None);
                let server = Server::start(move |_, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    stream.sock.write_all(garbage).unwrap();
                    let _ = stream.sock.read(&mut [0]);
                });
                let error =
                    client(transport, &authority, None).send(&server.https_channel()).unwrap_err();
                assert_eq!(
                    error.tls_failure(),
                    Some(&TlsFailure::Damaged),
                    "{garbage:?} {error:?}"
                );
                assert!(!error.is_permanent() && error.may_have_been_delivered(), "{error:?}");
                assert!(error.source().is_none(), "{error:?}");
            }
        }
    });
}

#[test]
fn an_untrusted_server_is_reported() {
    each(|transport| {
        let (servers, others) = (authority(), authority());
        let server = server(&servers, &TLS13, None, RECEIVED);
        let by_address = format!("https://{}/SECRET", server.address).parse().unwrap();
        let names = TlsFailure::ServerName { names: Some(vec!["localhost".to_owned()]) };
        for (client, channel, failure) in [
            (client(transport, &others, None), server.https_channel(), TlsFailure::UntrustedServer),
            (transport.new_client(), server.https_channel(), TlsFailure::UntrustedServer),
            (client(transport, &servers, None), by_address, names),
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
fn a_server_without_tls_is_reported() {
    each(|transport| {
        let plain = Server::start(|_, mut stream| {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        let error = transport.new_client().send(&plain.https_channel()).unwrap_err();
        assert_eq!(error.tls_failure(), Some(&TlsFailure::NotTls), "{error:?}");
        assert!(error.is_connect(), "{error:?}");
    });
}
