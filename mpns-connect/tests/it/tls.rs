//! Handshakes against a server in memory.

use std::error::Error;

use mpns_connect::{Alert, Ca, Tls, TlsBuilder, TlsError, TlsFailure, TlsVersion};
use rcgen::{
    BasicConstraints, IsCa, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
    date_time_ymd,
};
use rustls::{SupportedProtocolVersion, version};

use crate::server::{Authority, Clients, NAME, Pair, connect, only, provider, server};

type Versions = &'static [&'static SupportedProtocolVersion];
const BOTH: Versions = &[&version::TLS12, &version::TLS13];
const TLS12: Versions = &[&version::TLS12];
const TLS13: Versions = &[&version::TLS13];

fn failure(error: &(dyn Error + 'static)) -> TlsFailure {
    TlsFailure::find(error).unwrap_or_else(|| panic!("no tls failure in {error:?}"))
}

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
                assert_eq!(failure(&error), TlsFailure::NothingInCommon, "{name}")
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
fn a_server_is_trusted_by_authority_name_and_date() {
    let (authority, other) = (Authority::new("One"), Authority::new("Other"));
    let good = authority.server(|_| {});
    let expired = authority.server(|params| params.not_after = date_time_ymd(2020, 1, 1));
    let future = authority.server(|params| params.not_before = date_time_ymd(4000, 1, 1));
    let renamed = authority.server(|params| params.subject_alt_names.clear());
    let client = authority.client(&PKCS_ECDSA_P256_SHA256);
    let own = Pair::self_signed(|_| {});
    let own_ca = |params: &mut rcgen::CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)
    };
    let marked = Pair::self_signed(own_ca);
    let other_marked = Pair::self_signed(own_ca);
    let old_marked = Pair::self_signed(|params| {
        own_ca(params);
        params.not_after = date_time_ymd(2020, 1, 1);
    });
    let renamed_marked = Pair::self_signed(|params| {
        own_ca(params);
        params.subject_alt_names.clear();
    });
    let ca = |pair: &Pair| Ca::from_der(pair.certificate.der()).unwrap();
    let added = Ca::from_pem(authority.pem().as_bytes()).unwrap();
    let bundle = Ca::from_pem([other.pem(), authority.pem()].concat().as_bytes()).unwrap();
    let careless = Tls::builder().danger_accept_invalid_certs();
    #[rustfmt::skip]
    let cases = [
        ("authority alone", &good, only(&authority), Ok(())),
        ("authority added", &good, Tls::builder().add_ca(added.clone()), Ok(())),
        ("authority added to others", &good, only(&other).add_ca(added.clone()), Ok(())),
        ("two alone", &good, only(&other).only_ca(added.clone()), Ok(())),
        ("a bundle", &good, Tls::builder().only_ca(bundle), Ok(())),
        ("nobody's", &good, Tls::builder(), Err(TlsFailure::UntrustedServer)),
        ("another authority's", &good, only(&other), Err(TlsFailure::UntrustedServer)),
        ("another authority's of the same name", &good, only(&Authority::new("One")), Err(TlsFailure::UntrustedServer)),
        ("expired", &expired, only(&authority), Err(TlsFailure::ServerCertificateDate)),
        ("not yet valid", &future, only(&authority), Err(TlsFailure::ServerCertificateDate)),
        ("another name", &renamed, only(&authority), Err(TlsFailure::ServerName)),
        ("own", &own, Tls::builder().add_ca(ca(&own)), Ok(())),
        ("own, marked as authority", &marked, Tls::builder().only_ca(ca(&marked)), Ok(())),
        ("own, marked, added", &marked, Tls::builder().add_ca(ca(&marked)), Ok(())),
        ("own, marked, expired", &old_marked, Tls::builder().add_ca(ca(&old_marked)), Err(TlsFailure::ServerCertificateDate)),
        ("own, marked, another name", &renamed_marked, Tls::builder().add_ca(ca(&renamed_marked)), Err(TlsFailure::ServerName)),
        ("own, not trusted", &own, only(&authority), Err(TlsFailure::UntrustedServer)),
        ("careless, good", &good, careless.clone(), Ok(())),
        ("careless, expired", &expired, careless.clone(), Ok(())),
        ("careless, another name", &renamed, careless.clone(), Ok(())),
        ("careless, own", &marked, careless.clone(), Ok(())),
    ];
    for versions in [TLS12, TLS13] {
        for (name, pair, builder, expected) in &cases {
            let server = server(&provider(), versions, pair, Clients::Anyone);
            let result = connect(&builder.clone().build().unwrap(), &server);
            assert_eq!(result.map(drop).map_err(|error| failure(&error)), *expected, "{name}");
        }
        // A certificate of the same name and kind of key as the trusted one; and a certificate for clients.
        for (pair, builder) in
            [(&other_marked, Tls::builder().only_ca(ca(&marked))), (&client, only(&authority))]
        {
            let server = server(&provider(), versions, pair, Clients::Anyone);
            let error = connect(&builder.build().unwrap(), &server).unwrap_err();
            assert!(matches!(failure(&error), TlsFailure::ServerCertificate(_)), "{error:?}");
        }
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

#[cfg(feature = "native-roots")]
#[test]
fn native_roots_replace_the_list() {
    let authority = Authority::new("One");
    let server = server(&provider(), BOTH, &authority.server(|_| {}), Clients::Anyone);
    match Tls::builder().native_roots().build() {
        Ok(tls) => {
            let error = connect(&tls, &server).unwrap_err();
            assert_eq!(failure(&error), TlsFailure::UntrustedServer);
        }
        // This machine has none.
        Err(error) => assert!(matches!(error, TlsError::NativeRoots(_)), "{error:?}"),
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
