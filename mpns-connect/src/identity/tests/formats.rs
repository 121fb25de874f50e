//! Files of other kinds than expected are named.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pem::Pem;
use rcgen::{CertificateParams, KeyPair};

use super::{EC, fixture, read};
use crate::identity::file_format::FileFormat;

fn named(bytes: &[u8]) -> String {
    FileFormat::of(bytes).map_or_else(|| "unknown".to_owned(), |format| format.to_string())
}

fn der(pem: &[u8]) -> Vec<u8> {
    pem::parse(pem).unwrap().into_contents()
}

fn labelled(label: &str) -> String {
    pem::encode(&Pem::new(label, *b"abc"))
}

/// UTF-16, little-endian.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_kind_of_file_is_named() {
    let key = KeyPair::generate().unwrap();
    let request = CertificateParams::default().serialize_request(&key).unwrap();
    let ec = str::from_utf8(EC).unwrap();
    let in_base64 = |bytes: &[u8]| STANDARD.encode(bytes).into_bytes();
    let keystore = b"\xFE\xED\xFE\xED\0\0\0\x02";
    let java = "a Java keystore (JKS)";
    let converts = "; `keytool -importkeystore -deststoretype PKCS12` turns it into PKCS#12";
    let bag = "a certificate in PEM";
    let base64 = "in base64, without the lines that make it PEM; `base64 -d` decodes it";
    let signed = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\0";
    let pkcs7 = "; `openssl pkcs7 -print_certs` turns it into certificates in PEM";
    let to_key = "a private key in DER; `openssl pkey -inform DER` turns it into PEM";
    #[rustfmt::skip]
    let cases: [(Vec<u8>, String); 45] = [
        (EC.to_vec(), bag.to_owned()),
        (format!("\u{FEFF}{ec}").into_bytes(), bag.to_owned()),
        ([fixture!("ec.pkcs8.pem"), EC].concat(), bag.to_owned()),
        (fixture!("ec.pkcs8.pem").to_vec(), "a private key in PEM".to_owned()),
        (fixture!("ec.aes-256-cbc.pem").to_vec(), "a private key in PEM".to_owned()),
        (fixture!("ec.default.pfx").to_vec(), "PKCS#12 (.pfx, .p12)".to_owned()),
        (fixture!("ec.plain.pfx").to_vec(), "PKCS#12 (.pfx, .p12)".to_owned()),
        (b"\x30\x80\x02\x01\x03\x30\x80".to_vec(), "PKCS#12 (.pfx, .p12)".to_owned()),
        (in_base64(fixture!("ec.default.pfx")), format!("PKCS#12 (.pfx, .p12) {base64}")),
        (labelled("PKCS12").into_bytes(), "PKCS#12 (.pfx, .p12) in PEM".to_owned()),
        (keystore.to_vec(), format!("{java}{converts}")),
        (in_base64(&[&keystore[..], &[0; 9]].concat()), format!("{java} {base64}")),
        (b"\xCE\xCE\xCE\xCE\0\0\0\x02".to_vec(), format!("a Java keystore (JCEKS){converts}")),
        (labelled("PKCS7").into_bytes(), format!("PKCS#7 (.p7b) in PEM{pkcs7}")),
        (labelled("CMS").into_bytes(), format!("PKCS#7 (.p7b) in PEM{pkcs7}")),
        (signed.to_vec(), format!("PKCS#7 (.p7b) in DER{pkcs7}")),
        (b"\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x80".to_vec(), format!("PKCS#7 (.p7b){pkcs7}")),
        (der(EC), "a certificate in DER; `openssl x509 -inform DER` turns it into PEM".to_owned()),
        (in_base64(&der(EC)), format!("a certificate {base64}")),
        (STANDARD.encode(der(EC)).replace('M', "\r\nM").into_bytes(), format!("a certificate {base64}")),
        (in_base64(EC), "a certificate in PEM, in base64 once more; `base64 -d` decodes it".to_owned()),
        (der(fixture!("ec.pkcs8.pem")), to_key.to_owned()),
        (der(fixture!("ec.sec1.pem")), to_key.to_owned()),
        (der(fixture!("rsa.pkcs1.pem")), to_key.to_owned()),
        (der(fixture!("ed25519.pkcs8.pem")), to_key.to_owned()),
        (der(fixture!("ec.aes-256-cbc.pem")), to_key.to_owned()),
        (key.public_key_pem().into_bytes(), "a public key in PEM; the private key is in another file".to_owned()),
        (der(key.public_key_pem().as_bytes()), "a public key in DER; the private key is in another file".to_owned()),
        (request.pem().unwrap().into_bytes(), "a certificate signing request (CSR) in PEM; an authority turns it into a certificate".to_owned()),
        (request.der().to_vec(), "a certificate signing request (CSR) in DER; an authority turns it into a certificate".to_owned()),
        (labelled("X509 CRL").into_bytes(), "a certificate revocation list (CRL) in PEM".to_owned()),
        (labelled("TRUSTED CERTIFICATE").into_bytes(), "a trusted certificate of OpenSSL in PEM; `openssl x509` turns it into a certificate in PEM".to_owned()),
        (labelled("OPENSSH PRIVATE KEY").into_bytes(), "a private key of OpenSSH; `ssh-keygen -p -m PKCS8` turns it into PEM".to_owned()),
        (b"ssh-ed25519 AAAA me@here\n".to_vec(), "a public key of OpenSSH; the private key is in another file".to_owned()),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\r\n".to_vec(), "a private key of PuTTY (.ppk); PuTTYgen and then `ssh-keygen -p -m PKCS8` turn it into PEM".to_owned()),
        (labelled("PGP PUBLIC KEY BLOCK").into_bytes(), "a text of OpenPGP".to_owned()),
        (b"\x1E\xF1\xB5\xB0\0\0\0\0".to_vec(), "a private key of Microsoft's tools (.pvk); `openssl rsa -inform PVK` turns it into PEM".to_owned()),
        (b"PK\x03\x04\x14\0".to_vec(), "a ZIP archive".to_owned()),
        (b"\n<!DOCTYPE HTML><title>Sign in</title>".to_vec(), "a web page (HTML)".to_owned()),
        (b"<?xml version=\"1.0\"?><publishData/>".to_vec(), "an XML document".to_owned()),
        (utf16(ec), "a text in UTF-16; it has to be UTF-8".to_owned()),
        (utf16(&format!("\u{FEFF}{ec}")), "a text in UTF-16; it has to be UTF-8".to_owned()),
        (Vec::new(), "an empty file".to_owned()),
        (b"\r\n \n".to_vec(), "an empty file".to_owned()),
        (b"hello".to_vec(), "unknown".to_owned()),
    ];
    for (bytes, expected) in cases {
        assert_eq!(named(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn an_error_names_what_was_given_instead() {
    let keystore = b"\xFE\xED\xFE\xED\0\0\0\x02";
    let certificate = read(keystore, fixture!("ec.pkcs8.pem"), None).map(drop);
    let text = certificate.unwrap_err().to_string();
    assert!(text.starts_with("a certificate in PEM is expected, and this is a Java"), "{text}");
    let key = read(EC, &der(fixture!("ec.pkcs8.pem")), None).map(drop);
    let text = key.unwrap_err().to_string();
    assert!(text.starts_with("a private key in PEM is expected, and this is a private key in DER"));
    #[cfg(feature = "pfx")]
    {
        let pfx = super::pfx::read_pfx(EC, "secret").map(drop);
        let text = pfx.unwrap_err().to_string();
        assert_eq!(text, "PKCS#12 is expected, and this is a certificate in PEM");
    }
}

/// A byte order mark in UTF-8 does not matter to PEM.
#[test]
fn a_byte_order_mark_is_skipped() {
    let marked = |text: &[u8]| [b"\xEF\xBB\xBF", text].concat();
    assert!(read(&marked(EC), &marked(fixture!("ec.pkcs8.pem")), None).is_ok());
}
