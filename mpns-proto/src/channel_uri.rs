use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use http::uri::Scheme;
use http::{HeaderValue, Uri};

use crate::channel_uri_error::WNS_HOST;
use crate::{ChannelUriError, Limits, Origin, OriginError, header};

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
pub struct ChannelUri {
    uri: Uri,
    /// Whether `Host` is host and port as the URI has them.
    is_host_plain: bool,
}

impl ChannelUri {
    /// Whether the channel belongs to an authenticated service: its scheme is `https`.
    pub fn is_authenticated(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// The host without the port: a name, an IPv4 address, or an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// The URI, to make a request with. `Debug` and `Display` of [`Uri`] show the secret.
    pub fn expose_uri(&self) -> &Uri {
        &self.uri
    }

    /// The value of the header `Host`.
    pub(crate) fn host_header(&self) -> HeaderValue {
        let authority = self.uri.authority().filter(|_| self.is_host_plain);
        let plain = authority.and_then(|plain| HeaderValue::from_str(plain.as_str()).ok());
        plain.unwrap_or_else(|| header::host(&self.uri))
    }

    /// The whole URI with the secret, to store it.
    pub fn expose(&self) -> String {
        self.uri.to_string()
    }
}

/// By scheme, host and port, path and query. As in `==`, the case of the host does not count.
impl Ord for ChannelUri {
    fn cmp(&self, other: &Self) -> Ordering {
        let authority = |uri: &Uri| uri.authority().map(|a| a.as_str().to_ascii_lowercase());
        let path = |uri: &Uri| uri.path_and_query().map(|path| path.as_str().to_owned());
        let (this, other) = (&self.uri, &other.uri);
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
        write!(f, "ChannelUri({}://{}/…)", self.uri.scheme_str().unwrap_or_default(), self.host())
    }
}

impl FromStr for ChannelUri {
    type Err = ChannelUriError;

    fn from_str(text: &str) -> Result<Self, ChannelUriError> {
        check_length(text)?;
        if let Some(position) = text.bytes().position(|b| !b.is_ascii_graphic()) {
            return Err(ChannelUriError::ForbiddenCharacter { position });
        }
        let (scheme, rest) = split_scheme(text).ok_or(ChannelUriError::NotAbsolute)?;
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(ChannelUriError::Scheme);
        }
        if rest.as_bytes().contains(&b'#') {
            return Err(ChannelUriError::Fragment);
        }
        let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?'));
        let (authority, path) =
            rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
        if authority.bytes().any(|byte| byte == b'@') {
            return Err(ChannelUriError::UserInfo);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(ChannelUriError::NoHost);
        }
        let uri: Uri = if path.starts_with('/') {
            text.parse().map_err(|_| ChannelUriError::Malformed)?
        } else {
            with_path(scheme, authority, path)?
        };
        let is_host_plain = check_authority(&uri)?.is_host_plain();
        Ok(Self { uri, is_host_plain })
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

fn check_length(text: &str) -> Result<(), ChannelUriError> {
    // No text has more characters than bytes.
    if text.len() > Limits::MAX_CHANNEL_URI_CHARS {
        let chars = text.chars().count();
        if chars > Limits::MAX_CHANNEL_URI_CHARS {
            return Err(ChannelUriError::TooLong { chars });
        }
    }
    Ok(())
}

/// What is before and after the first `://`, which mostly is at the first colon.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    match rest.strip_prefix("//") {
        Some(rest) => Some((scheme, rest)),
        None => text.split_once("://"),
    }
}

/// The URI with the path `/` before `query` (RFC 9110 section 4.2.3). `Uri` leaves the path out if there
/// is a query, but a request needs it.
fn with_path(scheme: &str, authority: &str, query: &str) -> Result<Uri, ChannelUriError> {
    let text = format!("{scheme}://{authority}/{query}");
    check_length(&text)?;
    text.parse().map_err(|_| ChannelUriError::Malformed)
}

fn check_authority(uri: &Uri) -> Result<Origin<'_>, ChannelUriError> {
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
    if is_wns(origin.host()) { Err(ChannelUriError::Wns) } else { Ok(origin) }
}

fn is_wns(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let name =
        host.len().checked_sub(WNS_HOST.len()).and_then(|below| host.split_at_checked(below));
    name.is_some_and(|(below, name)| {
        name.eq_ignore_ascii_case(WNS_HOST) && (below.is_empty() || below.ends_with('.'))
    })
}

#[cfg(test)]
mod tests;
