//! `mpns emulator --tls`, and senders with its certificates.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value;

use crate::common::{Emulator, mpns, run};

/// A file in the folder of the tests.
fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// The URI of a new authenticated channel.
pub(crate) fn channel(emulator: &Emulator) -> String {
    let mut stream = TcpStream::connect(&emulator.address).expect("a connection");
    let body = r#"{"authenticated": true}"#;
    let length = body.len();
    write!(
        stream,
        "POST /channels HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let channel: Value = serde_json::from_str(body).expect("JSON");
    channel["uri"].as_str().expect("a URI").to_owned()
}

fn emulator(options: &[&str]) -> Emulator {
    Emulator::started(mpns(&[&["emulator", "--listen", "127.0.0.1:0"], options].concat()))
}

fn send(channel: &str, options: &[&str]) -> (Option<i32>, String) {
    let command = ["send", "toast", "--text1", "Goal!", "--channel", channel];
    let (code, _, err) = run(&[&command, options].concat());
    (code, err)
}

#[test]
fn senders_have_the_certificates_that_the_emulator_writes() {
    let [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map(file);
    let _ = fs::remove_file(&key);
    let emulator = emulator(&[
        "--tls",
        "localhost:0",
        "--tls-ca",
        &ca,
        "--service-name",
        "push.example",
        "--client-cert",
        &cert,
        "--client-key",
        &key,
    ]);
    let channel = channel(&emulator);
    assert!(channel.starts_with("https://"), "{channel}");
    let (code, err) = send(&channel, &["--ca", &ca, "--cert", &cert, "--key", &key]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (code, err) = send(&channel, &[]);
    assert_ne!(code, Some(0), "by an unknown authority");
    assert!(err.contains("certificate"), "{err}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(fs::metadata(&key).expect("a file").mode() & 0o777, 0o600);
    }
    let (_, facts, _) = run(&["identity", "--cert", &cert, "--key", &key]);
    assert!(facts.contains("push.example"), "{facts}");
}

#[test]
fn the_emulator_has_the_certificate_that_is_given() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("made");
    let [both, ca] = ["given.pem", "given-ca.pem"].map(file);
    let pem = made.cert.pem();
    fs::write(&both, pem.clone() + &made.signing_key.serialize_pem()).expect("written");
    fs::write(&ca, pem).expect("written");
    let emulator = emulator(&["--tls", "127.0.0.1:0", "--tls-cert", &both, "--client-ca", &ca]);
    let channel = channel(&emulator);
    let (code, err) = send(&channel, &["--ca", &ca, "--cert", &both, "--key", &both]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (code, err) = send(&channel, &["--ca", &ca]);
    assert_eq!(code, Some(1), "an answer of 403");
    assert!(err.contains("no identity"), "{err}");
}

#[test]
fn tls_that_cannot_be_is_refused_with_a_reason() {
    let empty = file("empty.pem");
    fs::write(&empty, "").expect("written");
    for (options, code, reason) in [
        (&["--tls", "8443"][..], 2, "--tls \"8443\": "),
        (&["--tls", "127.0.0.1:0", "--tls-cert", "/nowhere/a"], 2, "cannot read /nowhere/a"),
        (&["--tls", "127.0.0.1:0", "--tls-ca", "/nowhere/a"], 2, "cannot write /nowhere/a"),
        (
            &["--tls", "127.0.0.1:0", "--tls-cert", &empty],
            1,
            "the emulator cannot speak TLS: the certificate of the service cannot be read from PEM",
        ),
        (&["--tls-ca", "ca.pem"], 2, "--tls <HOST:PORT>"),
        (&["--tls", "127.0.0.1:0", "--service-name", "a"], 2, "--client-key <FILE>"),
        (&["--tls", "127.0.0.1:0", "--tls-key", &empty], 2, "--tls-cert <FILE>"),
    ] {
        let (found, out, err) = run(&[&["emulator", "--listen", "127.0.0.1:0"], options].concat());
        assert_eq!((found, out.as_str()), (Some(code), ""), "{options:?}: {err}");
        assert!(err.contains(reason), "{options:?}: {err}");
    }
}
