//! Handshakes against a server in memory.

use mpns_connect::{Alert, Tls, TlsBuilder, TlsError, TlsFailure, TlsVersion};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use rustls::{SupportedProtocolVersion, version};

use crate::server::{Authority, Clients, NAME, Pair, connect, failure, only, provider, server};

type Versions = &'static [&'static SupportedProtocolVersion];
const BOTH: Versions = &[&version::TLS12, &version::TLS13];
const TLS12: Versions = &[&version::TLS12];
const TLS13: Versions = &[&version::TLS13];

#[test]
fn both_sides_choose_a_common_version_and_suite() {
    let authority = Authority::new("One");
    let pair = authority.server(|_| {});
    #[rustfmt::skip]
    let cases: [(&str, TlsBuilder, Versions, Option<&str>); 12] = [
        ("defaults", only(&authority), BOTH, Some("TLS 1.3 TLS_AES_256_GCM_SHA384")),
        ("server of 1.2", only(&authority), TLS12, Some("TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
        ("server of 1.3", only(&authority), TLS13, Some("TLS 1.3 TLS_AES_256_GCM_SHA384")),
        ("at most 1.2", only(&authority).max_version(TlsVersion::Tls12), BOTH, Some("TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
        ("at least 1.3", only(&authority).min_version(TlsVersion::Tls13), BOTH, Some("TLS 1.3 TLS_AES_256_GCM_SHA384")),
        ("at least 1.2", only(&authority).min_version(TlsVersion::Tls12), BOTH, Some("TLS 1.3 TLS_AES_256_GCM_SHA384")),
        ("exactly 1.2", only(&authority).min_version(TlsVersion::Tls12).max_version(TlsVersion::Tls12), BOTH, Some("TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")),
        ("at most 1.2, server of 1.3", only(&authority).max_version(TlsVersion::Tls12), TLS13, None),
        ("at least 1.3, server of 1.2", only(&authority).min_version(TlsVersion::Tls13), TLS12, None),
        ("a cipher of 1.3", only(&authority).ciphers("TLS_CHACHA20_POLY1305_SHA256".parse().unwrap()), BOTH, Some("TLS 1.3 TLS_CHACHA20_POLY1305_SHA256")),
        ("ciphers of 1.2", only(&authority).ciphers("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256".parse().unwrap()), BOTH, Some("TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")),
        ("a cipher for another key", only(&authority).ciphers("ECDHE-RSA-AES128-GCM-SHA256".parse().unwrap()), BOTH, None),
    ];
    for (name, builder, versions, expected) in cases {
        let tls = builder.build().unwrap();
        let server = server(&provider(), versions, &pair, Clients::Anyone);
        match (connect(&tls, &server), expected) {
            (Ok(outcome), Some(expected)) => {
                assert_eq!(outcome.session.to_string(), expected, "{name}")
            }
            (Err(error), None) => {
                let failure = failure(&error);
                let is_expected =
                    matches!(failure, TlsFailure::NothingInCommon | TlsFailure::NoVersionInCommon);
                assert!(is_expected, "{name}: {failure:?}");
            }
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn settings_that_leave_no_version_are_an_error() {
    let (low, high) = (TlsVersion::Tls12, TlsVersion::Tls13);
    #[rustfmt::skip]
    let cases = [
        Tls::builder().min_version(high).max_version(low),
        Tls::builder().max_version(low).ciphers("TLS_AES_128_GCM_SHA256".parse().unwrap()),
        Tls::builder().min_version(high).ciphers("ECDHE-RSA-AES128-GCM-SHA256".parse().unwrap()),
    ];
    for builder in cases {
        let error = builder.clone().build().expect_err("no version");
        assert!(matches!(error, TlsError::NoVersion), "{builder:?}: {error:?}");
    }
}

#[test]
fn a_client_certificate_is_presented_if_the_server_asks_for_it() {
    const UNKNOWN_CA: TlsFailure = TlsFailure::ClientCertificateRefused(Alert(48));
    let (authority, other) = (Authority::new("One"), Authority::new("Other"));
    let pair = authority.server(|_| {});
    let (right, wrong) =
        (authority.client(&PKCS_ECDSA_P256_SHA256), other.client(&PKCS_ECDSA_P256_SHA256));
    let (p384, ed25519) =
        (authority.client(&PKCS_ECDSA_P384_SHA384), authority.client(&PKCS_ED25519));
    let with = |pair: &Pair| only(&authority).identity(pair.identity());
    #[rustfmt::skip]
    let cases = [
        ("right", Some(&right), BOTH, Clients::Of(&authority), Ok(Some(&right))),
        ("right, 1.2", Some(&right), TLS12, Clients::Of(&authority), Ok(Some(&right))),
        ("P-384", Some(&p384), BOTH, Clients::Of(&authority), Ok(Some(&p384))),
        ("Ed25519", Some(&ed25519), BOTH, Clients::Of(&authority), Ok(Some(&ed25519))),
        ("not asked for", Some(&right), BOTH, Clients::Anyone, Ok(None)),
        ("none, not asked for", None, BOTH, Clients::Anyone, Ok(None)),
        ("none", None, TLS13, Clients::Of(&authority), Err(TlsFailure::ClientCertificateRequired)),
        ("none, 1.2", None, TLS12, Clients::Of(&authority), Err(TlsFailure::ClientCertificateRequired)),
        ("wrong", Some(&wrong), TLS13, Clients::Of(&authority), Err(UNKNOWN_CA)),
        ("wrong, 1.2", Some(&wrong), TLS12, Clients::Of(&authority), Err(UNKNOWN_CA)),
    ];
    for (name, identity, versions, clients, expected) in cases {
        let tls = identity.map_or_else(|| only(&authority), with).build().unwrap();
        assert_eq!(tls.has_identity(), identity.is_some(), "{name}");
        assert_eq!(
            tls.identity().and_then(|identity| identity.common_name()),
            identity.map(|_| NAME),
            "{name}"
        );
        let server = server(&provider(), versions, &pair, clients);
        let result =
            connect(&tls, &server).map(|outcome| outcome.client).map_err(|error| failure(&error));
        let expected = expected.map(|pair| pair.map(|pair| pair.certificate.der().to_vec()));
        assert_eq!(result, expected, "{name}");
    }
}

#[test]
fn debug_shows_no_key() {
    let identity = Authority::new("One").client(&PKCS_ECDSA_P256_SHA256).identity();
    let builder = Tls::builder().identity(identity);
    for debug in [format!("{builder:?}"), format!("{:?}", builder.clone().build().unwrap())] {
        assert!(debug.contains(NAME) && !debug.to_lowercase().contains("key"), "{debug}");
    }
}
