//! The benchmark drivers send what the environment configures, and count what was accepted.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::{fs, thread};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

const DRIVERS: [&str; 3] = [
    env!("CARGO_BIN_EXE_drive_floor"),
    env!("CARGO_BIN_EXE_drive_hyper"),
    env!("CARGO_BIN_EXE_drive_blocking"),
];

#[test]
fn each_send_is_counted_once() {
    for driver in DRIVERS {
        for at_most in ["1", "8"] {
            let (service, served) = Service::start("127.0.0.1:0", None);
            let report = drive(driver, &service, &[("CONC", at_most), ("WARM", "20"), ("N", "60")]);
            let counts = (report["n"].as_u64(), report["ok"].as_u64());
            assert_eq!(counts, (Some(60), Some(30)), "{driver}");
            assert!(report["elapsed_s"].as_f64() > Some(0.0), "{driver}: {report}");
            assert!(report["cpu_s"].is_f64(), "{driver}: {report}");
            let peak_is_known = Path::new("/proc/self/status").exists();
            assert_eq!(
                report["peak_kib"].as_u64() > Some(100),
                peak_is_known,
                "{driver}: {report}"
            );
            let mut served: Vec<_> =
                served.try_iter().map(|request| (request.channel, request.hosts)).collect();
            served.sort_unstable();
            let expected: Vec<_> = (0..80).map(|channel| (channel, 1)).collect();
            assert_eq!(served, expected, "{driver}");
        }
    }
}

/// What waits is not sent.
#[test]
fn each_delivery_is_counted_once() {
    // The floor has none.
    for driver in &DRIVERS[1..] {
        for waiting in ["0", "50"] {
            let (service, served) = Service::start("127.0.0.1:0", None);
            let report = drive(driver, &service, &[("DELIVER", waiting), ("N", "60")]);
            let counts = (report["n"].as_u64(), report["ok"].as_u64());
            assert_eq!(counts, (Some(60), Some(30)), "{driver}, {waiting}");
            let mut served: Vec<_> = served.try_iter().map(|request| request.channel).collect();
            served.sort_unstable();
            assert_eq!(served, Vec::from_iter(0..62), "{driver}, {waiting}");
        }
    }
}

/// Only Linux has all of 127.0.0.0/8 without being configured.
#[test]
#[cfg(target_os = "linux")]
fn channels_are_spread_over_hosts() {
    for driver in DRIVERS {
        let (first, served) = Service::start("127.0.0.1:0", None);
        let others = [2, 3].map(|i| Service::start(&format!("127.0.0.{i}:{}", first.port), None).1);
        drive(driver, &first, &[("HOSTS", "3")]);
        for (host, served) in [served].into_iter().chain(others).enumerate() {
            let mut served: Vec<_> = served.try_iter().map(|request| request.channel).collect();
            served.sort_unstable();
            assert_eq!(served, (host..10).step_by(3).collect::<Vec<_>>(), "{driver}: host {host}");
        }
    }
}

#[test]
fn a_body_has_the_wanted_size() {
    for driver in DRIVERS {
        for bytes in [100, 3072] {
            let (service, served) = Service::start("127.0.0.1:0", None);
            drive(driver, &service, &[("BODY_BYTES", &bytes.to_string())]);
            let served: Vec<_> = served.try_iter().map(|request| request.body).collect();
            assert_eq!(served, [bytes; 10], "{driver}");
        }
    }
}

#[test]
fn a_client_certificate_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let tls = tls(&folder);
    let path = |name| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (ca, cert, key) = (path("ca.pem"), path("cert.pem"), path("key.pem"));
    // The floor has no TLS.
    for driver in &DRIVERS[1..] {
        let (service, _) = Service::start("127.0.0.1:0", Some(Arc::clone(&tls)));
        let report = drive(driver, &service, &[("CA", &ca), ("CERT", &cert), ("KEY", &key)]);
        assert_eq!(report["ok"].as_u64(), Some(4), "{driver}: {report}");
        let report = drive(driver, &service, &[("CA", &ca)]);
        assert_eq!(report["ok"].as_u64(), Some(0), "{driver}: {report}");
    }
}

/// What a driver prints that sends a toast to 10 channels, 2 of which are warm, if nothing else is wanted.
fn drive(driver: &str, service: &Service, variables: &[(&str, &str)]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let message = folder.path().join("message.json");
    fs::write(&message, r#"{"text1": "Tom & Jerry", "param": "/a?b"}"#).expect("a file");
    let output = Command::new(driver)
        .envs([("HOST", "127.0.0.1"), ("PORT", &service.port), ("CONC", "3")])
        .envs([("WARM", "2"), ("N", "8")])
        .env("MSG", &message)
        .envs(variables.iter().copied())
        .output()
        .expect("the driver runs");
    let line = String::from_utf8(output.stdout).expect("text");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{driver}: {error}: {line}"))
}

/// A service that accepts what is sent to a channel with an even number.
struct Service {
    port: String,
}

struct Request {
    channel: usize,
    /// How many `Host` it has.
    hosts: usize,
    /// How many bytes it has.
    body: usize,
}

impl Service {
    /// It shows what it is sent.
    fn start(address: &str, tls: Option<Arc<ServerConfig>>) -> (Self, Receiver<Request>) {
        let listener = TcpListener::bind(address).expect("an address");
        let port = listener.local_addr().expect("an address").port().to_string();
        let (sender, served) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (sender, tls) = (sender.clone(), tls.clone());
                thread::spawn(move || match tls {
                    None => serve(stream, &sender),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).expect("a configuration");
                        serve(StreamOwned::new(connection, stream), &sender);
                    }
                });
            }
        });
        (Self { port }, served)
    }
}

fn serve(stream: impl Read + Write, served: &Sender<Request>) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
        let channel = line.split(' ').nth(1).and_then(|path| path.rsplit('/').next());
        let channel: usize = channel.and_then(|number| number.parse().ok()).expect("a number");
        let (mut hosts, mut length) = (0_usize, 0);
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).expect("a head");
            let header = line.to_ascii_lowercase();
            hosts = hosts.saturating_add(usize::from(header.starts_with("host:")));
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        stream.read_exact(&mut vec![0; length]).expect("a body");
        // Nobody may want to see it.
        let _ = served.send(Request { channel, hosts, body: length });
        let status = if channel.is_multiple_of(2) { "200 OK" } else { "404 Not Found" };
        let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        stream.get_mut().write_all(response.as_bytes()).expect("the driver reads");
        stream.get_mut().flush().expect("the driver reads");
        line.clear();
    }
}

/// A server at 127.0.0.1 that demands a client certificate, and the files of a client that it accepts.
fn tls(folder: &TempDir) -> Arc<ServerConfig> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let write = |name, text: String| fs::write(folder.path().join(name), text).expect("a file");
    write("ca.pem", authority.pem());
    let signed = |names: &[&str]| {
        let key = KeyPair::generate().expect("a key");
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let params = CertificateParams::new(names).expect("names");
        (params.signed_by(&key, &authority).expect("a certificate"), key)
    };
    let (client, key) = signed(&[]);
    write("cert.pem", client.pem());
    write("key.pem", key.serialize_pem());
    let (server, key) = signed(&["127.0.0.1"]);
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("an authority");
    let provider = Arc::new(ring::default_provider());
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(clients.build().expect("a verifier"))
        .with_single_cert(vec![server.der().clone()], key)
        .expect("a certificate");
    Arc::new(config)
}
