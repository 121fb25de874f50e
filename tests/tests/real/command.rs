//! `mpns send` against the same servers: its options, exit statuses and texts, and what it never prints.

use std::env;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::alerts;
use crate::case::{SECRETS, TOKEN};
use crate::certificates::{Certificates, PASSPHRASE, UNICODE_PASSPHRASE};
use crate::command_cases::{CASES, CommandCase};
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
    for case in CASES {
        let outputs = Transport::ALL.map(|transport| servers.run(&command, case, transport));
        let [hyper, blocking] = outputs.each_ref().map(summary);
        println!(
            "| {} {} | {} | {} | {hyper} | {blocking} |",
            case.variables.join(" "),
            case.arguments,
            case.server,
            case.code
        );
        for output in &outputs {
            wrong.extend(judge(case, output).err());
        }
    }
    let entries = servers.nginx.stop();
    assert!(entries.iter().all(|entry| entry.credentials.is_empty()), "{entries:?}");
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
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
            "RSA-1024" => self.alerts.origin("1.3 short"),
            "SHA-1" => self.alerts.origin("sha1"),
            "self-signed" => self.alerts.origin("own"),
            "silent" => format!("http://localhost:{}", self.silent.local_addr().unwrap().port()),
            "down" => format!("https://localhost:{}", free_port()),
            server => self.nginx.origin(server),
        }
    }

    fn run(&self, command: &PathBuf, case: &CommandCase, transport: Transport) -> Output {
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
        mpns.args(case.arguments.split_whitespace().map(fill));
        mpns.env("MPNS_CHANNEL", format!("{}/u/{TOKEN}?{TOKEN}", self.origin(case.server)));
        for variable in case.variables {
            let (name, value) = variable.split_once('=').expect("NAME=VALUE");
            mpns.env(name, fill(value));
        }
        mpns.output().expect("the command")
    }
}

fn judge(case: &CommandCase, output: &Output) -> Result<(), String> {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let is_secret_kept = !SECRETS.iter().any(|secret| out.contains(secret) || err.contains(secret));
    let is_said_twice = ["no reply", "delivered", "the server's certificate"]
        .iter()
        .any(|words| err.matches(words).count() > 1);
    let is_right = !is_said_twice
        && output.status.code() == Some(case.code)
        && case.output.iter().all(|text| out.contains(text))
        && case.errors.iter().all(|text| err.contains(text))
        && (case.output.is_empty() == out.is_empty());
    if is_right && is_secret_kept {
        return Ok(());
    }
    Err(format!("{:?} {}: {:?}\n{out}{err}", case.variables, case.arguments, output.status.code()))
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
