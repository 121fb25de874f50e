use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pem::Pem;
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};

use super::certificate::Certificate;
use super::error::IdentityError;
#[cfg(feature = "encrypted-keys")]
use super::identity::ENCRYPTED_PKCS8;
use super::identity::Identity;
#[cfg(feature = "pfx")]
use super::pfx;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/", $name)).as_slice()
    };
}

/// The error about an encrypted key without a passphrase.
const NO_PASSPHRASE: &str =
    if cfg!(feature = "encrypted-keys") { "PassphraseMissing" } else { "EncryptedKeysDisabled" };

/// A moment at which the fixtures are valid, in 2025.
fn now() -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(1_750_000_000)).unwrap()
}

const EC: &[u8] = fixture!("ec.cert.pem");
const RSA: &[u8] = fixture!("rsa.cert.pem");
const ED25519: &[u8] = fixture!("ed25519.cert.pem");

fn read(
    certificates: &[u8],
    key: &[u8],
    passphrase: Option<&str>,
) -> Result<Identity, IdentityError> {
    Identity::read_pem(certificates, key, passphrase, now())
}

/// The name of an error's variant, or the common name: what a table of cases can contain.
fn kind(result: Result<Identity, IdentityError>) -> String {
    match result {
        Ok(identity) => format!("Ok {}", identity.common_name().unwrap()),
        Err(error) => format!("{error:?}").split(['(', ' ']).next().unwrap().to_owned(),
    }
}

fn made(change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "made");
    change(&mut params);
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

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
        // The key's certificate, at any place.
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
fn of_several_certificates_of_one_key_the_one_that_can_be_used_is_taken() {
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
        (&[], "NoCertificate"),
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
fn refuses_what_does_not_make_an_identity() {
    let ec = fixture!("ec.pkcs8.pem");
    let relabelled =
        |label: &str| String::from_utf8_lossy(ec).replace("PRIVATE KEY", label).into_bytes();
    let (small, garbage) =
        ("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n", b"\xff\xfe\0garbage");
    #[rustfmt::skip]
    let cases: [(&[u8], &[u8], &str); 23] = [
        (b"", ec, "NoCertificate"),
        (b"", b"", "NoCertificate"),
        (ec, &ec[..ec.len() / 2], "NoCertificate"),
        (&pem::parse(EC).unwrap().into_contents(), ec, "CertificatePem"),
        (EC, &pem::parse(ec).unwrap().into_contents(), "KeyPem"),
        (garbage, ec, "NoCertificate"),
        (ec, ec, "NoCertificate"),
        (EC, b"", "NoKey"),
        (EC, garbage, "NoKey"),
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

/// Its parameter N is 0, on which the library panics.
#[cfg(feature = "encrypted-keys")]
const SCRYPT_WITHOUT_COST: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----
MHIwTgYJKoZIhvcNAQUNMEEwIAYJKwYBBAHaRwQLMBMECHNhbHRzYWx0AgEAAgEI
AgEBMB0GCWCGSAFlAwQBKgQQAAAAAAAAAAAAAAAAAAAAAAQgAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAA=
-----END ENCRYPTED PRIVATE KEY-----
";

#[cfg(feature = "encrypted-keys")]
#[test]
fn reads_every_encrypted_form() {
    #[rustfmt::skip]
    let cases: [(&[u8], &[u8], &str, &str); 25] = [
        (EC, fixture!("ec.aes-128-cbc.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.aes-192-cbc.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.aes-256-cbc.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.des3.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.prf-SHA1.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.prf-SHA224.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.prf-SHA384.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.prf-SHA512.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.scrypt.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.non-ascii.pem"), "gehäim €", "Ok test-ec"),
        (RSA, fixture!("rsa.aes-256-cbc.pem"), "secret", "Ok test-rsa"),
        (EC, fixture!("ec.dek-aes128.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.dek-aes192.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.dek-aes256.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.dek-des3.pem"), "secret", "Ok test-ec"),
        (EC, fixture!("ec.dek-des.pem"), "secret", "Ok test-ec"),
        (RSA, fixture!("rsa.dek-aes256.pem"), "secret", "Ok test-rsa"),
        (RSA, fixture!("ec.aes-256-cbc.pem"), "secret", "Mismatch"),
        (RSA, fixture!("ec.dek-aes256.pem"), "secret", "Mismatch"),
        (EC, fixture!("ec.aes-256-cbc.pem"), "", "WrongPassphrase"),
        (EC, fixture!("ec.non-ascii.pem"), "gehaim ?", "WrongPassphrase"),
        (EC, fixture!("ec.scrypt.pem"), "Secret", "WrongPassphrase"),
        (EC, fixture!("ec.dek-des.pem"), "", "WrongPassphrase"),
        (EC, fixture!("ec.costly.pem"), "secret", "TooCostly"),
        (EC, SCRYPT_WITHOUT_COST, "secret", "Key"),
    ];
    for (at, (certificates, key, passphrase, expected)) in cases.into_iter().enumerate() {
        assert_eq!(kind(read(certificates, key, Some(passphrase))), expected, "case {at}");
        assert_eq!(kind(read(certificates, key, None)), "PassphraseMissing", "case {at}");
    }
}

#[cfg(feature = "encrypted-keys")]
#[test]
fn names_the_encryption_that_it_cannot_read() {
    #[rustfmt::skip]
    let cases = [
        (fixture!("ec.pbe-sha1-3des.pem"), "pbeWithSHAAnd3-KeyTripleDES-CBC"),
        (fixture!("ec.pbe-md5-des.pem"), "pbeWithMD5AndDES-CBC"),
        (fixture!("ec.camellia.pem"), "CAMELLIA-256-CBC"),
        (fixture!("ec.dek-camellia.pem"), "CAMELLIA-128-CBC"),
    ];
    for (key, expected) in cases {
        match read(EC, key, Some("secret")) {
            Err(IdentityError::UnsupportedEncryption(scheme)) => assert_eq!(scheme, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[cfg(feature = "encrypted-keys")]
#[test]
fn a_malformed_dek_info_is_an_error() {
    let key = str::from_utf8(fixture!("ec.dek-aes128.pem")).unwrap();
    let line = key.lines().find(|line| line.starts_with("DEK-Info")).unwrap();
    let iv = "00112233445566778899AABBCCDDEEFF";
    #[rustfmt::skip]
    let cases = [
        ("X-Other: 1".to_owned(), "DekInfo"),
        ("DEK-Info: AES-128-CBC".to_owned(), "DekInfo"),
        ("DEK-Info: AES-128-CBC,".to_owned(), "DekInfo"),
        ("DEK-Info: AES-128-CBC,001122334455667".to_owned(), "DekInfo"),
        ("DEK-Info: AES-128-CBC,0011223344556677".to_owned(), "DekInfo"),
        (format!("DEK-Info: AES-128-CBC,{iv}00"), "DekInfo"),
        (format!("DEK-Info: AES-128-CBC,{}", iv.replace('F', "G")), "DekInfo"),
        (format!("DEK-Info: AES-128-CBC,{iv}"), "WrongPassphrase"),
        (format!("DEK-Info: IDEA-CBC,{iv}"), "UnsupportedEncryption"),
    ];
    for (replacement, expected) in cases {
        let key = key.replace(line, &replacement);
        assert_eq!(kind(read(EC, key.as_bytes(), Some("secret"))), expected, "{replacement}");
    }
}

/// One wrong passphrase in 256 leaves well-formed padding, so many must be tried.
#[cfg(feature = "encrypted-keys")]
#[test]
fn a_wrong_passphrase_is_always_reported_as_one() {
    for number in 0..3000 {
        let passphrase = format!("wrong {number}");
        for key in
            [fixture!("rsa.dek-aes256.pem"), fixture!("ec.dek-des.pem"), fixture!("ec.iter-1.pem")]
        {
            assert_eq!(kind(read(EC, key, Some(&passphrase))), "WrongPassphrase", "{passphrase}");
        }
    }
}

#[cfg(feature = "pfx")]
fn read_pfx(pfx: &[u8], passphrase: &str) -> Result<Identity, IdentityError> {
    let (certificates, key) = pfx::read(pfx, passphrase)?;
    Identity::assemble(certificates, key, now())
}

#[cfg(feature = "pfx")]
#[test]
fn reads_every_pfx_form() {
    #[rustfmt::skip]
    let cases = [
        (fixture!("ec.default.pfx"), "secret", "Ok test-ec"),
        (fixture!("rsa.default.pfx"), "secret", "Ok test-rsa"),
        (fixture!("ec.legacy.pfx"), "secret", "Ok test-ec"),
        (fixture!("ec.3des-sha1.pfx"), "secret", "Ok test-ec"),
        (fixture!("ec.no-mac.pfx"), "secret", "Ok test-ec"),
        (fixture!("ec.legacy-no-mac.pfx"), "secret", "Ok test-ec"),
        (fixture!("ec.sha512.pfx"), "secret", "Ok test-ec"),
        (fixture!("ec.non-ascii.pfx"), "gehäim €", "Ok test-ec"),
        (fixture!("ec.non-ascii-legacy.pfx"), "gehäim €", "Ok test-ec"),
        (fixture!("ec.empty.pfx"), "", "Ok test-ec"),
        (fixture!("ec.empty-legacy.pfx"), "", "Ok test-ec"),
        (fixture!("ec.plain.pfx"), "", "Ok test-ec"),
        (fixture!("ec.plain.pfx"), "unused", "Ok test-ec"),
        (fixture!("ec.chain.pfx"), "secret", "Ok test-ec"),
        (fixture!("java.ec.pfx"), "secret", "Ok test-java"),
        (fixture!("java.rsa.pfx"), "secret", "Ok test-java"),
        (fixture!("java.legacy.pfx"), "secret", "Ok test-java"),
        (fixture!("ec.default.pfx"), "Secret", "WrongPassphrase"),
        (fixture!("ec.legacy.pfx"), "Secret", "WrongPassphrase"),
        (fixture!("ec.no-mac.pfx"), "Secret", "WrongPassphrase"),
        (fixture!("ec.legacy-no-mac.pfx"), "Secret", "WrongPassphrase"),
        (fixture!("ec.non-ascii.pfx"), "gehaim ?", "WrongPassphrase"),
        (fixture!("ec.empty.pfx"), "Secret", "WrongPassphrase"),
        (fixture!("ec.default.pfx"), "", "PassphraseMissing"),
        (fixture!("ec.legacy.pfx"), "", "PassphraseMissing"),
        (fixture!("ec.no-mac.pfx"), "", "PassphraseMissing"),
        (fixture!("ec.no-key.pfx"), "secret", "NoKey"),
        (fixture!("ec.no-certificate.pfx"), "secret", "NoCertificate"),
        (fixture!("ec.rc2-128.pfx"), "secret", "UnsupportedEncryption"),
        (fixture!("ec.emoji.pfx"), "pä§ 😀 x", "PassphraseCharacter"),
        (fixture!("ec.emoji.pfx"), "wrong 😀", "PassphraseCharacter"),
        (fixture!("ec.emoji.pfx"), "wrong", "WrongPassphrase"),
        (fixture!("ec.emoji-no-mac.pfx"), "pä§ 😀 x", "Ok test-ec"),
        (fixture!("ec.emoji-no-mac.pfx"), "wrong 😀", "WrongPassphrase"),
        (fixture!("ec.cert.pem"), "secret", "Pfx"),
        (b"", "secret", "Pfx"),
        (b"\x30\x00", "secret", "Pfx"),
        (b"\x30\x80\x00\x00", "secret", "Pfx"),
    ];
    for (at, (pfx, passphrase, expected)) in cases.into_iter().enumerate() {
        assert_eq!(
            kind(read_pfx(pfx, passphrase)),
            expected,
            "case {at}: {:?}",
            read_pfx(pfx, passphrase)
        );
    }
}

#[cfg(feature = "pfx")]
#[test]
fn names_the_scheme_of_a_pfx_that_it_cannot_read() {
    #[rustfmt::skip]
    let cases = [
        (fixture!("ec.rc2-128.pfx"), "pbeWithSHAAnd128BitRC2-CBC"),
        (fixture!("ec.camellia.pfx"), "CAMELLIA-256-CBC"),
        (fixture!("ec.aria.pfx"), "ARIA-256-CBC"),
        (fixture!("ec.mac-md5.pfx"), "MD5"),
        (fixture!("ec.mac-sha3.pfx"), "SHA3-256"),
        // No name is known for it.
        (fixture!("ec.mac-blake2.pfx"), "1.3.6.1.4.1.1722.12.2.1.16"),
    ];
    for (pfx, expected) in cases {
        let error = read_pfx(pfx, "secret").unwrap_err().to_string();
        let start = format!("the encryption or MAC scheme `{expected}` is not supported");
        assert!(error.starts_with(&start), "{expected}: {error}");
    }
}

#[cfg(feature = "pfx")]
#[test]
fn a_wrong_passphrase_is_never_taken_for_a_right_one() {
    for number in 0..3000 {
        let passphrase = format!("wrong {number}");
        for pfx in [fixture!("ec.legacy-no-mac.pfx"), fixture!("ec.no-mac.pfx")] {
            assert_eq!(kind(read_pfx(pfx, &passphrase)), "WrongPassphrase", "{passphrase}");
        }
    }
}

#[cfg(feature = "pfx")]
#[test]
fn a_truncated_pfx_is_malformed() {
    for pfx in [fixture!("ec.default.pfx"), fixture!("ec.no-mac.pfx"), fixture!("java.ec.pfx")] {
        for length in 0..pfx.len() {
            assert_eq!(kind(read_pfx(&pfx[..length], "secret")), "Pfx", "{length} bytes");
        }
    }
}

/// Flipped bytes reach every reader inside the outer structure.
#[cfg(feature = "pfx")]
#[test]
fn a_damaged_pfx_never_panics() {
    for pfx in [fixture!("ec.plain.pfx"), fixture!("ec.legacy-no-mac.pfx")] {
        for at in 0..pfx.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = pfx.to_vec();
                damaged[at] ^= change;
                drop(read_pfx(&damaged, ""));
            }
        }
    }
}

#[test]
fn a_damaged_certificate_or_key_never_panics() {
    for (label, text) in [("CERTIFICATE", EC), ("PRIVATE KEY", fixture!("ec.pkcs8.pem"))] {
        let section = pem::parse(text).unwrap();
        for at in 0..section.contents().len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = section.contents().to_vec();
                damaged[at] ^= change;
                let damaged = pem::encode(&Pem::new(label, damaged));
                drop(read(damaged.as_bytes(), fixture!("ec.pkcs8.pem"), None));
                drop(read(EC, damaged.as_bytes(), None));
            }
        }
    }
}

#[cfg(feature = "encrypted-keys")]
#[test]
fn a_damaged_encrypted_key_never_panics() {
    let section = pem::parse(fixture!("ec.iter-1.pem")).unwrap();
    for at in 0..section.contents().len() {
        let mut damaged = section.contents().to_vec();
        damaged[at] ^= 0xff;
        let damaged = pem::encode(&Pem::new(ENCRYPTED_PKCS8, damaged));
        let result = kind(read(EC, damaged.as_bytes(), Some("secret")));
        assert!(!result.starts_with("Ok"), "byte {at}: {result}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(
        label in "(CERTIFICATE|(RSA |EC |ENCRYPTED |)PRIVATE KEY)",
        headers in prop::option::of("Proc-Type: 4,ENCRYPTED\nDEK-Info: (AES-128-CBC|DES-CBC),[0-9A-F]{0,34}\n\n"),
        bytes: Vec<u8>,
    ) {
        let _ = read(&bytes, &bytes, Some("secret"));
        let section = pem::encode(&Pem::new(&label, bytes.clone()));
        let text = section.replacen("-----\r\n", &format!("-----\n{}", headers.unwrap_or_default()), 1);
        let _ = read(text.as_bytes(), text.as_bytes(), Some("secret"));
        let _ = read(EC, text.as_bytes(), Some("secret"));
        #[cfg(feature = "pfx")]
        let _ = read_pfx(&bytes, "secret");
    }
}
