use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

use crate::channel_uri_error::WNS_HOST;
use crate::{ChannelUriError, Limits, Origin, OriginError};

/// The address of one app on one phone, which the service gave to the app: an absolute `http` or
/// `https` URI of at most [`Limits::MAX_CHANNEL_URI_CHARS`].
///
/// It is opaque and used exactly as given, with its query, with two exceptions: the scheme is written in
/// lower case, and a missing path is written as `/`. Any host is accepted except that of WNS. A port, if
/// there is one, is a number from 1 to 65535. The scheme belongs to the channel and must not be changed:
/// `https` channels were opened for an authenticated service.
///
/// **A channel URI is a bearer secret**: whoever has it can push. `Debug` shows only scheme and host,
/// there is no `Display`, and no error repeats the text. Only [`expose`](Self::expose),
/// [`expose_uri`](Self::expose_uri) and, with the feature `serde`, serialising give the whole URI.
///
/// Source: [`ff403085`](crate::protocol#ff403085), [`ff941099`](crate::protocol#ff941099).
///
/// ```
/// use mpns_proto::ChannelUri;
///
/// let channel: ChannelUri = "https://push.relivewp.net/channel/0123456789abcdef".parse()?;
/// assert_eq!(format!("{channel:?}"), "ChannelUri(https://push.relivewp.net/…)");
/// # Ok::<(), mpns_proto::ChannelUriError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChannelUri(Uri);

impl ChannelUri {
    /// Whether the channel belongs to an authenticated service: its scheme is `https`.
    pub fn is_authenticated(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    /// The host without the port: a name, an IPv4 address, or an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        self.0.host().unwrap_or_default()
    }

    /// The URI, to make a request with. `Debug` and `Display` of [`Uri`] show the secret.
    pub fn expose_uri(&self) -> &Uri {
        &self.0
    }

    /// The whole URI with the secret, to store it.
    pub fn expose(&self) -> String {
        self.0.to_string()
    }
}

/// By scheme, host and port, path and query. As in `==`, the case of the host does not count.
impl Ord for ChannelUri {
    fn cmp(&self, other: &Self) -> Ordering {
        let authority = |uri: &Uri| uri.authority().map(|a| a.as_str().to_ascii_lowercase());
        let path = |uri: &Uri| uri.path_and_query().map(|path| path.as_str().to_owned());
        let (this, other) = (&self.0, &other.0);
        let order = this.scheme_str().cmp(&other.scheme_str());
        let order = order.then_with(|| authority(this).cmp(&authority(other)));
        order.then_with(|| path(this).cmp(&path(other)))
    }
}

impl PartialOrd for ChannelUri {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for ChannelUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelUri({}://{}/…)", self.0.scheme_str().unwrap_or_default(), self.host())
    }
}

impl FromStr for ChannelUri {
    type Err = ChannelUriError;

    fn from_str(text: &str) -> Result<Self, ChannelUriError> {
        check_length(text.chars().count())?;
        if let Some(position) = text.bytes().position(|b| !b.is_ascii_graphic()) {
            return Err(ChannelUriError::ForbiddenCharacter { position });
        }
        let (scheme, rest) = text.split_once("://").ok_or(ChannelUriError::NotAbsolute)?;
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(ChannelUriError::Scheme);
        }
        if rest.contains('#') {
            return Err(ChannelUriError::Fragment);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(ChannelUriError::UserInfo);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(ChannelUriError::NoHost);
        }
        let uri: Uri = match rest.strip_prefix(authority) {
            Some(path) if !path.starts_with('/') => with_path(scheme, authority, path)?,
            _ => text.parse().map_err(|_| ChannelUriError::Malformed)?,
        };
        check_authority(&uri)?;
        Ok(Self(uri))
    }
}

impl TryFrom<&str> for ChannelUri {
    type Error = ChannelUriError;

    fn try_from(text: &str) -> Result<Self, ChannelUriError> {
        text.parse()
    }
}

impl TryFrom<String> for ChannelUri {
    type Error = ChannelUriError;

    fn try_from(text: String) -> Result<Self, ChannelUriError> {
        text.parse()
    }
}

impl TryFrom<Uri> for ChannelUri {
    type Error = ChannelUriError;

    fn try_from(uri: Uri) -> Result<Self, ChannelUriError> {
        uri.to_string().parse()
    }
}

fn check_length(chars: usize) -> Result<(), ChannelUriError> {
    if chars > Limits::MAX_CHANNEL_URI_CHARS {
        return Err(ChannelUriError::TooLong { chars });
    }
    Ok(())
}

/// The URI with the path `/` before `query` (RFC 9110 section 4.2.3). `Uri` leaves the path out if there
/// is a query, but a request needs it.
fn with_path(scheme: &str, authority: &str, query: &str) -> Result<Uri, ChannelUriError> {
    let text = format!("{scheme}://{authority}/{query}");
    check_length(text.len())?;
    text.parse().map_err(|_| ChannelUriError::Malformed)
}

fn check_authority(uri: &Uri) -> Result<(), ChannelUriError> {
    let origin = Origin::of(uri).map_err(|error| match error {
        OriginError::Scheme => ChannelUriError::Scheme,
        OriginError::NoHost => ChannelUriError::NoHost,
        OriginError::Host => ChannelUriError::Malformed,
        OriginError::Port => ChannelUriError::Port,
    })?;
    let has_empty_port = uri.authority().is_some_and(|authority| authority.as_str().ends_with(':'));
    if has_empty_port || origin.port() == 0 {
        return Err(ChannelUriError::Port);
    }
    if is_wns(origin.host()) { Err(ChannelUriError::Wns) } else { Ok(()) }
}

fn is_wns(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(WNS_HOST).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

#[cfg(test)]
mod tests;
