use std::io::{self, Read as _};
use std::net::{Shutdown, TcpListener};
use std::process::Command;
use std::thread;

use crate::ports::free_port;
use crate::program::{Program, missing, poll};
use crate::program_config::ProgramConfig;

/// Proxies: squid and tinyproxy, each with and without authentication, and haproxy in front of squid.
pub(crate) struct Proxies {
    programs: Vec<(&'static str, Program)>,
    /// A port that the proxies refuse.
    pub(crate) forbidden: u16,
    /// A port on which nobody listens.
    pub(crate) down: u16,
    /// A port where requests are read and the connection is closed.
    pub(crate) hangs_up: u16,
}

impl Proxies {
    pub(crate) fn start() -> Self {
        let forbidden = free_port();
        let squid = squid(forbidden, false);
        let haproxy = haproxy(squid.port("PORT"));
        let programs = vec![
            (SQUID, squid),
            (SQUID_AUTH, self::squid(forbidden, true)),
            (TINYPROXY, tinyproxy(forbidden, false)),
            (TINYPROXY_AUTH, tinyproxy(forbidden, true)),
            (HAPROXY, haproxy),
        ];
        Self { programs, forbidden, down: free_port(), hangs_up: hanging_up() }
    }

    pub(crate) fn port(&self, proxy: &str) -> u16 {
        self.program(proxy).port("PORT")
    }

    /// The requests that a proxy logged, as `[status] method target`, sorted, once there are so many. Tinyproxy logs no
    /// status.
    pub(crate) fn logged(&self, proxy: &str, count: usize) -> Vec<String> {
        let program = self.program(proxy);
        let lines = || -> Vec<String> {
            let (file, marker) = match proxy {
                SQUID | SQUID_AUTH => ("access.log", ""),
                TINYPROXY | TINYPROXY_AUTH => ("tinyproxy.log", "Request (file descriptor "),
                _ => ("output.log", ""),
            };
            let log = program.read(file);
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

    fn program(&self, proxy: &str) -> &Program {
        self.programs
            .iter()
            .find(|(name, _)| *name == proxy)
            .map(|(_, program)| program)
            .expect("a proxy")
    }
}

fn hanging_up() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.shutdown(Shutdown::Write);
            // Closing with unread data would reset the connection.
            let _ = io::copy(&mut stream, &mut io::sink());
        }
    });
    port
}

fn squid(forbidden: u16, authenticates: bool) -> Program {
    let authentication = include_str!("../../real/squid-authentication.conf");
    let template = include_str!("../../real/squid.conf");
    let passwords = if authenticates { passwords() } else { String::new() };
    Program::start(&ProgramConfig {
        package: "squid",
        program: "squid",
        arguments: &["-N", "-n", "mpns@PORT@", "-f", "@CONFIG@"],
        template: &template
            .replace("@AUTHENTICATION@", if authenticates { authentication } else { "" }),
        values: &[("FORBIDDEN", forbidden.to_string())],
        files: &[("passwords", passwords)],
    })
}

fn tinyproxy(forbidden: u16, authenticates: bool) -> Program {
    let authentication = if authenticates { TINYPROXY_USER } else { "" };
    Program::start(&ProgramConfig {
        package: "tinyproxy",
        program: "tinyproxy",
        arguments: &["-d", "-c", "@CONFIG@"],
        template: include_str!("../../real/tinyproxy.conf"),
        values: &[("AUTHENTICATION", authentication.to_owned())],
        files: &[("filter", format!(":{forbidden}(/|$)\n"))],
    })
}

fn haproxy(squid: u16) -> Program {
    Program::start(&ProgramConfig {
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

/// The users of the proxies that authenticate. Tinyproxy knows only the first one.
pub(crate) const USERS: [(&str, &str); 2] = [("user", "hunter2"), ("us@er ö", "hunter2:/%é ?#[]")];
const TINYPROXY_USER: &str = "BasicAuth user hunter2";

pub(crate) const SQUID: &str = "squid";
pub(crate) const SQUID_AUTH: &str = "squid, basic";
pub(crate) const TINYPROXY: &str = "tinyproxy";
pub(crate) const TINYPROXY_AUTH: &str = "tinyproxy, basic";
pub(crate) const HAPROXY: &str = "haproxy, squid";
