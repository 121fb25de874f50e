//! A server that refuses a client certificate in TLS, or has a certificate with a fault: that of openssl.

use mpns_connect::TlsBuilder;

use crate::case::Case;
use crate::certificates::Certificates;
use crate::program::Program;
use crate::program_config::ProgramConfig;
use crate::transport::Settings;
use crate::trust::{right, settings, trusting, wrong};

/// The servers, which take one client certificate or another, or none, and may have a faulty one of their own.
pub(crate) struct Servers(Vec<Program>);

impl Servers {
    pub(crate) fn start() -> Self {
        Self(SERVERS.iter().map(|(_, _, options)| start(options)).collect())
    }

    /// The address of a server, without a path.
    pub(crate) fn origin(&self, name: &str) -> String {
        format!("https://localhost:{}", self.0[find(name)].port("PORT"))
    }

    pub(crate) fn cases(&self) -> Vec<Case> {
        let case = |&(value, name, tls, expected): &Row| Case {
            option: "cert, key",
            value: value.to_owned(),
            server: SERVERS[find(name)].1,
            origin: self.origin(name),
            path: "/u",
            settings: Box::new(move || settings(tls)),
            expected,
            logged: "",
            via: None,
        };
        let asked_before = Case {
            option: "require_identity",
            value: "true, cert none".to_owned(),
            server: SERVERS[0].1,
            origin: self.origin(SERVERS[0].0),
            path: "/u",
            settings: Box::new(|| Ok(Settings { require_identity: true, ..settings(trusting)? })),
            expected: "error: no reply, no identity",
            logged: "",
            via: None,
        };
        ROWS.iter().map(case).chain([asked_before]).collect()
    }
}

fn find(name: &str) -> usize {
    SERVERS.iter().position(|server| server.0 == name).expect("a server")
}

fn start(options: &str) -> Program {
    let server = "s_server -quiet -www -accept 127.0.0.1:@PORT@ -Verify 1 -verify_return_error -CAfile @CERTIFICATES@/ca.pem \
                  -cert @CERTIFICATES@/server.pem -key @CERTIFICATES@/server.key";
    let arguments: Vec<_> = server.split_whitespace().chain(options.split_whitespace()).collect();
    Program::start(&ProgramConfig {
        package: "openssl",
        program: "openssl",
        arguments: &arguments,
        template: "",
        values: &[
            ("CERTIFICATES", Certificates::get().path("").display().to_string()),
            ("WEAK", "@SECLEVEL=0".to_owned()),
        ],
        files: &[],
    })
}

/// Name here, name in the table, options.
const SERVERS: [(&str, &str, &str); 8] = [
    ("1.2", "s_server, TLS 1.2", "-tls1_2"),
    ("1.3", "s_server, TLS 1.3", "-tls1_3"),
    // For these, it is the year 2100.
    ("1.2 late", "s_server, TLS 1.2, in 2100", "-tls1_2 -attime 4102444800"),
    ("1.3 late", "s_server, TLS 1.3, in 2100", "-tls1_3 -attime 4102444800"),
    (
        "1.2 short",
        "s_server, TLS 1.2, RSA-1024",
        "-tls1_2 -cipher DEFAULT@WEAK@ -cert @CERTIFICATES@/server-1024.pem -key @CERTIFICATES@/server-1024.key",
    ),
    (
        "1.3 short",
        "s_server, TLS 1.3, RSA-1024",
        "-tls1_3 -cipher DEFAULT@WEAK@ -cert @CERTIFICATES@/server-1024.pem -key @CERTIFICATES@/server-1024.key",
    ),
    (
        "sha1",
        "s_server, SHA-1",
        "-cipher DEFAULT@WEAK@ -cert @CERTIFICATES@/server-sha1.pem -key @CERTIFICATES@/server-sha1.key",
    ),
    (
        "own",
        "s_server, self-signed",
        "-cert @CERTIFICATES@/other-ca.pem -key @CERTIFICATES@/other-ca.key",
    ),
];

/// Certificate, server, settings, what the transport says.
type Row = (&'static str, &'static str, fn(TlsBuilder) -> TlsBuilder, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("none", "1.2", trusting, "error: no connection, NothingInCommon, no identity"),
    ("none", "1.3", trusting, "error: no reply, ClientCertificateRequired, no identity"),
    ("of another CA", "1.2", wrong, "error: no connection, client certificate refused (UnknownCA)"),
    ("of another CA", "1.3", wrong, "error: no reply, client certificate refused (UnknownCA)"),
    ("expired since", "1.2 late", right, "error: no connection, client certificate refused (CertificateExpired)"),
    ("expired since", "1.3 late", right, "error: no reply, client certificate refused (CertificateExpired)"),
    ("right", "1.2 short", right, "error: no connection, it has an RSA key of 1024 bits, which is too short: at least 2048 are needed"),
    ("right", "1.3 short", right, "error: no connection, it has an RSA key of 1024 bits, which is too short: at least 2048 are needed"),
    ("right", "sha1", right, "error: no connection, it or an intermediate one is signed with SHA-1, which is broken and not accepted"),
    ("right", "own", right, "error: no connection, SelfSignedServer"),
];
