//! Authorities as they are read.

use mpns_connect::{Ca, CaError};
use rcgen::KeyPair;

use crate::server::Authority;

#[test]
fn authorities_that_cannot_be_read_are_errors() {
    let good = Authority::new("One").pem();
    let cut = good.split_at(good.len() / 2).0;
    let empty = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
    let bad = [good.as_str(), empty].concat();
    let key = KeyPair::generate().unwrap().serialize_pem();
    #[rustfmt::skip]
    let cases = [
        ("", "Format("),
        ("garbage", "NoCertificate"),
        (&key, "NoCertificate"),
        (cut, "Pem("),
        (&bad, "Certificate { number: 2"),
    ];
    for (text, expected) in cases {
        let error = Ca::from_pem(text.as_bytes()).expect_err(expected);
        assert!(format!("{error:?}").starts_with(expected), "{error:?}");
    }
    assert!(matches!(Ca::from_der(b"garbage"), Err(CaError::Certificate { number: 1, .. })));
    for (result, expected) in [
        (
            Ca::from_der(good.as_bytes()),
            "a CA certificate is expected, and this is a certificate in PEM",
        ),
        (
            Ca::from_pem(&Authority::new("One").der()),
            "a CA certificate is expected, and this is a certificate in DER; `openssl x509 -inform DER` turns it into PEM",
        ),
        (
            Ca::from_pem(b"<!DOCTYPE html>"),
            "a CA certificate is expected, and this is a web page (HTML)",
        ),
    ] {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }
}
