//! Which servers are trusted, and why the others are not.

use mpns_connect::{Ca, Tls};
#[cfg(feature = "native-roots")]
use mpns_connect::{TlsError, TlsFailure};
use rcgen::{BasicConstraints, CertificateParams, IsCa, PKCS_ECDSA_P256_SHA256, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{SupportedProtocolVersion, version};

use crate::server::{
    Authority, Clients, Pair, connect, failure, only, provider, server, server_with,
};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name)).as_slice()
    };
}

const VERSIONS: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

const UNTRUSTED: &str = "the server's certificate is not from a trusted authority";
const SELF_SIGNED: &str =
    "the server's certificate is self-signed, and is not one of the trusted certificates";
const EXPIRED: &str = "the server's certificate expired at 2020-01-01T00:00:00Z";
const FUTURE: &str = "the server's certificate is not valid before 4000-01-01T00:00:00Z";
const NO_NAME: &str =
    "the server's certificate is for no name: it has no subject alternative name of a host";
const OTHER_NAMES: &str =
    "the server's certificate is for another name: elsewhere.example, 192.0.2.1";
const FOR_CLIENTS: &str = "the server's certificate is not for servers: its extended key usage leaves out server authentication";

#[test]
fn a_server_is_trusted_by_authority_name_and_date() {
    let own_ca =
        |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let (authority, other) = (Authority::new("One"), Authority::new("Other"));
    let good = authority.server(|_| {});
    let expired = authority.server(|params| params.not_after = date_time_ymd(2020, 1, 1));
    let future = authority.server(|params| params.not_before = date_time_ymd(4000, 1, 1));
    let renamed = authority.server(|params| params.subject_alt_names.clear());
    let elsewhere = authority.server(|params| {
        params.subject_alt_names =
            CertificateParams::new(["elsewhere.example".to_owned(), "192.0.2.1".to_owned()])
                .unwrap()
                .subject_alt_names;
    });
    let of_authority = authority.server(own_ca);
    let client = authority.client(&PKCS_ECDSA_P256_SHA256);
    let own = Pair::self_signed(|_| {});
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
        ("nobody's", &good, Tls::builder(), Err(UNTRUSTED)),
        ("another authority's", &good, only(&other), Err(UNTRUSTED)),
        ("another authority's of the same name", &good, only(&Authority::new("One")), Err(UNTRUSTED)),
        ("expired", &expired, only(&authority), Err(EXPIRED)),
        ("not yet valid", &future, only(&authority), Err(FUTURE)),
        ("no name", &renamed, only(&authority), Err(NO_NAME)),
        ("another name", &elsewhere, only(&authority), Err(OTHER_NAMES)),
        ("own", &own, Tls::builder().add_ca(ca(&own)), Ok(())),
        ("own, marked as authority", &marked, Tls::builder().only_ca(ca(&marked)), Ok(())),
        ("own, marked, added", &marked, Tls::builder().add_ca(ca(&marked)), Ok(())),
        ("own, marked, expired", &old_marked, Tls::builder().add_ca(ca(&old_marked)), Err(EXPIRED)),
        ("own, marked, no name", &renamed_marked, Tls::builder().add_ca(ca(&renamed_marked)), Err(NO_NAME)),
        ("own, not trusted", &own, only(&authority), Err(SELF_SIGNED)),
        ("own, marked, not trusted", &marked, only(&authority), Err(SELF_SIGNED)),
        ("own, marked, of the same name as the trusted one", &other_marked, Tls::builder().only_ca(ca(&marked)), Err(SELF_SIGNED)),
        ("an authority's", &of_authority, only(&authority), Err("the server's certificate is that of an authority, and not of a server")),
        ("a client's", &client, only(&authority), Err(FOR_CLIENTS)),
        ("careless, good", &good, careless.clone(), Ok(())),
        ("careless, expired", &expired, careless.clone(), Ok(())),
        ("careless, another name", &renamed, careless.clone(), Ok(())),
        ("careless, own", &marked, careless.clone(), Ok(())),
    ];
    for version in VERSIONS {
        for (name, pair, builder, expected) in &cases {
            let server = server(&provider(), &[version], pair, Clients::Anyone);
            let result = connect(&builder.clone().build().unwrap(), &server);
            let said = result.map(drop).map_err(|error| failure(&error).to_string());
            assert_eq!(said, expected.map_err(str::to_owned), "{name}");
        }
    }
}

/// Neither a screenful of hex nor a wrong reason.
#[test]
fn short_keys_and_broken_signatures_are_named() {
    let weak_authority = "the server's certificate is signed with an RSA key of 1024 bits, which is too short: \
                          at least 2048 are needed";
    let sha1 = "the server's certificate or an intermediate one is signed with SHA-1, \
                which is broken and not accepted";
    for (certificate, authority, expected) in [
        (
            fixture!("by-weak-authority.cert.pem"),
            fixture!("weak-authority.cert.pem"),
            weak_authority,
        ),
        (fixture!("by-weak-authority.cert.pem"), fixture!("authority.cert.pem"), UNTRUSTED),
        (fixture!("sha1.cert.pem"), fixture!("authority.cert.pem"), sha1),
        (fixture!("sha1.cert.pem"), fixture!("weak-authority.cert.pem"), UNTRUSTED),
    ] {
        let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
        let tls = Tls::builder().only_ca(Ca::from_pem(authority).unwrap()).build().unwrap();
        for version in VERSIONS {
            let key = PrivateKeyDer::from_pem_slice(fixture!("ec.pkcs8.pem")).unwrap();
            let pair = (certificate.clone(), key);
            let server = server_with(&provider(), &[version], pair, Clients::Anyone);
            let error = connect(&tls, &server).unwrap_err();
            assert_eq!(failure(&error).to_string(), expected);
        }
    }
}

#[cfg(feature = "native-roots")]
#[test]
fn native_roots_replace_the_list() {
    let authority = Authority::new("One");
    let server = server(&provider(), &VERSIONS, &authority.server(|_| {}), Clients::Anyone);
    match Tls::builder().native_roots().build() {
        Ok(tls) => {
            let error = connect(&tls, &server).unwrap_err();
            assert_eq!(failure(&error), TlsFailure::UntrustedServer);
        }
        // This machine has none.
        Err(error) => assert!(matches!(error, TlsError::NativeRoots(_)), "{error:?}"),
    }
}
