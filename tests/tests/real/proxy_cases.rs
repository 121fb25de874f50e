//! `proxy`: each kind of channel through each proxy, and how its refusals are reported.

use std::error::Error;

use mpns_connect::{Proxy, Tls};

use crate::case::{Case, Via};
use crate::certificates::Certificates;
use crate::nginx::Nginx;
use crate::proxies::{HAPROXY, Proxies, SQUID, SQUID_AUTH, TINYPROXY, TINYPROXY_AUTH};
use crate::transport::Settings;

pub(crate) fn cases(nginx: &Nginx, proxies: &Proxies) -> Vec<Case> {
    let mut cases = Vec::new();
    for &(value, proxy, credentials, target, expected, status) in ROWS {
        let uri = format!("http://{credentials}localhost:{}", proxies.port(proxy));
        let via = status.map(|status| Via { proxy, status });
        let (server, origin, logged) = target.resolve(nginx, proxies, expected == ACCEPTED);
        let logged = if value == PASSED_ON { "200 credentials!" } else { logged };
        cases.push(Case {
            option: "proxy",
            value: value.to_owned(),
            server: if via.is_some() { proxy } else { server },
            origin,
            path: "/u",
            settings: Box::new(move || settings(uri.parse::<Proxy>()?)),
            expected,
            logged,
            via,
        });
    }
    let uri = format!("http://localhost:{}", proxies.port(SQUID));
    for &(value, vars, target, goes_direct) in ENVIRONMENTS {
        let uri = uri.clone();
        let lookup = move |name: &str| {
            let found = vars.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| value.replace("PROXY", &uri))
        };
        let (server, origin, logged) = target.resolve(nginx, proxies, true);
        cases.push(Case {
            option: "proxy of the environment",
            value: value.to_owned(),
            server: if goes_direct { server } else { SQUID },
            origin,
            path: "/u",
            settings: Box::new(move || settings(Proxy::from_vars(&lookup)?)),
            expected: ACCEPTED,
            logged,
            via: (!goes_direct).then_some(Via { proxy: SQUID, status: 200 }),
        });
    }
    for &(uri, expected) in REFUSED {
        cases.push(Case {
            option: "proxy",
            value: uri.to_owned(),
            server: "-",
            origin: nginx.origin("HTTP"),
            path: "/u",
            settings: Box::new(move || settings(uri.parse::<Proxy>()?)),
            expected,
            logged: "",
            via: None,
        });
    }
    cases
}

/// Where a channel leads.
#[derive(Clone, Copy)]
enum Target {
    Http,
    Https,
    Verify,
    HttpForbidden,
    HttpsForbidden,
    HttpDown,
    HttpsDown,
    HttpHangsUp,
}

impl Target {
    /// Its name, its address, and what is logged there.
    fn resolve(
        self,
        nginx: &Nginx,
        proxies: &Proxies,
        comes: bool,
    ) -> (&'static str, String, &'static str) {
        let (server, origin, logged) = match self {
            Self::Http => ("nginx, http", nginx.origin("HTTP"), "200"),
            Self::Https => ("nginx", nginx.origin("HTTPS"), "200 NONE"),
            Self::Verify => ("nginx, verifies", nginx.origin("VERIFY"), "200 SUCCESS CN=right"),
            Self::HttpForbidden => ("-", format!("http://localhost:{}", proxies.forbidden), ""),
            Self::HttpsForbidden => ("-", format!("https://localhost:{}", proxies.forbidden), ""),
            Self::HttpDown => ("-", format!("http://localhost:{}", proxies.down), ""),
            Self::HttpsDown => ("-", format!("https://localhost:{}", proxies.down), ""),
            Self::HttpHangsUp => ("-", format!("http://localhost:{}", proxies.hangs_up), ""),
        };
        (server, origin, if comes { logged } else { "" })
    }
}

/// With the right client certificate, for the servers that ask for one.
fn settings(proxy: Proxy) -> Result<Settings, Box<dyn Error>> {
    let certificates = Certificates::get();
    let tls = Tls::builder().only_ca(certificates.ca()).identity(certificates.right()).build()?;
    Ok(Settings { tls: Some(tls), proxy, ..Settings::default() })
}

/// Value, proxy, credentials, target, what the transport says, the status that the proxy logs if the request reaches it.
type Row = (&'static str, &'static str, &'static str, Target, &'static str, Option<u16>);

const ACCEPTED: &str = "200 received";
const REFUSED_407: &str = "error: proxy 407";
const RIGHT: &str = "user:hunter2@";
const WRONG: &str = "user:hunter3@";
/// A tinyproxy that needs no credentials does not remove any from a request.
const PASSED_ON: &str = "http, credentials unasked, passed on";
/// As the second one of the users has to be written in a URI.
const ENCODED: &str = "us%40er%20%C3%B6:hunter2%3A%2F%25%C3%A9%20%3F%23%5B%5D@";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("http channel", SQUID, "", Target::Http, ACCEPTED, Some(200)),
    ("https channel", SQUID, "", Target::Https, ACCEPTED, Some(200)),
    ("https channel, cert right", SQUID, "", Target::Verify, ACCEPTED, Some(200)),
    ("http channel", TINYPROXY, "", Target::Http, ACCEPTED, Some(200)),
    ("https channel", TINYPROXY, "", Target::Https, ACCEPTED, Some(200)),
    ("https channel, cert right", TINYPROXY, "", Target::Verify, ACCEPTED, Some(200)),
    ("http channel", HAPROXY, "", Target::Http, ACCEPTED, Some(200)),
    ("https channel", HAPROXY, "", Target::Https, ACCEPTED, Some(200)),
    ("https channel, cert right", HAPROXY, "", Target::Verify, ACCEPTED, Some(200)),

    ("http, credentials right", SQUID_AUTH, RIGHT, Target::Http, ACCEPTED, Some(200)),
    ("https, credentials right", SQUID_AUTH, RIGHT, Target::Verify, ACCEPTED, Some(200)),
    ("http, credentials encoded", SQUID_AUTH, ENCODED, Target::Http, ACCEPTED, Some(200)),
    ("https, credentials encoded", SQUID_AUTH, ENCODED, Target::Verify, ACCEPTED, Some(200)),
    ("http, credentials right", TINYPROXY_AUTH, RIGHT, Target::Http, ACCEPTED, Some(200)),
    ("https, credentials right", TINYPROXY_AUTH, RIGHT, Target::Verify, ACCEPTED, Some(200)),
    ("http, credentials wrong", SQUID_AUTH, WRONG, Target::Http, REFUSED_407, Some(407)),
    ("https, credentials wrong", SQUID_AUTH, WRONG, Target::Verify, REFUSED_407, Some(407)),
    // Tinyproxy answers wrong credentials with 401, as an origin would: only its name shows that it is the proxy.
    ("http, credentials wrong", TINYPROXY_AUTH, WRONG, Target::Http, "error: proxy 401", Some(401)),
    ("https, credentials wrong", TINYPROXY_AUTH, WRONG, Target::Verify, "error: proxy 401", Some(401)),
    ("http, no credentials", SQUID_AUTH, "", Target::Http, REFUSED_407, Some(407)),
    ("https, no credentials", SQUID_AUTH, "", Target::Verify, REFUSED_407, Some(407)),
    ("http, no credentials", TINYPROXY_AUTH, "", Target::Http, REFUSED_407, Some(407)),
    ("https, no credentials", TINYPROXY_AUTH, "", Target::Verify, REFUSED_407, Some(407)),
    ("http, credentials unasked", SQUID, RIGHT, Target::Http, ACCEPTED, Some(200)),
    ("https, credentials unasked", SQUID, RIGHT, Target::Verify, ACCEPTED, Some(200)),
    (PASSED_ON, TINYPROXY, RIGHT, Target::Http, ACCEPTED, Some(200)),
    ("https, credentials unasked", TINYPROXY, RIGHT, Target::Verify, ACCEPTED, Some(200)),

    // A proxy's own response is distinguished from the origin's by its headers.
    ("http, proxy forbids", SQUID, "", Target::HttpForbidden, "error: proxy 403", Some(403)),
    ("https, proxy forbids", SQUID, "", Target::HttpsForbidden, "error: proxy 403", Some(403)),
    ("http, proxy forbids", TINYPROXY, "", Target::HttpForbidden, "error: proxy 403", Some(403)),
    ("https, proxy forbids", TINYPROXY, "", Target::HttpsForbidden, "error: proxy 403", Some(403)),
    ("http, origin down", SQUID, "", Target::HttpDown, "error: proxy 503, may be delivered", Some(503)),
    ("https, origin down", SQUID, "", Target::HttpsDown, "error: proxy 503", Some(503)),
    ("http, origin down", TINYPROXY, "", Target::HttpDown, "error: proxy 500, may be delivered", Some(500)),
    ("https, origin down", TINYPROXY, "", Target::HttpsDown, "error: proxy 500", Some(500)),
    ("http, origin down", HAPROXY, "", Target::HttpDown, "error: proxy 503, may be delivered", Some(503)),
    ("https, origin down", HAPROXY, "", Target::HttpsDown, "error: proxy 503", Some(503)),
    ("http, origin hangs up", SQUID, "", Target::HttpHangsUp, "error: proxy 502, may be delivered", Some(502)),
    // Tinyproxy hangs up as well.
    ("http, origin hangs up", TINYPROXY, "", Target::HttpHangsUp, "error: no reply, may be delivered", Some(200)),
    ("http, origin hangs up", HAPROXY, "", Target::HttpHangsUp, "error: proxy 502, may be delivered", Some(502)),
];

/// Value, variables, target, whether the request goes directly. `PROXY` is squid.
type Environment = (&'static str, &'static [(&'static str, &'static str)], Target, bool);

#[rustfmt::skip]
const ENVIRONMENTS: &[Environment] = &[
    ("http_proxy", &[("http_proxy", "PROXY")], Target::Http, false),
    ("http_proxy, https channel", &[("http_proxy", "PROXY")], Target::Https, true),
    ("https_proxy", &[("https_proxy", "PROXY")], Target::Https, false),
    ("HTTPS_PROXY, http channel", &[("HTTPS_PROXY", "PROXY")], Target::Http, true),
    ("ALL_PROXY", &[("ALL_PROXY", "PROXY")], Target::Https, false),
    ("HTTP_PROXY is not read", &[("HTTP_PROXY", "PROXY")], Target::Http, true),
    ("NO_PROXY=localhost", &[("all_proxy", "PROXY"), ("NO_PROXY", "localhost")], Target::Http, true),
    ("NO_PROXY=localhost, https", &[("all_proxy", "PROXY"), ("NO_PROXY", "x, LOCALHOST")], Target::Https, true),
    ("no_proxy=*", &[("all_proxy", "PROXY"), ("no_proxy", "*")], Target::Verify, true),
    ("no_proxy=example.com", &[("all_proxy", "PROXY"), ("no_proxy", "example.com")], Target::Http, false),
];

#[rustfmt::skip]
const REFUSED: &[(&str, &str)] = &[
    ("https://localhost:3128", "refused when loaded: the proxy scheme `https` is not supported: only `http` is, as in `http://user:password@host:port`"),
    ("socks5://user:hunter2@localhost", "refused when loaded: the proxy scheme `socks5` is not supported: only `http` is, as in `http://user:password@host:port`"),
    ("http://us%3Aer:hunter2@localhost", "refused when loaded: the user name for the proxy contains a colon, which basic authentication cannot carry"),
];
