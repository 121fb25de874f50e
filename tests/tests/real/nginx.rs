use std::process::Command;

use serde::Deserialize;

use crate::{
    certificates::Certificates,
    part::{Part, Recipe},
};

/// An MPNS service on nginx; its servers are those of `tests/real/nginx.conf`.
pub(crate) struct Nginx(Part);

/// A request as nginx logged it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) status: String,
    /// The request line.
    pub(crate) request: String,
    /// The number of the connection.
    pub(crate) connection: String,
    pub(crate) tls: String,
    pub(crate) cipher: String,
    /// `r` where an earlier session was resumed, else `.`.
    pub(crate) resumed: String,
    /// `SUCCESS`, `NONE` or `FAILED:` and the reason.
    pub(crate) verified: String,
    /// The subject of the client certificate.
    pub(crate) client: String,
    /// The value of `Proxy-Authorization`.
    pub(crate) credentials: String,
}

impl Nginx {
    pub(crate) fn start() -> Self {
        let certificates = Certificates::get().path("").display().to_string();
        Self(Part::start(&Recipe {
            package: "nginx-light",
            program: "nginx",
            arguments: &["-c", "@CONFIG@", "-e", "/dev/stderr"],
            template: include_str!("../../real/nginx.conf"),
            values: &[("CERTIFICATES", certificates)],
            files: &[],
        }))
    }

    pub(crate) fn port(&self, server: &str) -> u16 {
        self.0.port(server)
    }

    /// The address of a server, without a path.
    pub(crate) fn origin(&self, server: &str) -> String {
        let scheme = if server == "HTTP" { "http" } else { "https" };
        format!("{scheme}://localhost:{}", self.port(server))
    }

    /// How many connections were ever accepted, this one included.
    pub(crate) fn accepted(&self) -> u64 {
        let address = format!("http://127.0.0.1:{}/status", self.port("HTTP"));
        let body = ureq::get(&address).call().expect("a status").into_body().read_to_string();
        let body = body.expect("a status");
        let counts = body.lines().nth(2).and_then(|line| line.split_whitespace().next());
        counts.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("status: {body}"))
    }

    /// Ends nginx when it is done with what it is at, so that its log is whole, and gives the log.
    pub(crate) fn stop(mut self) -> Vec<Entry> {
        self.tell("stop");
        self.0.wait();
        self.entries()
    }

    /// Tells nginx to end, and does not wait for it.
    pub(crate) fn tell(&self, signal: &str) {
        let config = self.0.path("config");
        let told = Command::new("nginx")
            .arg("-c")
            .arg(config)
            .args(["-e", "/dev/null", "-s", signal])
            .status()
            .expect("nginx");
        assert!(told.success(), "nginx -s {signal}: {told}");
    }

    /// What was logged until now.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let log = self.0.read("access.log");
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        log.lines().map(parse).collect()
    }
}

impl Entry {
    /// The path of the request.
    pub(crate) fn path(&self) -> &str {
        self.request.split(' ').nth(1).unwrap_or_default()
    }
}
