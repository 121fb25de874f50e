use std::net::{IpAddr, Ipv6Addr};

use http::uri::Authority;

use crate::BaseUri;

/// The hosts that the control API answers to.
///
/// Every address is one, because a name that leads to the emulator is not an address.
#[derive(Debug)]
pub(super) struct OwnHosts {
    /// Names in lower case, without a dot at the end.
    names: Vec<String>,
}

impl OwnHosts {
    /// The hosts of the bases, and those that are allowed.
    pub(super) fn new(bases: &[&BaseUri], allowed: &[String]) -> Self {
        let bases = bases.iter().filter_map(|base| base.to_string().parse::<http::Uri>().ok());
        let bases = bases.filter_map(|base| base.host().map(name));
        Self { names: bases.chain(allowed.iter().map(|host| name(host))).collect() }
    }

    /// Whether a `Host` names one of them, with any port.
    pub(super) fn contain(&self, host: &[u8]) -> bool {
        let Ok(authority) = Authority::try_from(host) else { return false };
        let host = name(authority.host());
        is_address(&host)
            || host == LOCALHOST
            || host.strip_suffix(LOCALHOST).is_some_and(|below| below.ends_with('.'))
            || self.names.contains(&host)
    }
}

fn name(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

fn is_address(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<IpAddr>().is_ok(),
    }
}

const LOCALHOST: &str = "localhost";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_addresses_this_machine_and_those_that_are_allowed() {
        let base = "https://Push.example:8443".parse().expect("a base");
        let hosts = OwnHosts::new(&[&base], &["emulator".to_owned(), "CI.example.".to_owned()]);
        for (host, is_own) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("localhost.", true),
            ("a.b.localhost:1", true),
            ("127.0.0.1:8080", true),
            ("127.8.8.8", true),
            ("192.0.2.1", true),
            ("[::1]:8080", true),
            ("[2001:db8::1]", true),
            ("push.example", true),
            ("push.example:1", true),
            ("emulator:8080", true),
            ("ci.example", true),
            ("h", false),
            ("evil.example", false),
            ("localhost.evil.example", false),
            ("notlocalhost", false),
            ("127.0.0.1.evil.example", false),
            ("a.push.example", false),
            ("[evil]", false),
            ("", false),
        ] {
            assert_eq!(hosts.contain(host.as_bytes()), is_own, "{host}");
        }
    }
}
