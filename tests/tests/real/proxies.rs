use std::io::{self, Read as _};
use std::net::{Shutdown, TcpListener};
use std::process::Command;
use std::thread;

use crate::part::{Part, Recipe, missing, poll};
use crate::ports::free_port;

/// Proxies: squid and tinyproxy, each with and without authentication, and haproxy in front of squid.
pub(crate) struct Proxies {
    parts: Vec<(&'static str, Part)>,
    /// Where the proxies let nobody through.
    pub(crate) forbidden: u16,
    /// Where nobody is.
    pub(crate) down: u16,
    /// Where requests are read, and the connection is closed.
    pub(crate) hangs_up: u16,
}

impl Proxies {
    pub(crate) fn start() -> Self {
        let forbidden = free_port();
        let squid = squid(forbidden, false);
        let haproxy = haproxy(squid.port("PORT"));
        let parts = vec![
            (SQUID, squid),
            (SQUID_AUTH, self::squid(forbidden, true)),
            (TINYPROXY, tinyproxy(forbidden, false)),
            (TINYPROXY_AUTH, tinyproxy(forbidden, true)),
            (HAPROXY, haproxy),
        ];
        Self { parts, forbidden, down: free_port(), hangs_up: hanging_up() }
    }

    pub(crate) fn port(&self, proxy: &str) -> u16 {
        self.part(proxy).port("PORT")
    }

    /// The requests that a proxy logged, as `[status] method target`, in order; once there are so many. Tinyproxy tells no
    /// status.
    pub(crate) fn logged(&self, proxy: &str, count: usize) -> Vec<String> {
        let part = self.part(proxy);
        let lines = || -> Vec<String> {
            let (file, marker) = match proxy {
                SQUID | SQUID_AUTH => ("access.log", ""),
                TINYPROXY | TINYPROXY_AUTH => ("tinyproxy.log", "Request (file descriptor "),
                _ => ("output.log", ""),
            };
            let log = part.read(file);
            let lines = log.lines().filter_map(|line| line.split_once(marker)).map(|(_, line)| {
                let line = line.split_once("): ").map_or(line, |(_, line)| line);
                line.strip_suffix(" HTTP/1.1").unwrap_or(line).to_owned()
            });
            lines.filter(|line| line.contains("POST ") || line.contains("CONNECT ")).collect()
        };
        let mut found =
            poll(|| Some(lines()).filter(|found| found.len() >= count)).unwrap_or_else(lines);
        found.sort_unstable();
        found
    }

    fn part(&self, proxy: &str) -> &Part {
        self.parts.iter().find(|(name, _)| *name == proxy).map(|(_, part)| part).expect("a proxy")
    }
}

fn hanging_up() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.shutdown(Shutdown::Write);
            // Closing in front of what was not read would be a reset.
            let _ = io::copy(&mut stream, &mut io::sink());
        }
    });
    port
}

fn squid(forbidden: u16, authenticates: bool) -> Part {
    let authentication = include_str!("../../real/squid-authentication.conf");
    let template = include_str!("../../real/squid.conf");
    let passwords = if authenticates { passwords() } else { String::new() };
    Part::start(&Recipe {
        package: "squid",
        program: "squid",
        arguments: &["-N", "-n", "mpns@PORT@", "-f", "@CONFIG@"],
        template: &template
            .replace("@AUTHENTICATION@", if authenticates { authentication } else { "" }),
        values: &[("FORBIDDEN", forbidden.to_string())],
        files: &[("passwords", passwords)],
    })
}

fn tinyproxy(forbidden: u16, authenticates: bool) -> Part {
    let authentication = if authenticates { TINYPROXY_USER } else { "" };
    Part::start(&Recipe {
        package: "tinyproxy",
        program: "tinyproxy",
        arguments: &["-d", "-c", "@CONFIG@"],
        template: include_str!("../../real/tinyproxy.conf"),
        values: &[("AUTHENTICATION", authentication.to_owned())],
        files: &[("filter", format!(":{forbidden}(/|$)\n"))],
    })
}

fn haproxy(squid: u16) -> Part {
    Part::start(&Recipe {
        package: "haproxy",
        program: "haproxy",
        arguments: &["-db", "-f", "@CONFIG@"],
        template: include_str!("../../real/haproxy-proxy.cfg"),
        values: &[("SQUID", squid.to_string())],
        files: &[],
    })
}

/// A file of passwords as squid's helper reads it.
fn passwords() -> String {
    let lines = USERS.map(|(user, password)| {
        let hashed = Command::new("openssl").args(["passwd", "-apr1", password]).output();
        let hashed = hashed.unwrap_or_else(|error| missing("openssl", "openssl", &error)).stdout;
        format!("{user}:{}", String::from_utf8(hashed).expect("text"))
    });
    lines.concat()
}

/// Who may use the proxies that authenticate. Tinyproxy knows only the first one.
pub(crate) const USERS: [(&str, &str); 2] = [("user", "hunter2"), ("us@er ö", "hunter2:/%é ?#[]")];
const TINYPROXY_USER: &str = "BasicAuth user hunter2";

pub(crate) const SQUID: &str = "squid";
pub(crate) const SQUID_AUTH: &str = "squid, basic";
pub(crate) const TINYPROXY: &str = "tinyproxy";
pub(crate) const TINYPROXY_AUTH: &str = "tinyproxy, basic";
pub(crate) const HAPROXY: &str = "haproxy, squid";
