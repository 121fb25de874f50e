//! Which hosts are reached without the proxy: the list in `no_proxy`.

use std::net::IpAddr;

use ipnet::IpNet;
use mpns_proto::Origin;

/// A list of hosts, read as curl reads `no_proxy`; [`Proxy::from_vars`](crate::Proxy::from_vars) lists the
/// differences.
///
/// hyper-util's `Matcher` does not suffice: its `*` does not match IP addresses, and entries with a trailing
/// dot, a port or brackets match nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    Network(IpNet),
    /// The name itself and everything below it, without a leading or trailing dot.
    Domain(String),
}

impl NoProxy {
    pub(crate) fn parse(list: &str) -> Self {
        let entries: Vec<_> = list
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .collect();
        if entries == ["*"] {
            return Self(vec![Entry { hosts: Hosts::All, port: None }]);
        }
        Self(entries.into_iter().filter_map(Entry::parse).collect())
    }

    pub(crate) fn contains(&self, origin: &Origin<'_>) -> bool {
        let host = origin.host();
        let host = host.strip_suffix('.').unwrap_or(host);
        let address = origin.ip().or_else(|| host.parse().ok()).map(|ip| ip.to_canonical());
        self.0.iter().any(|entry| {
            entry.port.is_none_or(|only| only == origin.port())
                && match &entry.hosts {
                    Hosts::All => true,
                    Hosts::Network(network) => {
                        address.is_some_and(|address| network.contains(&address))
                    }
                    Hosts::Domain(domain) => address.is_none() && is_within(host, domain),
                }
        })
    }
}

impl Entry {
    /// `None` if nothing can match, as for a network with a prefix that is too long.
    fn parse(text: &str) -> Option<Self> {
        if let Some(network) = network(text) {
            return Some(Self { hosts: Hosts::Network(network), port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        let hosts = match network(host) {
            Some(network) => Hosts::Network(network),
            None => {
                let domain =
                    host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
                let domain = domain.strip_suffix('.').unwrap_or(domain);
                (!domain.is_empty()).then(|| Hosts::Domain(domain.to_owned()))?
            }
        };
        Some(Self { hosts, port })
    }
}

/// A network in CIDR notation, or an address. An IPv6 address may have brackets or not.
fn network(text: &str) -> Option<IpNet> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(|address| address.to_canonical().into()))
}

fn is_within(host: &str, domain: &str) -> bool {
    let Some((above, tail)) =
        host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at))
    else {
        return false;
    };
    tail.eq_ignore_ascii_case(domain) && (above.is_empty() || above.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_curl_does() {
        #[rustfmt::skip]
        let cases = [
            // list, host, port, is in it
            ("", "example.com", 80, false),
            (",, ,", "example.com", 80, false),
            ("*", "example.com", 80, true),
            ("*", "192.0.2.1", 80, true),
            ("*", "[::1]", 80, true),
            (" * ", "example.com", 80, true),
            // Only if it is the whole list.
            ("*,one.test", "example.com", 80, false),
            ("one.test *", "example.com", 80, false),
            ("*,example.com", "example.com", 80, true),
            ("*,*", "example.com", 80, false),
            ("*.", "example.com", 80, false),
            ("*.*", "example.com", 80, false),
            ("example.com", "example.com", 80, true),
            ("example.com", "EXAMPLE.com", 8443, true),
            ("EXAMPLE.com", "www.example.COM", 80, true),
            ("example.com", "a.b.example.com", 80, true),
            ("example.com", "notexample.com", 80, false),
            ("example.com", "example.com.evil.test", 80, false),
            ("example.com", "com", 80, false),
            (".example.com", "example.com", 80, true),
            (".example.com", "www.example.com", 80, true),
            (".example.com", "notexample.com", 80, false),
            ("*.example.com", "www.example.com", 80, true),
            ("example.com.", "example.com", 80, true),
            ("example.com", "example.com.", 80, true),
            ("one.test,example.com", "example.com", 80, true),
            ("one.test , example.com", "example.com", 80, true),
            ("one.test example.com", "example.com", 80, true),
            ("one.test,,example.com,", "example.com", 80, true),
            (".", "example.com", 80, false),
            ("localhost", "localhost", 80, true),
            ("exämple.com", "mple.com", 80, false),
            // ports
            ("example.com:8080", "example.com", 8080, true),
            ("example.com:8080", "example.com", 80, false),
            ("*:443", "example.com", 443, false),
            ("*:443", "example.com", 80, false),
            ("192.0.2.1:81", "192.0.2.1", 81, true),
            ("192.0.2.1:81", "192.0.2.1", 80, false),
            ("[::1]:81", "[::1]", 81, true),
            ("[::1]:81", "[::1]", 80, false),
            ("example.com:port", "example.com", 80, false),
            // addresses
            ("192.0.2.1", "192.0.2.1", 80, true),
            ("192.0.2.1", "192.0.2.10", 80, false),
            ("192.0.2.1", "www.192.0.2.1", 80, false),
            ("2.1", "192.0.2.1", 80, false),
            ("::1", "[::1]", 80, true),
            ("[::1]", "[::1]", 80, true),
            ("0:0:0:0:0:0:0:1", "[::1]", 80, true),
            ("::ffff:192.0.2.1", "192.0.2.1", 80, true),
            ("192.0.2.1", "[::ffff:192.0.2.1]", 80, true),
            ("::1", "[::2]", 80, false),
            // networks
            ("192.168.0.0/16", "192.168.255.1", 80, true),
            ("192.168.7.9/16", "192.168.255.1", 80, true),
            ("192.168.0.0/16", "192.169.0.1", 80, false),
            ("10.0.0.0/8,192.168.0.0/24", "192.168.0.200", 80, true),
            ("0.0.0.0/0", "198.51.100.1", 80, true),
            ("0.0.0.0/0", "[::1]", 80, false),
            ("192.0.2.1/32", "192.0.2.1", 80, true),
            ("10.0.0.0/08", "10.1.2.3", 80, true),
            ("10.0.0.0/08", "11.1.2.3", 80, false),
            ("10.0.0.0/8x", "10.1.2.3", 80, false),
            ("10.0.0.0/+8", "10.1.2.3", 80, false),
            ("192.0.2.0/33", "192.0.2.0", 80, false),
            ("192.0.2.0/", "192.0.2.0", 80, false),
            ("192.168.0.0/16", "host.example", 80, false),
            ("2001:db8::/32", "[2001:db8:1::1]", 80, true),
            ("2001:db8::/32", "[2001:db9::1]", 80, false),
            ("2001:db8::/129", "[2001:db8::1]", 80, false),
        ];
        for (list, host, port, expected) in cases {
            let uri = format!("http://{host}:{port}/").parse().unwrap();
            let is_excepted = NoProxy::parse(list).contains(&Origin::of(&uri).unwrap());
            assert_eq!(is_excepted, expected, "`{list}` and {host}:{port}");
        }
    }
}
