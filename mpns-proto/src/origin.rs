use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

/// Where an `http` or `https` URI leads: scheme, host and port (RFC 9110, section 4.3.1).
///
/// `Display` is the URI without user info, path and query, and without the port if it is the scheme's:
/// `https://push.example`. User info is not part of an origin. It can be asked for with
/// [`has_user_info`](Self::has_user_info).
///
/// ```
/// use mpns_proto::Origin;
///
/// let uri = "https://[::1]:8443/channel/1".parse()?;
/// let origin = Origin::of(&uri)?;
/// assert_eq!((origin.host(), origin.port(), origin.is_https()), ("[::1]", 8443, true));
/// assert_eq!(origin.to_string(), "https://[::1]:8443");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    is_https: bool,
    host: &'a str,
    port: u16,
    has_user_info: bool,
    is_host_plain: bool,
}

impl<'a> Origin<'a> {
    /// The origin of a URI. If the port is left out or empty, it is that of the scheme.
    ///
    /// # Errors
    ///
    /// If the URI is not absolute or neither `http` nor `https`, its host is missing or malformed, or its
    /// port is not a number up to 65535.
    pub fn of(uri: &'a Uri) -> Result<Self, OriginError> {
        let is_https = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => false,
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            _ => return Err(OriginError::Scheme),
        };
        let authority = uri.authority().ok_or(OriginError::NoHost)?.as_str();
        let (has_user_info, host_and_port) = match authority.rsplit_once('@') {
            Some((_, host_and_port)) => (true, host_and_port),
            None => (false, authority),
        };
        let (host, port_part) = split_host(host_and_port);
        if host.is_empty() {
            return Err(OriginError::NoHost);
        }
        let port = match port_part {
            "" | ":" => default_port(is_https),
            port => port.strip_prefix(':').and_then(read_port).ok_or(OriginError::Port)?,
        };
        if !is_host(host) {
            return Err(OriginError::Host);
        }
        let is_host_plain = !has_user_info
            && (port_part.is_empty()
                || port != default_port(is_https) && !port_part.starts_with(":0"));
        Ok(Self { is_https, host, port, has_user_info, is_host_plain })
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host as it is written: a name, an IPv4 address, or an IPv6 address in brackets.
    pub fn host(&self) -> &'a str {
        self.host
    }

    /// The address, if the host is one.
    pub fn ip(&self) -> Option<IpAddr> {
        unbracketed(self.host).unwrap_or(self.host).parse().ok()
    }

    /// The port, or that of the scheme: 80 for `http`, 443 for `https`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port of the scheme: 80 for `http`, 443 for `https`.
    pub fn default_port(&self) -> u16 {
        default_port(self.is_https)
    }

    /// Whether the URI has user info (`user:password@`), which HTTP libraries treat differently and a proxy
    /// would see.
    pub fn has_user_info(&self) -> bool {
        self.has_user_info
    }

    /// The value of the header `Host`: the host, and the port if it is not that of the scheme.
    pub fn host_header(&self) -> impl fmt::Display + use<'a> {
        let port = Some(self.port).filter(|port| *port != default_port(self.is_https));
        HostAndPort { host: self.host, port }
    }

    /// Whether that is host and port as they are written.
    pub(crate) fn is_host_plain(&self) -> bool {
        self.is_host_plain
    }

    /// Host and port, as CONNECT and resolvers need them: `push.example:443`.
    pub fn host_and_port(&self) -> impl fmt::Display + use<'a> {
        HostAndPort { host: self.host, port: Some(self.port) }
    }
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { Scheme::HTTPS } else { Scheme::HTTP };
        write!(f, "{scheme}://{}", self.host_header())
    }
}

/// Why a URI has no [`Origin`]. No error repeats the URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// It is not absolute, or has a scheme other than `http` and `https`.
    #[error("the URI is not an absolute http or https URI")]
    Scheme,
    /// It has no host.
    #[error("the URI has no host")]
    NoHost,
    /// Its host has brackets that do not enclose an IPv6 address.
    #[error("the host of the URI is malformed")]
    Host,
    /// Its port is not a number up to 65535.
    #[error("the port of the URI is not a number from 0 to 65535")]
    Port,
}

struct HostAndPort<'a> {
    host: &'a str,
    port: Option<u16>,
}

impl fmt::Display for HostAndPort<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// A host, and what follows it. The colons of an IPv6 address are in brackets.
fn split_host(host_and_port: &str) -> (&str, &str) {
    let length = if host_and_port.starts_with('[') {
        host_and_port.find(']').map(|end| end.saturating_add(1))
    } else {
        host_and_port.find(':')
    };
    let split = length.and_then(|length| host_and_port.split_at_checked(length));
    split.unwrap_or((host_and_port, ""))
}

const fn default_port(is_https: bool) -> u16 {
    if is_https { HTTPS_PORT } else { HTTP_PORT }
}

/// Only digits; the parser of numbers also accepts a sign.
fn read_port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

/// `Uri` accepts brackets inside a name, with anything between them.
fn is_host(host: &str) -> bool {
    match unbracketed(host) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.bytes().any(|byte| matches!(byte, b'[' | b']')),
    }
}

fn unbracketed(host: &str) -> Option<&str> {
    host.strip_prefix('[')?.strip_suffix(']')
}

const HTTP_PORT: u16 = 80;
const HTTPS_PORT: u16 = 443;

#[cfg(test)]
mod tests;
