use super::{fixture, kind, now};
use crate::identity::error::IdentityError;
use crate::identity::identity::Identity;
use crate::identity::pfx;

pub(super) fn read_pfx(pfx: &[u8], passphrase: &str) -> Result<Identity, IdentityError> {
    let (certificates, key) = pfx::read(pfx, passphrase)?;
    Identity::assemble(certificates, key, now())
}

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
        (fixture!("ec.cert.pem"), "secret", "PfxFormat"),
        (b"", "secret", "PfxFormat"),
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

#[test]
fn names_the_scheme_of_a_pfx_that_it_cannot_read() {
    #[rustfmt::skip]
    let cases = [
        (fixture!("ec.rc2-128.pfx"), "pbeWithSHAAnd128BitRC2-CBC"),
        (fixture!("ec.camellia.pfx"), "1.2.392.200011.61.1.1.1.4"),
        (fixture!("ec.aria.pfx"), "1.2.410.200046.1.1.12"),
        (fixture!("ec.mac-md5.pfx"), "id-md5"),
        (fixture!("ec.mac-sha3.pfx"), "id-sha3-256"),
        (fixture!("ec.mac-blake2.pfx"), "id-blake2b512"),
    ];
    for (pfx, expected) in cases {
        let error = read_pfx(pfx, "secret").unwrap_err().to_string();
        let start = format!("the encryption or MAC scheme `{expected}` is not supported");
        assert!(error.starts_with(&start), "{expected}: {error}");
    }
}

#[test]
fn a_wrong_passphrase_is_never_mistaken_for_the_right_one() {
    for number in 0..3000 {
        let passphrase = format!("wrong {number}");
        for pfx in [fixture!("ec.legacy-no-mac.pfx"), fixture!("ec.no-mac.pfx")] {
            assert_eq!(kind(read_pfx(pfx, &passphrase)), "WrongPassphrase", "{passphrase}");
        }
    }
}

#[test]
fn a_truncated_pfx_is_malformed() {
    for pfx in [fixture!("ec.default.pfx"), fixture!("ec.no-mac.pfx"), fixture!("java.ec.pfx")] {
        for length in 1..pfx.len() {
            assert_eq!(kind(read_pfx(&pfx[..length], "secret")), "Pfx", "{length} bytes");
        }
    }
}

/// Flipped bytes reach every reader inside the outer structure.
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
