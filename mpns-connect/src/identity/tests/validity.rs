use std::time::Duration;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};

use super::{EC, fixture, made, read};
use crate::identity::error::IdentityError;

#[test]
fn checks_validity_and_purpose() {
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, ServerAuth};
    type Change = fn(&mut CertificateParams);
    #[rustfmt::skip]
    let cases: [(Change, Result<(), &str>); 7] = [
        (|_| {}, Ok(())),
        (|params| params.extended_key_usages = vec![ServerAuth, ClientAuth], Ok(())),
        (|params| params.extended_key_usages = vec![Any], Ok(())),
        (|params| params.extended_key_usages = vec![ServerAuth],
            Err("the certificate `made` is not for client authentication: its extended key usage leaves that out")),
        (|params| params.not_after = date_time_ymd(2024, 2, 29), Err("the certificate `made` expired at 2024-02-29T00:00:00Z")),
        (|params| params.not_before = date_time_ymd(2051, 1, 1), Err("the certificate `made` is not valid before 2051-01-01T00:00:00Z")),
        (|params| { params.distinguished_name = rcgen::DistinguishedName::new(); params.not_after = date_time_ymd(2024, 2, 29) },
            Err("the certificate expired at 2024-02-29T00:00:00Z")),
    ];
    for (change, expected) in cases {
        let (certificate, key) = made(change);
        let result = read(certificate.as_bytes(), key.as_bytes(), None);
        assert_eq!(
            result.map(drop).map_err(|error| error.to_string()),
            expected.map_err(str::to_owned)
        );
    }
}

#[test]
fn is_valid_from_its_first_second_to_its_last() {
    let (certificate, key) = made(|params| {
        params.not_before = date_time_ymd(2024, 1, 1);
        params.not_after = date_time_ymd(2030, 1, 1);
    });
    let identity = read(certificate.as_bytes(), key.as_bytes(), None).unwrap();
    let second = Duration::from_secs(1);
    assert!(identity.check_validity(identity.not_before()).is_ok());
    assert!(identity.check_validity(identity.not_after()).is_ok());
    let early = identity.check_validity(identity.not_before().checked_sub(second).unwrap());
    assert!(matches!(early, Err(IdentityError::NotYetValid { .. })), "{early:?}");
    let late = identity.check_validity(identity.not_after().checked_add(second).unwrap());
    assert!(matches!(late, Err(IdentityError::Expired { .. })), "{late:?}");
}

#[test]
fn debug_and_errors_keep_keys_and_passphrases_back() {
    let identity = read(EC, fixture!("ec.pkcs8.pem"), None).unwrap();
    let debug = format!("{identity:?}");
    assert!(debug.contains("test-ec"), "{debug}");
    assert!(!debug.contains("key"), "{debug}");
    let error = read(EC, fixture!("ec.dek-aes128.pem"), Some("hunter2")).map(drop);
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}
