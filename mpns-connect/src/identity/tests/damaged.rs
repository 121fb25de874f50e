use pem::Pem;
use proptest::prelude::*;

#[cfg(feature = "pfx")]
use super::pfx::read_pfx;
use super::{EC, fixture, read};

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
