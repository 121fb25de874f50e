use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use http::Uri;
use mpns_proto::{ChannelUri, ChannelUriError};

use crate::channel_path;
use crate::{Bounds, Label, Token, UriShape};

/// The start of the URI of every channel, before the path: scheme, host and port, such as
/// `https://push.example:8443`.
///
/// ```
/// use mpns_emulator::BaseUri;
///
/// let base: BaseUri = "https://push.example:8443/".parse()?;
/// assert_eq!(base.to_string(), "https://push.example:8443");
/// assert!("push.example".parse::<BaseUri>().is_err());
/// # Ok::<(), mpns_emulator::BaseUriError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUri(String);

impl BaseUri {
    /// The base that clients on this machine can use, also if the emulator listens on all addresses.
    pub(crate) fn of(address: SocketAddr) -> Result<Self, BaseUriError> {
        let ip = match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, address.port())).parse()
    }

    /// The base with TLS on a port of a host.
    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(host: &str, port: u16) -> Result<Self, BaseUriError> {
        format!("https://{host}:{port}").parse()
    }

    /// The host, an IPv6 address in brackets.
    #[cfg(feature = "tls")]
    pub(crate) fn host(&self) -> String {
        let uri = self.0.parse::<Uri>();
        uri.ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default()
    }

    /// The URI of a channel.
    #[expect(
        clippy::expect_used,
        reason = "the longest channel URI on the base was checked with the base"
    )]
    pub(crate) fn channel(
        &self,
        shape: UriShape,
        is_authenticated: bool,
        service: Option<&Label>,
        token: &Token,
    ) -> ChannelUri {
        let path = channel_path::write(shape, is_authenticated, service, token);
        format!("{}{path}", self.0).parse().expect("a channel URI on a checked base")
    }
}

impl FromStr for BaseUri {
    type Err = BaseUriError;

    fn from_str(text: &str) -> Result<Self, BaseUriError> {
        let base = text.strip_suffix('/').unwrap_or(text);
        let uri: Uri = base.parse().map_err(|_| BaseUriError::NotAlone)?;
        if uri.path() != "/" || uri.query().is_some() || base.ends_with(['/', '?']) {
            return Err(BaseUriError::NotAlone);
        }
        let _: ChannelUri = format!("{base}/{}", "x".repeat(LONGEST_PATH)).parse()?;
        Ok(Self(base.to_owned()))
    }
}

impl fmt::Display for BaseUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a text is not a base.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUriError {
    /// It has more than scheme, host and port, or less.
    #[error("the base is not just scheme, host and port, such as http://127.0.0.1:8080")]
    NotAlone,
    /// No channel URI can start with it.
    #[error("no channel URI can start with the base")]
    Channel(#[from] ChannelUriError),
}

/// More than the path of any channel has: the name of a service in Base64, a token, and the folders.
const LONGEST_PATH: usize = Bounds::NAME_BYTES * 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_just_scheme_host_and_port() {
        for (text, valid) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.0.0.1:8080/", true),
            ("https://push.example", true),
            ("http://[::1]:81", true),
            ("http://h//", false),
            ("http://h/a", false),
            ("http://h?a", false),
            ("http://h?", false),
            ("http://h/?", false),
            ("http://h#a", false),
            ("http://user@h", false),
            ("http://h:0", false),
            ("ftp://h", false),
            ("h:80", false),
            ("h", false),
            ("", false),
            ("http://", false),
            ("https://db3.notify.windows.com", false),
            (&format!("http://{}", "h".repeat(1024)), false),
        ] {
            assert_eq!(text.parse::<BaseUri>().is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn is_one_that_clients_on_this_machine_can_reach() {
        for (address, base) in [
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("[::]:8080", "http://[::1]:8080"),
            ("[fe80::1%3]:8080", "http://[fe80::1]:8080"),
        ] {
            let made = BaseUri::of(address.parse().expect("an address")).expect("a base");
            assert_eq!(made.to_string(), base);
        }
    }
}
