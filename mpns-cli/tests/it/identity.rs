//! `mpns identity`, and an identity that `mpns send` does not use.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd,
};
use serde_json::{Value, json};

use crate::common::{Emulator, mpns, run, run_in, run_with_input};

const PEM: &str = "tests/fixtures/identity.pem";
const PFX: &str = "tests/fixtures/identity.pfx";

/// A file with a certificate of the name `made`, and the key if it is given.
fn made(name: &str, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> String {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "made");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    change(&mut params);
    let certificate = params.self_signed(key).expect("a certificate").pem();
    write(name, certificate + &key.serialize_pem())
}

fn write(name: &str, content: impl AsRef<[u8]>) -> String {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

fn with_passphrase(args: &[&str], passphrase: &str) -> (Option<i32>, String, String) {
    let mut command = mpns(args);
    command.env("MPNS_PASSPHRASE", passphrase);
    run_in(command, "")
}

#[test]
fn an_identity_is_shown_whatever_file_it_is_in() {
    let expected = "\
common name    test-ec
valid          2020-01-01T00:00:00Z to 2119-12-31T23:59:59Z
usage          client authentication
issuer         test-ec (self-signed)
public key     EC on P-256
private key    EC on P-256, belongs to the certificate
";
    let sesame = " open sesame ";
    for (args, passphrase) in [
        (&["identity", PEM][..], sesame),
        (&["identity", PFX], "secret"),
        (&["identity", "--cert", PEM], sesame),
        (&["identity", PEM, "--key", PEM], sesame),
        (&["identity", "--pfx", PFX], "secret"),
    ] {
        let (code, out, err) = with_passphrase(args, passphrase);
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), expected, ""), "{args:?}");
    }
    let args = ["identity", PFX, "--passphrase-file", "-", "--output", "json"];
    let (code, out, err) = run_with_input(&args, "secret");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(
        serde_json::from_str::<Value>(&out).expect("JSON"),
        json!({
            "commonName": "test-ec", "notBefore": "2020-01-01T00:00:00Z",
            "notAfter": "2119-12-31T23:59:59Z", "usage": ["client authentication"],
            "issuer": "test-ec", "selfSigned": true, "publicKey": "EC on P-256",
            "privateKey": "EC on P-256", "keyMatches": true, "chain": [], "problem": null,
        })
    );
}

#[test]
fn a_name_with_control_characters_is_one_line() {
    let key = KeyPair::generate().expect("a key");
    let file = made("control", &key, |params| {
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Müller\nvalid \u{1b}[2J");
    });
    let (code, out, err) = run(&["identity", &file]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("common name    Müller\\nvalid \\u{1b}[2J\n"), "{out:?}");
    assert!(out.contains("\nissuer         Müller\\nvalid \\u{1b}[2J (self-signed)\n"), "{out:?}");
    assert!(!out.contains('\u{1b}'), "{out:?}");
}

#[test]
fn what_cannot_be_used_is_shown_with_the_reason() {
    let (key, other) = (KeyPair::generate().expect("a key"), KeyPair::generate().expect("a key"));
    let expired = made("expired", &key, |params| params.not_after = date_time_ymd(2020, 1, 1));
    let future = made("future", &key, |params| params.not_before = date_time_ymd(4000, 1, 1));
    let servers = made("servers", &key, |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    let key_of_other = write("other.key", other.serialize_pem());
    let usable = made("usable", &key, |_| {});
    let text = fs::read_to_string(&usable).expect("a file");
    let alone = text.split_once("-----BEGIN PRIVATE KEY").expect("a key").0;
    let alone = write("alone", alone);
    for (args, shown, problem) in [
        (&[expired.as_str()][..], "to 2020-01-01T00:00:00Z", "`made` expired at 2020-01-01"),
        (&[&future], "valid          4000-01-01T00:00:00Z", "is not valid before 4000-01-01"),
        (&[&servers], "usage          server authentication", "is not for client authentication"),
        (
            &[&usable, "--key", &key_of_other],
            "private key    EC on P-256, does not belong to the certificate",
            "the private key does not belong to the certificate",
        ),
        (&[&alone], "private key    not read", "there is no private key"),
        (&[PEM], "private key    not read", "is encrypted and no passphrase is given"),
    ] {
        let args = [&["identity"], args].concat();
        let (code, out, err) = run(&args);
        assert_eq!(code, Some(2), "{args:?}: {out}{err}");
        assert!(out.contains(shown) && out.contains("common name"), "{args:?}: {out}");
        assert!(err.starts_with("mpns: ") && err.contains(problem), "{args:?}: {err}");
        let (code, out, _) = run(&[&args[..], &["--output", "json"]].concat());
        assert_eq!(code, Some(2), "{args:?}");
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert!(json["problem"].as_str().expect("a problem").contains(problem), "{json}");
    }
}

#[test]
fn the_chain_and_a_missing_name_are_shown() {
    let key = KeyPair::generate().expect("a key");
    let nameless = made("nameless", &key, |params| {
        params.distinguished_name = DistinguishedName::new();
    });
    let (code, out, err) = run(&["identity", &nameless]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("common name    none\n") && err.contains("no name"), "{out}{err}");
    let ours = fs::read(made("ours", &key, |_| {})).expect("a file");
    let chained = write("chained", [ours, fs::read(PEM).expect("a file")].concat());
    let cut = fs::read_to_string(&chained).expect("a file");
    let cut = cut.split_once("-----BEGIN ENCRYPTED").map_or(cut.as_str(), |(begin, _)| begin);
    let (code, out, err) = run(&["identity", &write("chained", cut)]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let chain = "chain          test-ec, issuer test-ec (self-signed), 2020-01-01T00:00:00Z to";
    assert!(out.contains(chain), "{out}");
}

#[test]
fn another_kind_of_file_is_named() {
    let keystore = write("keystore", b"\xFE\xED\xFE\xED\0\0\0\x02");
    let toast = ["send", "toast", "--channel", "http://127.0.0.1:1/SECRET", "--text1", "x"];
    for (args, error) in [
        (&["identity", &keystore][..], "and this is a Java keystore (JKS)"),
        (&["identity", "/dev/null"], "and this is an empty file"),
        (
            &["identity", "--pfx", PEM],
            "PKCS#12 is expected, and this is a certificate in PEM; --cert is for it",
        ),
        (&["identity", "--cert", PFX], "this is PKCS#12 (.pfx, .p12); --pfx is for it"),
        (&["identity", PEM, "--pfx", PFX], "cannot be used with"),
        (&["identity", "--pfx", PFX, "--key", PEM], "--key cannot be used with --pfx"),
        (&["identity", PFX], "no passphrase is given"),
        (&["identity"], "Usage"),
        (
            &[&toast[..], &["--pfx", &keystore]].concat(),
            "PKCS#12 is expected, and this is a Java keystore",
        ),
        (
            &[&toast[..], &["--ca", PFX]].concat(),
            "a CA certificate is expected, and this is PKCS#12",
        ),
        (
            &[&toast[..], &["--cert", PEM, "--key", &keystore]].concat(),
            "keystore: a private key in PEM is expected",
        ),
    ] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(err.contains(error) && !err.contains("SECRET"), "{args:?}: {err}");
    }
}

#[test]
fn an_identity_that_an_http_channel_does_not_use_is_pointed_out() {
    let emulator = Emulator::start();
    for transport in ["hyper", "blocking"] {
        let channel = emulator.ask("POST", "/channels");
        let uri = channel["uri"].as_str().expect("a URI");
        let send = ["send", "toast", "--channel", uri, "--text1", "x", "--transport", transport];
        let (code, out, err) = with_passphrase(&[&send[..], &["--pfx", PFX]].concat(), "secret");
        assert_eq!(code, Some(0), "{out}{err}");
        let unused = "mpns: the client certificate was not used: the channel is http";
        assert!(err.starts_with(unused), "{err}");
        let (_, _, err) = run(&send);
        assert_eq!(err, "");
    }
}
