use std::error::Error;

use mpns_connect::transport::client_config;
use mpns_connect::{Ca, Identity, IdentityError, Tls};
use pem::Pem;
use rustls::SignatureScheme;

/// Any bytes are an identity or refused, in bounded time and memory. The key of an identity fits its
/// certificate, and a TLS configuration can be built with it.
///
/// The input is a PEM text, or DER that is read as PKCS#12, as a certificate and as a key of every form.
pub fn identity(data: &[u8]) {
    if data.first() == Some(&SEQUENCE) {
        for passphrase in ["secret", ""] {
            check(Identity::from_pfx(data, passphrase));
        }
        let section = |label: &str| pem::encode(&Pem::new(label, data)).into_bytes();
        check(Identity::from_pem(&section("CERTIFICATE"), KEY));
        for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
            check(Identity::from_pem(CERTIFICATE, &section(label)));
        }
        let encrypted = section("ENCRYPTED PRIVATE KEY");
        check(Identity::from_encrypted_pem(CERTIFICATE, &encrypted, "secret"));
    } else {
        check(Identity::from_combined_pem(data));
        check(Identity::from_encrypted_pem(CERTIFICATE, data, "secret"));
        check(Identity::from_pem(data, KEY));
        let _ = Ca::from_pem(data);
    }
}

fn check(result: Result<Identity, IdentityError>) {
    match result {
        Ok(identity) => {
            assert!(identity.not_before() <= identity.not_after());
            let shown = format!("{identity:?}");
            assert!(shown.starts_with("Identity {"), "{shown}");
            let tls = Tls::builder().identity(identity).build().expect("a configuration");
            check_key(&tls);
        }
        Err(error) => {
            let mut cause: Option<&dyn Error> = Some(&error);
            while let Some(error) = cause {
                assert!(!error.to_string().is_empty());
                cause = error.source();
            }
        }
    }
}

/// Asserts that the certificate contains the end of the public key of the private key.
fn check_key(tls: &Tls) {
    let resolver = &client_config(tls).client_auth_cert_resolver;
    let shown = resolver.resolve(&[], &ALL_SCHEMES).expect("the identity is shown");
    let public_key = shown.key.public_key().expect("a public key");
    let end = public_key.last_chunk::<32>().expect("a public key of some length");
    let certificate = shown.cert.first().expect("a certificate");
    assert!(certificate.windows(end.len()).any(|part| part == end), "the key is another one's");
}

const SEQUENCE: u8 = 0x30;
const CERTIFICATE: &[u8] = include_bytes!("../../../mpns-connect/tests/fixtures/ec.cert.pem");
const KEY: &[u8] = include_bytes!("../../../mpns-connect/tests/fixtures/ec.pkcs8.pem");
const ALL_SCHEMES: [SignatureScheme; 6] = [
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ED25519,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
];
