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
        ("", "NoCertificate"),
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
}
