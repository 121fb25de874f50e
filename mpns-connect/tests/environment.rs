//! The proxy in the environment, each case in a separate process.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::env;
use std::process::{Command, ExitCode};

use mpns_connect::Proxy;
use mpns_connect::transport::Route;

const HTTP: &str = "http://service.example/1";
const HTTPS: &str = "https://service.example/1";
const VIA: &str = "http://user:hunter2@proxy.example:3128";

/// Variables, a URI, and what must be printed.
type Case = (&'static [(&'static str, &'static str)], &'static str, &'static str);

const CASES: &[Case] = &[
    (&[], HTTP, "directly"),
    (&[("http_proxy", VIA)], HTTP, "forwarded by proxy.example:3128"),
    (&[("http_proxy", VIA)], HTTPS, "directly"),
    (&[("https_proxy", VIA)], HTTPS, "tunnelled by proxy.example:3128"),
    (&[("HTTPS_PROXY", VIA)], HTTPS, "tunnelled by proxy.example:3128"),
    (&[("ALL_PROXY", VIA)], HTTP, "forwarded by proxy.example:3128"),
    (&[("all_proxy", VIA), ("no_proxy", ".example")], HTTP, "directly"),
    (&[("http_proxy", "")], HTTP, "directly"),
    // It may be the `Proxy` header of a CGI program's client.
    (&[("HTTP_PROXY", VIA)], HTTP, "directly"),
    (&[("HTTP_PROXY", VIA), ("REQUEST_METHOD", "GET")], HTTP, "directly"),
    (&[("http_proxy", VIA), ("REQUEST_METHOD", "GET")], HTTP, "forwarded by proxy.example:3128"),
    (
        &[("http_proxy", "socks5://user:hunter2@proxy.example")],
        HTTP,
        "the environment variable `http_proxy` names a proxy that cannot be used",
    ),
];

fn main() -> ExitCode {
    match env::var(CHILD) {
        Ok(uri) => {
            println!("{}", child(&uri));
            ExitCode::SUCCESS
        }
        Err(_) => parent(),
    }
}

fn child(uri: &str) -> String {
    let proxy = match Proxy::from_env() {
        Ok(proxy) => proxy,
        Err(error) => return error.to_string(),
    };
    match proxy.decide(&uri.parse().unwrap()) {
        Route::Forward(server) => format!("forwarded by {server}"),
        Route::Tunnel(server) => format!("tunnelled by {server}"),
        _ => "directly".to_owned(),
    }
}

fn parent() -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for (variables, uri, expected) in CASES {
        let mut command = Command::new(env::current_exe().unwrap());
        command.env_clear().env(CHILD, uri).envs(variables.iter().copied());
        let output = command.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        if printed.trim_end() != *expected || !output.status.success() {
            println!("{variables:?}, {uri}: {printed:?} instead of {expected:?}");
            code = ExitCode::FAILURE;
        }
    }
    println!("{} environments: {code:?}", CASES.len());
    code
}

const CHILD: &str = "MPNS_CONNECT_TEST_URI";
