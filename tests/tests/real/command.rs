//! `mpns send` against the same servers: its options, exit statuses and texts, and what it never prints.

use std::env;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::alerts;
use crate::case::{SECRETS, TOKEN};
use crate::certificates::{Certificates, PASSPHRASE, UNICODE_PASSPHRASE};
use crate::nginx::Nginx;
use crate::ports::free_port;
use crate::program::run_alone;
use crate::proxies::{Proxies, SQUID, SQUID_AUTH};
use crate::transport::Transport;

#[test]
fn the_command_reaches_every_server_and_keeps_secrets() {
    let _alone = run_alone();
    let command = command();
    let servers = Servers::start();
    let mut wrong = Vec::new();
    println!("| mpns send | server | exit | hyper | blocking |\n|---|---|---|---|---|");
    for row in ROWS {
        let outputs = Transport::ALL.map(|transport| servers.run(&command, row, transport));
        let [hyper, blocking] = outputs.each_ref().map(summary);
        println!(
            "| {} {} | {} | {} | {hyper} | {blocking} |",
            row.variables.join(" "),
            row.arguments,
            row.server,
            row.code
        );
        for output in &outputs {
            wrong.extend(judge(row, output).err());
        }
    }
    let entries = servers.nginx.stop();
    assert!(entries.iter().all(|entry| entry.credentials.is_empty()), "{entries:?}");
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

struct Row {
    /// Options of `mpns send`, where `CERTS/` is the folder of certificates, and `PROXY` and `PROXY_AUTH` are squid's addresses.
    arguments: &'static str,
    /// Environment variables, as `NAME=VALUE`.
    variables: &'static [&'static str],
    server: &'static str,
    code: i32,
    /// What the output and the errors contain.
    output: &'static [&'static str],
    errors: &'static [&'static str],
}

struct Servers {
    nginx: Nginx,
    alerts: alerts::Servers,
    proxies: Proxies,
    silent: TcpListener,
}

impl Servers {
    fn start() -> Self {
        std::fs::write(Certificates::get().path("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self {
            nginx: Nginx::start(),
            alerts: alerts::Servers::start(),
            proxies: Proxies::start(),
            silent: TcpListener::bind("127.0.0.1:0").unwrap(),
        }
    }

    fn origin(&self, server: &str) -> String {
        match server {
            "TLS 1.3 alert" => self.alerts.origin("1.3"),
            "silent" => format!("http://localhost:{}", self.silent.local_addr().unwrap().port()),
            "down" => format!("https://localhost:{}", free_port()),
            server => self.nginx.origin(server),
        }
    }

    fn run(&self, command: &PathBuf, row: &Row, transport: Transport) -> Output {
        let certificates = format!(
            "{}/",
            Certificates::get().path("").display().to_string().trim_end_matches('/')
        );
        let fill = |text: &str| {
            text.replace("CERTS/", &certificates)
                .replace("PROXY_AUTH", &format!("localhost:{}", self.proxies.port(SQUID_AUTH)))
                .replace("PROXY", &format!("localhost:{}", self.proxies.port(SQUID)))
                .replace("UNICODE", UNICODE_PASSPHRASE)
        };
        let mut mpns = Command::new(command);
        mpns.env_clear().stdin(Stdio::null());
        mpns.args(["send", "toast", "--text1", "Goal!", "--transport", transport.name()]);
        mpns.args(row.arguments.split_whitespace().map(fill));
        mpns.env("MPNS_CHANNEL", format!("{}/u/{TOKEN}?{TOKEN}", self.origin(row.server)));
        for variable in row.variables {
            let (name, value) = variable.split_once('=').expect("NAME=VALUE");
            mpns.env(name, fill(value));
        }
        mpns.output().expect("the command")
    }
}

fn judge(row: &Row, output: &Output) -> Result<(), String> {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let is_secret_kept = !SECRETS.iter().any(|secret| out.contains(secret) || err.contains(secret));
    let is_said_twice = err.matches("no reply").count() > 1 || err.matches("delivered").count() > 1;
    let is_right = !is_said_twice
        && output.status.code() == Some(row.code)
        && row.output.iter().all(|text| out.contains(text))
        && row.errors.iter().all(|text| err.contains(text))
        && (row.output.is_empty() == out.is_empty());
    if is_right && is_secret_kept {
        return Ok(());
    }
    Err(format!("{:?} {}: {:?}\n{out}{err}", row.variables, row.arguments, output.status.code()))
}

/// What is said first, or of the connection where that is asked for.
fn summary(output: &Output) -> String {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let first = out.lines().chain(err.lines()).next().unwrap_or_default().to_owned();
    match err.lines().find(|line| line.contains("answered in")) {
        Some(line) => format!("{first} {line}"),
        None => first,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The command of the variable, or the one that cargo builds.
fn command() -> PathBuf {
    if let Some(path) = env::var_os("MPNS_COMMAND") {
        return path.into();
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--package", "mpns-cli", "--bin", "mpns", "--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    assert!(built.status.success(), "the command cannot be built");
    let messages = text(&built.stdout);
    let path = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(message.get("executable")?.as_str()?.into())
    });
    path.expect("cargo names what it built")
}

const fn row(
    arguments: &'static str,
    variables: &'static [&'static str],
    server: &'static str,
    code: i32,
    output: &'static [&'static str],
    errors: &'static [&'static str],
) -> Row {
    Row { arguments, variables, server, code, output, errors }
}

const RECEIVED: &[&str] = &["200 received"];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("", &[], "HTTP", 0, RECEIVED, &[]),
    row("-v", &[], "HTTP", 0, RECEIVED, &["bytes to localhost", "* 127.0.0.1:", ", new, answered in "]),

    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/right.key", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --cert CERTS/both.pem -v", &[], "VERIFY", 0, RECEIVED, &["TLS 1.3 TLS_"]),
    row("--ca CERTS/ca.pem --cert CERTS/both.pem -v", &[], "VERIFY_TLS12", 0, RECEIVED, &["TLS 1.2 TLS_ECDHE_RSA_WITH_"]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/pbes2-aes256.key --passphrase-file CERTS/passphrase", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/proc-type-aes256.key", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx --passphrase-file CERTS/passphrase", &["MPNS_PASSPHRASE=wrong"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-keytool.pfx", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-unicode.pfx", &["MPNS_PASSPHRASE=UNICODE"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 0, RECEIVED, &[]),

    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx", &["MPNS_PASSPHRASE=other-sesame"], "VERIFY", 2, &[], &["pfx-openssl3.pfx: the passphrase is wrong"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx", &[], "VERIFY", 2, &[], &["the private key is encrypted and no passphrase is given"]),
    row("--ca CERTS/ca.pem --cert CERTS/expired.pem --key CERTS/expired.key", &[], "VERIFY", 2, &[], &["expired.pem: the certificate `expired` expired at 2020-02-01"]),
    row("--ca CERTS/ca.pem --cert CERTS/not-for-clients.pem --key CERTS/not-for-clients.key", &[], "VERIFY", 2, &[], &["not for client authentication"]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/wrong.key", &[], "VERIFY", 2, &[], &["wrong.key: the private key does not belong to the certificate"]),
    row("--ca CERTS/none.pem", &[], "VERIFY", 2, &[], &["none.pem"]),
    row("--ca CERTS/right.key", &[], "VERIFY", 2, &[], &["right.key: there is no CA certificate in the PEM text"]),
    row("--cert CERTS/both.pem --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 2, &[], &["cannot be used with"]),
    row("--key CERTS/right.key --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 2, &[], &["cannot be used with"]),
    row("--passphrase open-sesame", &[], "VERIFY", 2, &[], &["unexpected argument '--passphrase'"]),

    row("--ca CERTS/ca.pem", &[], "VERIFY", 1, &["400 bad-request"], &["the server may want a client certificate"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-wrong.pfx", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 1, &["400 bad-request"], &[]),
    row("--ca CERTS/ca.pem", &[], "OPTIONAL", 1, &["403 forbidden: fix the certificate"], &["no identity (client certificate) is configured"]),
    row("--ca CERTS/ca.pem", &[], "TLS 1.3 alert", 1, &[], &["the server wants a client certificate, and no identity (client certificate) is configured"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-wrong.pfx", &["MPNS_PASSPHRASE=open-sesame"], "TLS 1.3 alert", 1, &[], &["the server refused the client certificate (UnknownCA)"]),

    row("", &[], "HTTPS", 1, &[], &["the server's certificate is not from a trusted authority"]),
    row("--insecure", &[], "HTTPS", 0, RECEIVED, &[]),
    row("--insecure --cert CERTS/both.pem", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &[], "EXPIRED", 1, &[], &["the server's certificate is expired"]),
    row("--ca CERTS/ca.pem", &[], "ELSEWHERE", 1, &[], &["the server's certificate is for another name"]),
    row("--insecure", &[], "ELSEWHERE", 0, RECEIVED, &[]),

    row("--ca CERTS/ca.pem -v --ciphers ECDHE-RSA-CHACHA20-POLY1305", &[], "HTTPS", 0, RECEIVED, &["TLS 1.2 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"]),
    row("--ca CERTS/ca.pem --ciphers TLS_AES_128_GCM_SHA256", &[], "CHACHA_TLS12", 1, &[], &["no TLS version or cipher suite in common"]),
    row("--ca CERTS/ca.pem --ciphers RC4-SHA", &[], "HTTPS", 2, &[], &["the cipher suite `RC4-SHA` is not known; known are TLS_"]),

    row("-v --proxy http://PROXY", &[], "HTTP", 0, RECEIVED, &["* proxy 127.0.0.1:"]),
    row("-v --ca CERTS/ca.pem --cert CERTS/both.pem --proxy http://PROXY", &[], "VERIFY", 0, RECEIVED, &["* proxy 127.0.0.1:", "TLS 1.3"]),
    row("--ca CERTS/ca.pem --proxy http://user:hunter2@PROXY_AUTH", &[], "HTTPS", 0, RECEIVED, &[]),
    row("-v --ca CERTS/ca.pem --proxy http://user:hunter3@PROXY_AUTH", &[], "HTTPS", 1, &[], &["the proxy refused with status 407: it wants credentials"]),
    row("--proxy http://user:hunter3@PROXY_AUTH", &[], "HTTP", 1, &[], &["the proxy refused with status 407: it wants credentials"]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://user:hunter2@PROXY_AUTH"], "HTTPS", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://PROXY_AUTH"], "HTTPS", 1, &[], &["407"]),
    row("--ca CERTS/ca.pem --no-proxy", &["https_proxy=http://PROXY_AUTH"], "HTTPS", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://PROXY_AUTH", "no_proxy=localhost"], "HTTPS", 0, RECEIVED, &[]),
    row("--proxy https://user:hunter2@PROXY", &[], "HTTP", 2, &[], &["--proxy: the proxy scheme `https` is not supported"]),
    row("", &["http_proxy=socks5://user:hunter2@PROXY"], "HTTP", 2, &[], &["`http_proxy`", "the proxy scheme `socks5` is not supported"]),
    row("--no-proxy --proxy http://user:hunter2@PROXY", &[], "HTTP", 2, &[], &["cannot be used with"]),

    row("--timeout 0.3", &[], "silent", 1, &[], &["within 300ms"]),
    row("--timeout 0", &[], "silent", 2, &[], &["not a positive number of seconds"]),
    row("--ca CERTS/ca.pem", &[], "down", 1, &[], &["no connection to localhost:"]),
];
