use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};

use super::{EC, ED25519, NO_PASSPHRASE, RSA, fixture, kind, read};
use crate::identity::certificate::Certificate;
use crate::identity::identity::Identity;

#[test]
fn reads_every_plain_form() {
    let ec = fixture!("ec.pkcs8.pem");
    let parameters =
        b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let bag = [b"Bag Attributes\n    friendlyName: x\n", ec, b"subject=/CN=y\n\n", EC].concat();
    #[rustfmt::skip]
    let cases: [(&[u8], &[u8], &str); 12] = [
        (EC, ec, "Ok test-ec"),
        (EC, fixture!("ec.sec1.pem"), "Ok test-ec"),
        (RSA, fixture!("rsa.pkcs8.pem"), "Ok test-rsa"),
        (RSA, fixture!("rsa.pkcs1.pem"), "Ok test-rsa"),
        (ED25519, fixture!("ed25519.pkcs8.pem"), "Ok test-ed25519"),
        (&bag, &bag, "Ok test-ec"),
        (EC, &[parameters, ec].concat(), "Ok test-ec"),
        // The certificate of the key, in any place.
        (&[RSA, EC].concat(), ec, "Ok test-ec"),
        (&[EC, RSA].concat(), ec, "Ok test-ec"),
        (&String::from_utf8_lossy(EC).replace('\n', "\r\n").into_bytes(), ec, "Ok test-ec"),
        (&String::from_utf8_lossy(EC).replace("BEGIN CERT", "BEGIN X509 CERT").replace("END CERT", "END X509 CERT").into_bytes(), ec, "Ok test-ec"),
        (EC, &String::from_utf8_lossy(ec).replace('\n', "\r\n").into_bytes(), "Ok test-ec"),
    ];
    for (at, (certificates, key, expected)) in cases.into_iter().enumerate() {
        // A passphrase that is not needed is ignored.
        for passphrase in [None, Some("secret")] {
            assert_eq!(kind(read(certificates, key, passphrase)), expected, "case {at}");
        }
    }
    assert_eq!(kind(Identity::from_combined_pem(&bag)), "Ok test-ec");
}

#[test]
fn sends_its_own_certificate_first() {
    let identity = read(&[RSA, ED25519, EC].concat(), fixture!("ec.pkcs8.pem"), None).unwrap();
    let names = identity
        .certified_key()
        .cert
        .iter()
        .map(|der| Certificate::from_der(der.to_vec()).unwrap().common_name);
    assert_eq!(names.flatten().collect::<Vec<_>>(), ["test-ec", "test-rsa", "test-ed25519"]);
}

#[test]
fn the_usable_one_of_several_certificates_with_one_key_is_chosen() {
    let key = KeyPair::generate().unwrap();
    let other = KeyPair::generate().unwrap();
    let of = |name: &str, years: (i32, i32), usage: Option<ExtendedKeyUsagePurpose>| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        params.extended_key_usages = usage.into_iter().collect();
        params
    };
    let signed = |params: CertificateParams| params.self_signed(&key).unwrap().pem();
    let old = signed(of("old", (2000, 2010), None));
    let new = signed(of("new", (2020, 2090), None));
    let next = signed(of("next", (2080, 2090), None));
    let servers = signed(of("servers", (2020, 2090), Some(ExtendedKeyUsagePurpose::ServerAuth)));
    let foreign = of("foreign", (2020, 2090), None).self_signed(&other).unwrap().pem();
    #[rustfmt::skip]
    let cases: [(&[&String], &str); 11] = [
        (&[&old, &new], "Ok new"),
        (&[&new, &old], "Ok new"),
        (&[&next, &servers, &foreign, &old, &new], "Ok new"),
        (&[&servers, &new], "Ok new"),
        (&[&old], "Expired"),
        (&[&old, &next], "Expired"),
        (&[&next, &old], "NotYetValid"),
        (&[&servers], "NotForClients"),
        (&[&foreign], "Mismatch"),
        (&[], "CertificateFormat"),
        (&[&foreign, &old], "Expired"),
    ];
    for (at, (certificates, expected)) in cases.into_iter().enumerate() {
        let text: String = certificates.iter().map(|text| text.as_str()).collect();
        let result = read(text.as_bytes(), key.serialize_pem().as_bytes(), None);
        if let Ok(identity) = &result {
            // Other certificates of the same key are not part of its chain.
            let foreign = certificates.iter().filter(|text| ***text == foreign).count();
            assert_eq!(identity.certified_key().cert.len(), 1 + foreign, "case {at}");
        }
        assert_eq!(kind(result), expected, "case {at}");
    }
    for certificate in [&old, &next, &servers] {
        let result = read(certificate.as_bytes(), other.serialize_pem().as_bytes(), None);
        assert_eq!(kind(result), "Mismatch");
    }
}

#[test]
fn refuses_what_is_not_an_identity() {
    let ec = fixture!("ec.pkcs8.pem");
    let relabelled =
        |label: &str| String::from_utf8_lossy(ec).replace("PRIVATE KEY", label).into_bytes();
    let (small, garbage) =
        ("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n", b"\xff\xfe\0garbage");
    #[rustfmt::skip]
    let cases: [(&[u8], &[u8], &str); 25] = [
        (b"", ec, "CertificateFormat"),
        (b"", b"", "CertificateFormat"),
        (ec, &ec[..ec.len() / 2], "NoCertificate"),
        (&pem::parse(EC).unwrap().into_contents(), ec, "CertificateFormat"),
        (EC, &pem::parse(ec).unwrap().into_contents(), "KeyFormat"),
        (garbage, ec, "CertificateFormat"),
        (b"text", ec, "NoCertificate"),
        (ec, ec, "NoCertificate"),
        (EC, b"", "KeyFormat"),
        (EC, garbage, "KeyFormat"),
        (EC, b"text", "NoKey"),
        (EC, EC, "NoKey"),
        (EC, &[ec, fixture!("rsa.pkcs8.pem")].concat(), "SeveralKeys"),
        (EC, &[ec, ec].concat(), "SeveralKeys"),
        (&EC[..EC.len() / 2], ec, "CertificatePem"),
        (&EC[..EC.len() / 2], &ec[..ec.len() / 2], "CertificatePem"),
        (&EC[..EC.len() / 2], b"", "CertificatePem"),
        (EC, &ec[..ec.len() / 2], "KeyPem"),
        (small.as_bytes(), ec, "Certificate"),
        (EC, fixture!("rsa.pkcs8.pem"), "Mismatch"),
        (RSA, ec, "Mismatch"),
        (EC, &relabelled("RSA PRIVATE KEY"), "Key"),
        (EC, &relabelled("DSA PRIVATE KEY"), "KeyForm"),
        (EC, &relabelled("OPENSSH PRIVATE KEY"), "KeyForm"),
        (EC, fixture!("ec.aes-256-cbc.pem"), NO_PASSPHRASE),
    ];
    for (at, (certificates, key, expected)) in cases.into_iter().enumerate() {
        assert_eq!(kind(read(certificates, key, None)), expected, "case {at}");
    }
}
