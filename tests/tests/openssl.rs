//! What today's `openssl` (3.0 or later) and Java's `keytool` write, generated at test time and read back.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mpns_connect::{Identity, IdentityError};

/// A separate folder for each test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Runs a command whose arguments are separated by spaces; `PASS` becomes the passphrase.
    fn run(&self, command: &str, passphrase: &str) {
        let mut words = command.split_whitespace();
        let status = Command::new(words.next().unwrap())
            .args(words.map(|word| word.replace("PASS", passphrase)))
            .current_dir(&self.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        assert!(status.success(), "{command}");
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// A key and its certificate for clients, as `key` and `cert`.
    fn certify(&self, genpkey: &str) {
        self.run(&format!("openssl genpkey {genpkey} -out key"), "");
        self.run(
            "openssl req -x509 -new -key key -subj /CN=made -days 2 -addext extendedKeyUsage=clientAuth -out cert",
            "",
        );
    }
}

fn assert_made(result: Result<Identity, IdentityError>, what: &str) {
    match result {
        Ok(identity) => assert_eq!(identity.common_name(), Some("made"), "{what}"),
        Err(error) => panic!("{what}: {error} {error:?}"),
    }
}

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
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2047", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2560", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:3000", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:3071", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:5120", None),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3", None),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", None),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", None),
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

#[test]
fn reads_every_pfx_that_openssl_writes() {
    let folder = Folder::new("pfx");
    for (genpkey, _) in KEYS {
        folder.certify(genpkey);
        for passphrase in PASSPHRASES.iter().chain(&[""]) {
            for form in PFX {
                folder.run(&format!("openssl pkcs12 -export -inkey key -in cert -out pfx -passout pass:PASS {form}"), passphrase);
                let pfx = folder.read("pfx");
                let what = format!("{genpkey} {form} {passphrase}");
                assert_made(Identity::from_pfx(&pfx, passphrase), &what);
                if !form.contains("NONE") {
                    let wrong = Identity::from_pfx(&pfx, "wrong");
                    assert!(
                        matches!(wrong, Err(IdentityError::WrongPassphrase)),
                        "{what}: {wrong:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn reads_every_pfx_that_keytool_writes() {
    let folder = Folder::new("keytool");
    for key in [
        "-keyalg RSA -keysize 2048",
        "-keyalg EC -groupname secp256r1",
        "-keyalg EC -groupname secp384r1",
        "-keyalg Ed25519",
    ] {
        for form in ["", "-J-Dkeystore.pkcs12.legacy"] {
            let _ = fs::remove_file(folder.0.join("pfx"));
            folder.run(
                &format!("keytool -genkeypair -alias test -dname CN=made -storetype PKCS12 -keystore pfx -storepass PASS {key} {form}"),
                "secret",
            );
            let pfx = folder.read("pfx");
            assert_made(Identity::from_pfx(&pfx, "secret"), &format!("{key} {form}"));
            let wrong = Identity::from_pfx(&pfx, "wrong");
            assert!(matches!(wrong, Err(IdentityError::WrongPassphrase)), "{wrong:?}");
            let missing = Identity::from_pfx(&pfx, "");
            assert!(matches!(missing, Err(IdentityError::PassphraseMissing)), "{missing:?}");
        }
    }
}

/// For `openssl genpkey`, and whether there is an older form of it than PKCS#8.
const KEYS: &[(&str, bool)] = &[
    ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", true),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:3072", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:4096", true),
    ("-algorithm ED25519", false),
];

const PASSPHRASES: [&str; 3] = ["secret", "gehäim€", "a:b,c/d=e\\f\"g"];

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

const PFX: [&str; 7] = [
    "",
    "-legacy",
    "-nomac",
    "-legacy -nomac",
    "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
    "-keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512 -iter 5000",
    "-keypbe NONE -certpbe NONE -nomac",
];
