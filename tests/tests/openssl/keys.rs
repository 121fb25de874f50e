use mpns_connect::{Identity, IdentityError};

use crate::folder::Folder;
use crate::{KEYS, PASSPHRASES, assert_made};

#[test]
fn reads_every_key_that_openssl_writes() {
    let folder = Folder::new("keys");
    for (genpkey, is_traditional) in KEYS {
        folder.certify(genpkey);
        let (cert, key) = (folder.read("cert"), folder.read("key"));
        assert_made(Identity::from_pem(&cert, &key), genpkey);
        assert_made(Identity::from_combined_pem(&[key, cert.clone()].concat()), genpkey);
        for passphrase in PASSPHRASES {
            for form in PKCS8 {
                folder.run(
                    &format!("openssl pkcs8 -topk8 -in key {form} -out sealed -passout pass:PASS"),
                    passphrase,
                );
                let sealed = folder.read("sealed");
                let what = format!("{genpkey} {form} {passphrase}");
                assert_made(Identity::from_encrypted_pem(&cert, &sealed, passphrase), &what);
                let wrong = Identity::from_encrypted_pem(&cert, &sealed, "wrong");
                assert!(matches!(wrong, Err(IdentityError::WrongPassphrase)), "{what}: {wrong:?}");
                let missing = Identity::from_pem(&cert, &sealed);
                assert!(
                    matches!(missing, Err(IdentityError::PassphraseMissing)),
                    "{what}: {missing:?}"
                );
            }
            for form in TRADITIONAL.iter().filter(|_| *is_traditional) {
                folder.run(
                    &format!(
                        "openssl pkey -traditional -in key {form} -out sealed -passout pass:PASS"
                    ),
                    passphrase,
                );
                let sealed = folder.read("sealed");
                let what = format!("{genpkey} {form} {passphrase}");
                assert!(sealed.windows(8).any(|window| window == b"DEK-Info"), "{what}");
                assert_made(Identity::from_encrypted_pem(&cert, &sealed, passphrase), &what);
                let wrong = Identity::from_encrypted_pem(&cert, &sealed, "wrong");
                assert!(matches!(wrong, Err(IdentityError::WrongPassphrase)), "{what}: {wrong:?}");
            }
        }
        if *is_traditional {
            folder.run("openssl pkey -traditional -in key -out plain", "");
            assert_made(Identity::from_pem(&cert, &folder.read("plain")), genpkey);
        }
    }
}

#[test]
fn reads_a_certificate_of_an_old_authority() {
    let folder = Folder::new("old");
    folder.run("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key", "");
    for subject in ["-subj /CN=made", "-utf8 -nameopt multiline -subj /O=x/CN=other/CN=made"] {
        folder.run(&format!("openssl req -new -key key {subject} -out csr"), "");
        // Version 1, without extensions, with a serial number longer than RFC 5280 allows.
        let serial = "1".repeat(50);
        folder.run(
            &format!(
                "openssl x509 -req -in csr -signkey key -days 2 -set_serial 0x{serial} -out cert"
            ),
            "",
        );
        assert_made(Identity::from_pem(&folder.read("cert"), &folder.read("key")), subject);
    }
}

#[test]
fn refuses_keys_that_tls_cannot_use() {
    let folder = Folder::new("odd");
    folder.certify("-algorithm ED25519");
    for (genpkey, algorithm) in [
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", Some("RSA of 1024 bits")),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2047", Some("RSA of 2047 bits")),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2560", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:3000", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:3071", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:5120", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3", None),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", Some("EC on 1.3.132.0.10")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", Some("EC on brainpoolP256r1")),
        ("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", Some("id-RSASSA-PSS")),
        ("-algorithm ED448", Some("id-Ed448")),
        ("-algorithm X25519", Some("id-X25519")),
        ("-algorithm X448", Some("id-X448")),
    ] {
        folder.run(&format!("openssl genpkey {genpkey} -out key"), "");
        match Identity::from_pem(&folder.read("cert"), &folder.read("key")) {
            Err(IdentityError::Key(_)) => assert_eq!(None, algorithm, "{genpkey}"),
            Err(IdentityError::KeyAlgorithm(name)) => {
                assert_eq!(Some(name.as_str()), algorithm, "{genpkey}")
            }
            other => panic!("{genpkey}: {other:?}"),
        }
    }
}

#[test]
fn reads_an_ec_key_without_its_public_half() {
    let folder = Folder::new("half");
    for curve in ["P-256", "P-384"] {
        folder.certify(&format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}"));
        folder.run("openssl ec -in key -no_public -out half", "");
        let (cert, half) = (folder.read("cert"), folder.read("half"));
        assert_made(Identity::from_pem(&cert, &half), curve);
        folder.certify(&format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}"));
        let other = Identity::from_pem(&folder.read("cert"), &half);
        assert!(matches!(other, Err(IdentityError::Mismatch)), "{other:?}");
        // The matching public half is searched among all certificates.
        assert_made(Identity::from_pem(&[folder.read("cert"), cert].concat(), &half), curve);
    }
}

const PKCS8: [&str; 7] = [
    "",
    "-v2 aes-128-cbc",
    "-v2 aes-192-cbc -v2prf hmacWithSHA1",
    "-v2 aes-256-cbc -v2prf hmacWithSHA512",
    "-v2 des3",
    "-scrypt",
    "-v2 aes-256-cbc -iter 1",
];

const TRADITIONAL: [&str; 4] = ["-aes-128-cbc", "-aes-192-cbc", "-aes-256-cbc", "-des-ede3-cbc"];
