use mpns_connect::{Identity, IdentityError};

use crate::folder::Folder;
use crate::{KEYS, PASSPHRASES, assert_made};

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
            folder.remove("pfx");
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

const PFX: [&str; 7] = [
    "",
    "-legacy",
    "-nomac",
    "-legacy -nomac",
    "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
    "-keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512 -iter 5000",
    "-keypbe NONE -certpbe NONE -nomac",
];
