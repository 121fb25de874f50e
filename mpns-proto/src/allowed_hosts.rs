use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;

use crate::{ChannelUri, Origin, OriginError};

/// The hosts that channels may be on, for senders that take channel URIs from others.
///
/// Any host is that of a channel, so an app could otherwise make a sender post to any server that the sender reaches.
/// An empty list allows none.
///
/// ```
/// use mpns_proto::{AllowedHosts, ChannelUri};
///
/// let hosts: AllowedHosts = "*.notify.live.net, push.relivewp.net".parse()?;
/// let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse()?;
/// assert!(hosts.check(&channel).is_ok());
/// let channel: ChannelUri = "http://169.254.169.254/latest/meta-data/".parse()?;
/// assert_eq!(
///     hosts.check(&channel).unwrap_err().to_string(),
///     "the host 169.254.169.254 is not one of the allowed hosts, with the scheme's port",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<AllowedHost>);

/// A host that channels may be on: one name or address, or all names below one.
///
/// * `push.relivewp.net` is this name, `*.notify.live.net` every name below, of any depth, and not `notify.live.net`
///   itself. Case does not count, nor does a dot at the end.
/// * Without a port, the port has to be that of the scheme: 80 for `http`, 443 for `https`. `push.example:8443` is
///   that port alone.
/// * An address is `192.0.2.1`, `[2001:db8::1]` or `[2001:db8::1]:8443`, however the channel writes it.
///
/// There is no way to allow every host here: then there is no list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AllowedHost {
    is_below: bool,
    host: Host,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Host {
    /// In lower case, without the last dot.
    Name(String),
    Address(IpAddr),
}

impl AllowedHosts {
    /// Checks the host and port of a channel.
    ///
    /// # Errors
    ///
    /// If they are not allowed. The error shows them, and not the path, which is a secret.
    pub fn check(&self, channel: &ChannelUri) -> Result<(), HostNotAllowed> {
        match Origin::of(channel.expose_uri()) {
            Ok(origin) if self.allow(&origin) => Ok(()),
            Ok(origin) => Err(HostNotAllowed(origin.host_header().to_string())),
            // A channel has an origin.
            Err(_) => Err(HostNotAllowed(channel.host().to_owned())),
        }
    }

    /// Whether host and port of this origin are allowed.
    pub fn allow(&self, origin: &Origin<'_>) -> bool {
        let host = Host::of(origin);
        self.0.iter().any(|allowed| allowed.is(&host, origin))
    }
}

impl AllowedHost {
    fn is(&self, host: &Host, origin: &Origin<'_>) -> bool {
        let is_host = match (&self.host, host) {
            (Host::Name(allowed), Host::Name(name)) if self.is_below => name
                .strip_suffix(allowed.as_str())
                .and_then(|below| below.strip_suffix('.'))
                .is_some_and(|below| !below.is_empty()),
            (allowed, host) => allowed == host,
        };
        is_host && origin.port() == self.port.unwrap_or(origin.default_port())
    }
}

impl Host {
    fn of(origin: &Origin<'_>) -> Self {
        let host = origin.host();
        match origin.ip() {
            Some(ip) => Self::Address(ip),
            None => Self::Name(host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()),
        }
    }
}

/// Separated by commas, with spaces or without.
impl FromStr for AllowedHosts {
    type Err = AllowedHostError;

    fn from_str(text: &str) -> Result<Self, AllowedHostError> {
        text.split(',').map(|host| host.trim().parse()).collect()
    }
}

impl FromIterator<AllowedHost> for AllowedHosts {
    fn from_iter<I: IntoIterator<Item = AllowedHost>>(hosts: I) -> Self {
        Self(hosts.into_iter().collect())
    }
}

impl FromStr for AllowedHost {
    type Err = AllowedHostError;

    fn from_str(text: &str) -> Result<Self, AllowedHostError> {
        let (is_below, text) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        if text.is_empty() {
            return Err(AllowedHostError::Empty);
        }
        let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if !text.bytes().all(is_of_host) {
            return Err(AllowedHostError::Character);
        }
        let uri: Uri = format!("http://{text}/").parse().map_err(|_| AllowedHostError::Host)?;
        let origin = Origin::of(&uri).map_err(|error| match error {
            OriginError::Port => AllowedHostError::Port,
            _ => AllowedHostError::Host,
        })?;
        let host = Host::of(&origin);
        let has_empty_label = |name: &str| name.split('.').any(str::is_empty);
        match &host {
            Host::Name(name) if has_empty_label(name) => return Err(AllowedHostError::Host),
            Host::Address(_) if is_below => return Err(AllowedHostError::Host),
            _ => {}
        }
        // `http` hides its own port, which is written here.
        let has_port = text.strip_prefix(origin.host()).is_some_and(|rest| !rest.is_empty());
        let port = has_port.then_some(origin.port());
        if port == Some(0) || text.ends_with(':') {
            return Err(AllowedHostError::Port);
        }
        Ok(Self { is_below, host, port })
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_below { "*." } else { "" })?;
        match &self.host {
            Host::Name(name) => f.write_str(name)?,
            Host::Address(IpAddr::V4(address)) => write!(f, "{address}")?,
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]")?,
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// The host of a channel, or its port, is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host {0} is not one of the allowed hosts, with the scheme's port")]
pub struct HostNotAllowed(String);

/// Why a text is not an [`AllowedHost`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AllowedHostError {
    /// There is no host.
    #[error("an allowed host is empty")]
    Empty,
    /// It is not of letters, digits, hyphens, dots, and what an address or a port needs. A `*` is only allowed as the
    /// whole first label, and names above ASCII have to be in Punycode.
    #[error("an allowed host has a character that no host has, or a `*` other than in `*.name`")]
    Character,
    /// It is neither a name nor an address.
    #[error("an allowed host is neither a name, `*.name`, nor an address")]
    Host,
    /// Its port is not a number from 1 to 65535.
    #[error("the port of an allowed host is not a number from 1 to 65535")]
    Port,
}

#[cfg(test)]
mod tests;
