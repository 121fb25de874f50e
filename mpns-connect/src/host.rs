//! The host and the port of a URI, each in its one spelling.

use http::Uri;

/// The port that a URI means: its own, or its [`default_port`].
///
/// ```
/// use mpns_connect::transport::port;
///
/// assert_eq!(port(&"http://sn1.notify.live.net/1".parse()?), 80);
/// assert_eq!(port(&"https://sn1.notify.live.net/1".parse()?), 443);
/// assert_eq!(port(&"https://localhost:8443/1".parse()?), 8443);
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[must_use]
pub fn port(target: &Uri) -> u16 {
    target.port_u16().unwrap_or_else(|| default_port(target))
}

/// The port of a URI's scheme: 80 for `http`, and otherwise 443.
#[must_use]
pub fn default_port(target: &Uri) -> u16 {
    if target.scheme_str() == Some("http") { HTTP_PORT } else { HTTPS_PORT }
}

/// A host without the brackets that an IPv6 address has in a URI.
pub(crate) fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

pub(crate) const HTTP_PORT: u16 = 80;
const HTTPS_PORT: u16 = 443;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_taken_off_in_pairs() {
        for (host, expected) in [
            ("origin.example", "origin.example"),
            ("192.0.2.1", "192.0.2.1"),
            ("[::1]", "::1"),
            ("::1", "::1"),
            ("[::1", "[::1"),
            ("::1]", "::1]"),
        ] {
            assert_eq!(unbracketed(host), expected);
        }
    }
}
