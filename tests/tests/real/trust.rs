//! Which server takes which client certificate; `ca`, `ciphers` and `rejectUnauthorized`.

use std::error::Error;

use mpns_connect::{Ca, Identity, Tls, TlsBuilder, TlsVersion};

use crate::case::Case;
use crate::certificates::Certificates;
use crate::nginx::Nginx;
use crate::transport::Settings;

pub(crate) fn cases(nginx: &Nginx) -> Vec<Case> {
    let case = |&(option, value, (server, name), tls, expected, logged): &Row| Case {
        option,
        value: value.to_owned(),
        server,
        origin: nginx.origin(name),
        path: match value {
            "none, service says 401" => "/answers-401",
            "none, service says 403" => "/answers-403",
            _ => "/u",
        },
        settings: Box::new(move || settings(tls)),
        expected,
        logged,
        via: None,
    };
    ROWS.iter().map(case).collect()
}

pub(crate) fn settings(tls: fn(TlsBuilder) -> TlsBuilder) -> Result<Settings, Box<dyn Error>> {
    Ok(Settings { tls: Some(tls(Tls::builder()).build()?), ..Settings::default() })
}

pub(crate) fn trusting(tls: TlsBuilder) -> TlsBuilder {
    tls.only_ca(Certificates::get().ca())
}

pub(crate) fn right(tls: TlsBuilder) -> TlsBuilder {
    trusting(tls).identity(Certificates::get().right())
}

pub(crate) fn wrong(tls: TlsBuilder) -> TlsBuilder {
    let read = |file| Certificates::get().read(file);
    let identity = Identity::from_pem(&read("wrong.pem"), &read("wrong.key"));
    trusting(tls).identity(identity.expect("openssl's key"))
}

fn unknowing(tls: TlsBuilder) -> TlsBuilder {
    tls
}

fn trusting_as_well(tls: TlsBuilder) -> TlsBuilder {
    tls.add_ca(Certificates::get().ca())
}

fn trusting_others(tls: TlsBuilder) -> TlsBuilder {
    let ca = Ca::from_pem(&Certificates::get().read("other-ca.pem"));
    tls.only_ca(ca.expect("openssl's certificate"))
}

fn careless(tls: TlsBuilder) -> TlsBuilder {
    tls.danger_accept_invalid_certs()
}

fn careless_with_identity(tls: TlsBuilder) -> TlsBuilder {
    right(tls).danger_accept_invalid_certs()
}

fn chacha(tls: TlsBuilder) -> TlsBuilder {
    trusting(tls).ciphers("ECDHE-RSA-CHACHA20-POLY1305".parse().expect("a name of OpenSSL's"))
}

fn aes128_and_chacha(tls: TlsBuilder) -> TlsBuilder {
    let names = "ECDHE-RSA-AES128-GCM-SHA256:TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    trusting(tls).ciphers(names.parse().expect("names of both kinds"))
}

fn aes256_tls13(tls: TlsBuilder) -> TlsBuilder {
    trusting(tls).ciphers("TLS_AES_256_GCM_SHA384".parse().expect("a standard name"))
}

fn tls12(tls: TlsBuilder) -> TlsBuilder {
    right(tls).max_version(TlsVersion::Tls12)
}

fn tls13(tls: TlsBuilder) -> TlsBuilder {
    right(tls).min_version(TlsVersion::Tls13)
}

/// Option, value, server and its name in the configuration, settings, what the transport says, what the origin logs.
type Row = (
    &'static str,
    &'static str,
    (&'static str, &'static str),
    fn(TlsBuilder) -> TlsBuilder,
    &'static str,
    &'static str,
);

const PLAIN: (&str, &str) = ("nginx", "HTTPS");
const VERIFY: (&str, &str) = ("nginx, verifies", "VERIFY");
const TLS12: (&str, &str) = ("nginx, verifies, TLS 1.2", "VERIFY_TLS12");
const TLS13: (&str, &str) = ("nginx, verifies, TLS 1.3", "VERIFY_TLS13");
const OPTIONAL: (&str, &str) = ("nginx, verifies if given", "OPTIONAL");
const CHACHA: (&str, &str) = ("nginx, 1.2 CHACHA20 only", "CHACHA_TLS12");
const AES256: (&str, &str) = ("nginx, 1.3 AES256 only", "AES256_TLS13");
const OTHER_CA: (&str, &str) = ("nginx, of another CA", "OTHER_CA");
const ELSEWHERE: (&str, &str) = ("nginx, for another name", "ELSEWHERE");
const EXPIRED: (&str, &str) = ("nginx, expired", "EXPIRED");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("cert, key", "right", VERIFY, right, "200 received", "200 TLSv1.3 SUCCESS CN=right"),
    ("cert, key", "right", TLS12, right, "200 received", "200 TLSv1.2 SUCCESS CN=right"),
    ("cert, key", "right", TLS13, right, "200 received", "200 TLSv1.3 SUCCESS CN=right"),
    ("cert, key", "right", OPTIONAL, right, "200 received", "200 SUCCESS CN=right"),
    ("cert, key", "right, nobody asks", PLAIN, right, "200 received", "200 NONE"),

    ("cert, key", "of another CA", VERIFY, wrong, "400 bad-request", "400 TLSv1.3 FAILED:unable CN=wrong"),
    ("cert, key", "of another CA", TLS12, wrong, "400 bad-request", "400 TLSv1.2 FAILED:unable CN=wrong"),
    ("cert, key", "of another CA", TLS13, wrong, "400 bad-request", "400 TLSv1.3 FAILED:unable CN=wrong"),
    ("cert, key", "of another CA", OPTIONAL, wrong, "400 bad-request", "400 FAILED:unable CN=wrong"),

    ("cert, key", "none", VERIFY, trusting, "400 bad-request", "400 TLSv1.3 NONE"),
    ("cert, key", "none", TLS12, trusting, "400 bad-request", "400 TLSv1.2 NONE"),
    ("cert, key", "none", TLS13, trusting, "400 bad-request", "400 TLSv1.3 NONE"),
    ("cert, key", "none", OPTIONAL, trusting, "403 forbidden, explained", "403 NONE"),
    ("cert, key", "none, nobody asks", PLAIN, trusting, "200 received", "200 NONE"),
    ("cert, key", "none, service says 401", PLAIN, trusting, "401 unauthorized, explained", "401 NONE"),
    ("cert, key", "none, service says 403", PLAIN, trusting, "403 forbidden, explained", "403 NONE"),

    ("versions", "at most 1.2", VERIFY, tls12, "200 received", "200 TLSv1.2 SUCCESS"),
    ("versions", "at least 1.3", VERIFY, tls13, "200 received", "200 TLSv1.3 SUCCESS"),
    ("versions", "at most 1.2", TLS13, tls12, "error: no connection, NoVersionInCommon", ""),
    ("versions", "at least 1.3", TLS12, tls13, "error: no connection, NoVersionInCommon", ""),

    ("ca", "this one as well", PLAIN, trusting_as_well, "200 received", "200"),
    ("ca", "this one only", PLAIN, trusting, "200 received", "200"),
    ("ca", "the public ones", PLAIN, unknowing, "error: no connection, UntrustedServer", ""),
    ("ca", "another one only", PLAIN, trusting_others, "error: no connection, UntrustedServer", ""),
    ("ca", "this one only", OTHER_CA, trusting, "error: no connection, UntrustedServer", ""),
    ("ca", "another one only", OTHER_CA, trusting_others, "200 received", "200"),
    ("ca", "this one only", ELSEWHERE, trusting, "error: no connection, ServerName", ""),
    ("ca", "this one only", EXPIRED, trusting, "error: no connection, ServerCertificateExpired", ""),

    ("rejectUnauthorized", "false", PLAIN, careless, "200 received", "200"),
    ("rejectUnauthorized", "false", OTHER_CA, careless, "200 received", "200"),
    ("rejectUnauthorized", "false", ELSEWHERE, careless, "200 received", "200"),
    ("rejectUnauthorized", "false", EXPIRED, careless, "200 received", "200"),
    ("rejectUnauthorized", "false, cert right", TLS12, careless_with_identity, "200 received", "200 TLSv1.2 SUCCESS CN=right"),
    ("rejectUnauthorized", "false, cert right", TLS13, careless_with_identity, "200 received", "200 TLSv1.3 SUCCESS CN=right"),

    ("ciphers", "ECDHE-RSA-CHACHA20-POLY1305", PLAIN, chacha, "200 received", "200 TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305"),
    ("ciphers", "ECDHE-RSA-CHACHA20-POLY1305", CHACHA, chacha, "200 received", "200 TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305"),
    ("ciphers", "AES128 and CHACHA20 of 1.2", PLAIN, aes128_and_chacha, "200 received", "200 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256"),
    ("ciphers", "AES128 and CHACHA20 of 1.2", CHACHA, aes128_and_chacha, "200 received", "200 TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305"),
    ("ciphers", "TLS_AES_256_GCM_SHA384", PLAIN, aes256_tls13, "200 received", "200 TLSv1.3 TLS_AES_256_GCM_SHA384"),
    ("ciphers", "TLS_AES_256_GCM_SHA384", AES256, aes256_tls13, "200 received", "200 TLSv1.3 TLS_AES_256_GCM_SHA384"),
    ("ciphers", "TLS_AES_256_GCM_SHA384", CHACHA, aes256_tls13, "error: no connection, NoVersionInCommon", ""),
    ("ciphers", "ECDHE-RSA-CHACHA20-POLY1305", AES256, chacha, "error: no connection, NoVersionInCommon", ""),
];
