use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde::Deserialize;

use crate::certificates::Certificates;
use crate::program::{Program, command};
use crate::program_config::ProgramConfig;

/// An MPNS service on nginx; its servers are those of `tests/real/nginx.conf`.
pub(crate) struct Nginx(Program);

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
        Self(Program::start(&ProgramConfig {
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
        let mut stream = TcpStream::connect(("127.0.0.1", self.port("HTTP"))).expect("nginx");
        stream.write_all(b"GET /status HTTP/1.0\r\n\r\n").expect("nginx");
        let mut body = String::new();
        stream.read_to_string(&mut body).expect("a status");
        let counts = body.lines().skip_while(|line| !line.starts_with("server accepts")).nth(1);
        let counts = counts.and_then(|line| line.split_whitespace().next());
        counts.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("status: {body}"))
    }

    /// Ends nginx, which completes its log first, and returns the log.
    pub(crate) fn stop(self) -> Vec<Entry> {
        self.tell_to_stop();
        self.log()
    }

    /// Asks nginx to end, and does not wait for it.
    pub(crate) fn tell_to_stop(&self) {
        let mut nginx = command("nginx");
        let nginx =
            nginx.arg("-c").arg(self.0.path("config")).args(["-e", "/dev/null", "-s", "stop"]);
        let status = nginx.status().expect("nginx");
        assert!(status.success(), "nginx -s stop: {status}");
    }

    /// The log of nginx, which was asked to end.
    pub(crate) fn log(mut self) -> Vec<Entry> {
        self.0.wait();
        let log = self.0.read("access.log");
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        log.lines().map(parse).collect()
    }
}

impl Entry {
    /// The path of the request.
    pub(crate) fn path(&self) -> &str {
        self.request.split(' ').nth(1).unwrap_or_default()
    }
}
