use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};

use super::{EC, ED25519, NO_PASSPHRASE, RSA, fixture, made};
use crate::identity::identity_facts::IdentityFacts;

/// The name of the problem's variant, or `Ok`.
fn problem(facts: &IdentityFacts) -> String {
    let debug = facts.problem().map_or_else(|| "Ok".to_owned(), |error| format!("{error:?}"));
    debug.split(['(', ' ']).next().unwrap().to_owned()
}

/// Certificates, key, common name, kind of key, whether they match, problem.
type Case<'a> = (&'a [u8], &'a [u8], &'a str, &'a str, Option<bool>, &'a str);

#[test]
fn facts_are_shown_whether_or_not_an_identity_can_be_used() {
    type Change = fn(&mut CertificateParams);
    let with = |change: Change| {
        let (certificate, key) = made(change);
        (certificate.into_bytes(), key.into_bytes())
    };
    let expired = with(|params| params.not_after = date_time_ymd(2020, 1, 1));
    let future = with(|params| params.not_before = date_time_ymd(4000, 1, 1));
    let servers = with(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    let (ec, weak) = (fixture!("ec.pkcs8.pem"), fixture!("weak-key.cert.pem"));
    let encrypted = fixture!("ec.aes-256-cbc.pem");
    #[rustfmt::skip]
    let cases: [Case<'_>; 11] = [
        (EC, ec, "test-ec", "EC on P-256", Some(true), "Ok"),
        (EC, fixture!("ec.sec1.pem"), "test-ec", "EC on P-256", Some(true), "Ok"),
        (RSA, fixture!("rsa.pkcs1.pem"), "test-rsa", "RSA of 2048 bits", Some(true), "Ok"),
        (ED25519, fixture!("ed25519.pkcs8.pem"), "test-ed25519", "Ed25519", Some(true), "Ok"),
        (EC, fixture!("rsa.pkcs8.pem"), "test-ec", "RSA of 2048 bits", Some(false), "Mismatch"),
        (EC, EC, "test-ec", "none", None, "NoKey"),
        (EC, encrypted, "test-ec", "none", None, NO_PASSPHRASE),
        (&expired.0, &expired.1, "made", "EC on P-256", Some(true), "Expired"),
        (&future.0, &future.1, "made", "EC on P-256", Some(true), "NotYetValid"),
        (&servers.0, &servers.1, "made", "EC on P-256", Some(true), "NotForClients"),
        // Too short, and so no reason to call it malformed.
        (weak, fixture!("rsa-1024.pkcs8.pem"), "weak-key", "RSA of 1024 bits", None, "KeyAlgorithm"),
    ];
    for (certificates, key, name, key_type, is_match, expected) in cases {
        let facts = IdentityFacts::from_pem(certificates, key, None).unwrap();
        assert_eq!(facts.certificate().common_name(), Some(name));
        let found = facts.key_type().map_or_else(|| "none".to_owned(), ToString::to_string);
        assert_eq!((found.as_str(), facts.is_match()), (key_type, is_match), "{name} {expected}");
        assert_eq!(problem(&facts), expected, "{name}");
        let debug = format!("{facts:?}");
        assert!(debug.contains(name) && !debug.contains("BEGIN"), "{debug}");
    }
    let weak = IdentityFacts::from_pem(weak, fixture!("rsa-1024.pkcs8.pem"), None).unwrap();
    let text = weak.problem().unwrap().to_string();
    assert!(text.contains("`RSA of 1024 bits`, which is not supported; supported are RSA of 2048"));
}

#[test]
fn the_certificate_of_the_key_comes_first_and_the_chain_behind_it() {
    let facts =
        IdentityFacts::from_pem(&[RSA, ED25519, EC].concat(), fixture!("ec.pkcs8.pem"), None);
    let facts = facts.unwrap();
    let certificate = facts.certificate();
    assert_eq!(certificate.common_name(), Some("test-ec"));
    assert_eq!((certificate.issuer(), certificate.is_self_signed()), (Some("test-ec"), true));
    assert_eq!(certificate.valid_from(), "2020-01-01T00:00:00Z");
    assert_eq!(certificate.valid_until(), "2119-12-31T23:59:59Z");
    assert_eq!(certificate.usages(), Some(vec!["client authentication".to_owned()]));
    assert!(certificate.is_for_clients());
    let others: Vec<_> = facts.others().iter().map(|one| one.common_name()).collect();
    assert_eq!(others, [Some("test-rsa"), Some("test-ed25519")]);
    let (unrestricted, key) = made(|_| {});
    let facts = IdentityFacts::from_pem(unrestricted.as_bytes(), key.as_bytes(), None).unwrap();
    assert_eq!(facts.certificate().usages(), None);
}

#[cfg(feature = "pfx")]
#[test]
fn a_pfx_is_shown_as_a_pem_is() {
    let facts = IdentityFacts::from_pfx(fixture!("ec.chain.pfx"), "secret").unwrap();
    assert_eq!(facts.certificate().common_name(), Some("test-ec"));
    assert_eq!(facts.others().len(), 1);
    assert_eq!((facts.is_match(), problem(&facts).as_str()), (Some(true), "Ok"));
    assert!(IdentityFacts::from_pfx(fixture!("ec.chain.pfx"), "wrong").is_err());
}
