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

/// Host and port as `Host` has them: the port without leading zeros, and left out if it is the
/// [`default_port`].
///
/// ```
/// use mpns_connect::transport::host_and_port;
///
/// assert_eq!(host_and_port(&"http://sn1.notify.live.net:80/1".parse()?), "sn1.notify.live.net");
/// assert_eq!(host_and_port(&"https://[::1]:08443/1".parse()?), "[::1]:8443");
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[must_use]
pub fn host_and_port(target: &Uri) -> String {
    let host = target.host().unwrap_or_default();
    match target.port_u16() {
        Some(port) if port != default_port(target) => format!("{host}:{port}"),
        _ => host.to_owned(),
    }
}

/// Whether the port of a URI without user info is a number that a port can have, or is left out.
pub(crate) fn has_valid_port(target: &Uri) -> bool {
    let Some(authority) = target.authority() else { return true };
    let is_digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    match authority.as_str().strip_prefix(authority.host()) {
        Some("" | ":") => true,
        Some(port) => port
            .strip_prefix(':')
            .is_some_and(|port| is_digits(port) && port.parse::<u16>().is_ok()),
        None => false,
    }
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
    fn the_port_is_left_out_if_it_is_the_default() {
        for (uri, expected) in [
            ("http://h/a", "h"),
            ("http://h:80/a", "h"),
            ("http://h:0080/a", "h"),
            ("http://h:443/a", "h:443"),
            ("http://h:018181/a", "h:18181"),
            ("https://h:443/a", "h"),
            ("https://h:0443/a", "h"),
            ("https://h:80/a", "h:80"),
            ("HTTPS://H:443/a", "H"),
            ("http://[::1]:80/a", "[::1]"),
            ("https://[::1]:80/a", "[::1]:80"),
        ] {
            assert_eq!(host_and_port(&uri.parse().unwrap()), expected, "{uri}");
        }
    }

    #[test]
    fn a_port_is_a_number_up_to_65535() {
        for (uri, expected) in [
            ("http://h/a", true),
            ("http://h:/a", true),
            ("http://h:0080/a", true),
            ("http://h:65535/a", true),
            ("http://h:65536/a", false),
            ("http://h:99999/a", false),
            ("http://h:+80/a", false),
            ("http://[::1]:80/a", true),
            ("http://[::1]:70000/a", false),
            ("/a", true),
        ] {
            assert_eq!(has_valid_port(&uri.parse().unwrap()), expected, "{uri}");
        }
    }

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
