use std::error::Error;

use mpns_connect::{Ca, Identity, IdentityError, Tls};
use pem::Pem;

/// Any bytes are an identity or refused, in bounded time and memory; what is one makes a TLS configuration.
///
/// The input is a PEM text; or DER, which is read as PKCS#12, as a certificate and as a key of every form.
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
            let tls = Tls::builder().identity(identity).build();
            assert!(tls.expect("a key that fits its certificate").has_identity());
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

const SEQUENCE: u8 = 0x30;
const CERTIFICATE: &[u8] = include_bytes!("../../../mpns-connect/tests/fixtures/ec.cert.pem");
const KEY: &[u8] = include_bytes!("../../../mpns-connect/tests/fixtures/ec.pkcs8.pem");
