use x509_cert::der::asn1::ObjectIdentifier;

use super::pfx::read_pfx;
use super::{fixture, kind};

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let length = match (high, low) {
        (0, ..0x80) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [[tag].as_slice(), &length, &content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, parts)
}

fn octets(parts: &[&[u8]]) -> Vec<u8> {
    der(0x04, parts)
}

fn tagged(part: &[u8]) -> Vec<u8> {
    der(0xa0, &[part])
}

fn oid(dotted: &str) -> Vec<u8> {
    der(0x06, &[ObjectIdentifier::new(dotted).unwrap().as_bytes()])
}

fn number(number: u32) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.windows(2).take_while(|two| two[0] == 0 && two[1] < 0x80).count();
    der(0x02, &[&bytes[zeros..]])
}

fn algorithm(dotted: &str, numbers: &[u32]) -> Vec<u8> {
    let numbers: Vec<_> = numbers.iter().copied().flat_map(number).collect();
    sequence(&[&oid(dotted), &sequence(&[&octets(&[b"saltsalt"]), &numbers])])
}

fn pbkdf2(rounds: u32) -> Vec<u8> {
    pbes2(&algorithm("1.2.840.113549.1.5.12", &[rounds]))
}

fn scrypt(n: u32, block_size: u32, parallelization: u32) -> Vec<u8> {
    pbes2(&algorithm("1.3.6.1.4.1.11591.4.11", &[n, block_size, parallelization]))
}

fn triple_des(rounds: u32) -> Vec<u8> {
    algorithm("1.2.840.113549.1.12.1.3", &[rounds])
}

fn pbes2(derivation: &[u8]) -> Vec<u8> {
    let cipher = sequence(&[&oid("2.16.840.1.101.3.4.1.42"), &octets(&[&[0; 16]])]);
    sequence(&[&oid("1.2.840.113549.1.5.13"), &sequence(&[derivation, &cipher])])
}

/// A bag with an encrypted secret, which no reader uses, and whose failure the library ignores.
fn secret(algorithm: &[u8]) -> Vec<u8> {
    let encrypted = sequence(&[algorithm, &octets(&[&[0; 32]])]);
    let secret = sequence(&[&oid("1.2.840.113549.1.12.10.1.2"), &tagged(&octets(&[&encrypted]))]);
    sequence(&[&oid("1.2.840.113549.1.12.10.1.5"), &tagged(&secret)])
}

/// A bag with an encrypted key.
fn key(algorithm: &[u8]) -> Vec<u8> {
    let encrypted = sequence(&[algorithm, &octets(&[&[0; 32]])]);
    sequence(&[&oid("1.2.840.113549.1.12.10.1.2"), &tagged(&encrypted)])
}

/// A file with one part that is not encrypted, without a MAC.
fn pfx(bags: &[Vec<u8>]) -> Vec<u8> {
    let data = |part: &[u8]| sequence(&[&oid("1.2.840.113549.1.7.1"), &tagged(&octets(&[part]))]);
    sequence(&[&[2, 1, 3], &data(&sequence(&[&data(&sequence(&[&bags.concat()]))]))])
}

#[test]
fn a_costly_file_is_refused_before_a_key_is_derived() {
    let million = 1_000_000;
    #[rustfmt::skip]
    let cases = [
        (vec![], "NoCertificate"),
        (vec![secret(&pbkdf2(2000)); 16], "NoCertificate"),
        (vec![secret(&triple_des(2000)); 16], "NoCertificate"),
        (vec![secret(&pbkdf2(2000)); 17], "TooCostly"),
        (vec![secret(&triple_des(2000)); 17], "TooCostly"),
        ([vec![secret(&pbkdf2(1)); 9], vec![secret(&triple_des(1)); 8]].concat(), "TooCostly"),
        (vec![secret(&pbkdf2(million)); 300], "TooCostly"),
        (vec![secret(&triple_des(million)); 300], "TooCostly"),
        (vec![secret(&scrypt(1 << 20, 8, 16)); 300], "UnsupportedEncryption"),
        // On which the library panics.
        (vec![secret(&scrypt(0, 8, 1))], "UnsupportedEncryption"),
        (vec![key(&pbkdf2(million + 1))], "TooCostly"),
        (vec![key(&triple_des(million + 1))], "TooCostly"),
    ];
    for (at, (bags, expected)) in cases.iter().enumerate() {
        assert_eq!(kind(read_pfx(&pfx(bags), "")), *expected, "case {at}");
    }
}

/// The encrypted keys of PKCS#8 are in such files as they are.
#[test]
fn reads_every_encrypted_key_in_a_file() {
    let der = |pem| pem::parse(pem).unwrap().into_contents();
    let certificate = sequence(&[
        &oid("1.2.840.113549.1.12.10.1.3"),
        &tagged(&sequence(&[
            &oid("1.2.840.113549.1.9.22.1"),
            &tagged(&octets(&[&der(fixture!("ec.cert.pem"))])),
        ])),
    ]);
    for (name, key, expected) in [
        ("aes-128-cbc", fixture!("ec.aes-128-cbc.pem"), "Ok test-ec"),
        ("des3", fixture!("ec.des3.pem"), "Ok test-ec"),
        ("prf-SHA1", fixture!("ec.prf-SHA1.pem"), "Ok test-ec"),
        ("prf-SHA224", fixture!("ec.prf-SHA224.pem"), "Ok test-ec"),
        ("prf-SHA512", fixture!("ec.prf-SHA512.pem"), "Ok test-ec"),
        ("pbe-sha1-3des", fixture!("ec.pbe-sha1-3des.pem"), "Ok test-ec"),
        ("scrypt", fixture!("ec.scrypt.pem"), "UnsupportedEncryption"),
    ] {
        let key = sequence(&[&oid("1.2.840.113549.1.12.10.1.2"), &tagged(&der(key))]);
        let file = pfx(&[certificate.clone(), key]);
        assert_eq!(kind(read_pfx(&file, "secret")), expected, "{name}");
    }
}
