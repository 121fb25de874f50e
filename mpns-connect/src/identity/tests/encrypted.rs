use pem::Pem;

use super::{EC, RSA, fixture, kind, read};
use crate::identity::error::IdentityError;

/// Its parameter N is 0, on which the library panics.
const SCRYPT_WITHOUT_COST: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----
MHIwTgYJKoZIhvcNAQUNMEEwIAYJKwYBBAHaRwQLMBMECHNhbHRzYWx0AgEAAgEI
AgEBMB0GCWCGSAFlAwQBKgQQAAAAAAAAAAAAAAAAAAAAAAQgAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAA=
-----END ENCRYPTED PRIVATE KEY-----
";

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

#[test]
fn names_the_encryption_that_it_cannot_read() {
    #[rustfmt::skip]
    let cases = [
        (fixture!("ec.pbe-sha1-3des.pem"), "pbeWithSHAAnd3-KeyTripleDES-CBC"),
        (fixture!("ec.pbe-md5-des.pem"), "PbeWithMd5AndDesCbc"),
        (fixture!("ec.camellia.pem"), "1.2.392.200011.61.1.1.1.4"),
        (fixture!("ec.dek-camellia.pem"), "CAMELLIA-128-CBC"),
    ];
    for (key, expected) in cases {
        match read(EC, key, Some("secret")) {
            Err(IdentityError::UnsupportedEncryption(scheme)) => assert_eq!(scheme, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

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

#[test]
fn a_damaged_encrypted_key_never_panics() {
    let section = pem::parse(fixture!("ec.iter-1.pem")).unwrap();
    for at in 0..section.contents().len() {
        let mut damaged = section.contents().to_vec();
        damaged[at] ^= 0xff;
        let damaged = pem::encode(&Pem::new("ENCRYPTED PRIVATE KEY", damaged));
        let result = kind(read(EC, damaged.as_bytes(), Some("secret")));
        assert!(!result.starts_with("Ok"), "byte {at}: {result}");
    }
}
