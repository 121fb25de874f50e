use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

use crate::{Limits, Origin, OriginError};

/// The address of one app on one phone, as the service gave it to the app: an absolute `http` or
/// `https` URI of at most [`Limits::MAX_CHANNEL_URI_CHARS`].
///
/// It is opaque and used exactly as given, including the query, with two exceptions: the scheme is written
/// in lower case, and a missing path becomes `/`. Any host is accepted except that of WNS. A port, if there
/// is one, is a number from 1 to 65535. The scheme belongs to the channel and must not be changed: `https`
/// channels were opened for an authenticated service.
///
/// **A channel URI is a bearer secret**: whoever has it can push. `Debug` shows only scheme and host,
/// there is no `Display`, and no error repeats the text. Only [`expose`](Self::expose),
/// [`expose_uri`](Self::expose_uri) and, with the feature `serde`, serialising give the whole URI.
///
/// Source: MSDN `ff403085`, `ff941099`.
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

/// Why a text is not a channel URI. No error repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelUriError {
    /// Longer than [`Limits::MAX_CHANNEL_URI_CHARS`].
    #[error(
        "the channel URI has {chars} characters, more than the {} allowed",
        Limits::MAX_CHANNEL_URI_CHARS
    )]
    TooLong {
        /// Its length in characters, including the path `/` that is added if it has none.
        chars: usize,
    },
    /// A space, a control character or a character outside ASCII.
    #[error(
        "the channel URI has a space, a control character or a character outside ASCII at byte {position}"
    )]
    ForbiddenCharacter {
        /// The byte offset of the character.
        position: usize,
    },
    /// It does not begin with `scheme://`.
    #[error("the channel URI is not absolute: it does not begin with http:// or https://")]
    NotAbsolute,
    /// A scheme other than `http` and `https`.
    #[error("the scheme of the channel URI is neither http nor https")]
    Scheme,
    /// A fragment (`#...`).
    #[error("the channel URI has a fragment")]
    Fragment,
    /// User info (`user@host`).
    #[error("the channel URI has user info before its host")]
    UserInfo,
    /// No host.
    #[error("the channel URI has no host")]
    NoHost,
    /// A port that is not a number from 1 to 65535.
    #[error("the port of the channel URI is not a number from 1 to 65535")]
    Port,
    /// Not a valid URI for another reason.
    #[error("the channel URI is malformed")]
    Malformed,
    /// The host is that of WNS, the successor of MPNS, which does not take MPNS notifications.
    #[error(
        "the channel belongs to WNS ({WNS_HOST}), the successor of MPNS, and does not take MPNS notifications"
    )]
    Wns,
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

const WNS_HOST: &str = "notify.windows.com";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_every_era_as_it_is() {
        for text in [
            "http://sn1.notify.live.net/throttledthirdparty/01.00/AAEtOken",
            "https://db3.notify.live.net/unthrottledthirdparty/01.00/AAEtOken",
            "http://s.notify.live.net/u/1/db3/H2QAAAB+/Zm9v/a_b-c=/d%2fe",
            "https://push.relivewp.net/channel/0123456789abcdef0123456789abcdef",
            "http://127.0.0.1:8080/a//b?x=1&y=%20?&z",
            "http://h:65535/a",
            "http://[::1]:8080/a",
            "http://[2001:db8::1]/a",
            "http://example.net/?token=1",
            "http://notify.windows.com.example.net/a",
            "http://xnotify.windows.com/a",
        ] {
            let uri: ChannelUri = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(uri.expose(), text);
            assert_eq!(uri.is_authenticated(), text.starts_with("https"));
        }
    }

    #[test]
    fn refuses_everything_else() {
        use ChannelUriError as E;
        let long = |chars: usize| format!("http://h/{}", "a".repeat(chars - 9));
        assert!(long(1024).parse::<ChannelUri>().is_ok());
        for (text, error) in [
            (long(1025).as_str(), E::TooLong { chars: 1025 }),
            // With the path that a request needs, it is one longer.
            (format!("http://{}", "a".repeat(1017)).as_str(), E::TooLong { chars: 1025 }),
            (format!("http://h?{}", "a".repeat(1015)).as_str(), E::TooLong { chars: 1025 }),
            ("", E::NotAbsolute),
            ("/throttledthirdparty/01.00/A", E::NotAbsolute),
            ("sn1.notify.live.net/A", E::NotAbsolute),
            ("//h/a", E::NotAbsolute),
            ("http:/h/a", E::NotAbsolute),
            ("ftp://h/a", E::Scheme),
            ("://h/a", E::Scheme),
            ("httpss://h/a", E::Scheme),
            ("http:///a", E::NoHost),
            ("http://", E::NoHost),
            ("http://:80/a", E::NoHost),
            ("http://?a", E::NoHost),
            ("http://user@h/a", E::UserInfo),
            ("http://user:pass@h/a", E::UserInfo),
            ("http://@h/a", E::UserInfo),
            ("http://h/a#b", E::Fragment),
            ("http://h#b", E::Fragment),
            ("http://h/a b", E::ForbiddenCharacter { position: 10 }),
            (" http://h/a", E::ForbiddenCharacter { position: 0 }),
            ("http://h/a\r\nX: y", E::ForbiddenCharacter { position: 10 }),
            ("http://h/é", E::ForbiddenCharacter { position: 9 }),
            ("http://h:99999/a", E::Port),
            ("http://h:65536/a", E::Port),
            ("http://h:0/a", E::Port),
            ("http://h:/a", E::Port),
            ("http://h:+80/a", E::Port),
            ("http://h:1:80/a", E::Malformed),
            ("http://[::1]80/a", E::Port),
            ("http://[::1/a", E::Malformed),
            ("http://a[b]c/a", E::Malformed),
            ("http://a[::1]c:80/a", E::Port),
            ("http://[]/a", E::Malformed),
            ("http://[h]/a", E::Malformed),
            ("http://[127.0.0.1]/a", E::Malformed),
            ("http://[fe80::1%25eth0]/a", E::Malformed),
            ("http://h<>/a", E::Malformed),
            ("https://db3.notify.windows.com/?token=AAA", E::Wns),
            ("https://DB3.Notify.Windows.COM./?token=AAA", E::Wns),
            ("https://notify.windows.com:443/?token=AAA", E::Wns),
        ] {
            assert_eq!(text.parse::<ChannelUri>().err(), Some(error), "{text}");
        }
    }

    #[test]
    fn a_missing_path_is_a_slash_and_a_scheme_is_written_small() {
        for (text, whole) in [
            ("HTTP://h/A", "http://h/A"),
            ("HttpS://h/A?B", "https://h/A?B"),
            ("HTTPS://h?B", "https://h/?B"),
            ("http://h", "http://h/"),
            ("https://h:81", "https://h:81/"),
            ("http://h?a/b", "http://h/?a/b"),
            ("http://[::1]?", "http://[::1]/?"),
        ] {
            let channel: ChannelUri = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(channel.expose(), whole);
            assert_eq!(whole.parse().as_ref(), Ok(&channel), "{text}");
            assert_eq!(channel.is_authenticated(), whole.starts_with("https"), "{text}");
            let target = channel.expose_uri().path_and_query().map(|target| target.as_str());
            assert!(target.is_some_and(|target| target.starts_with('/')), "{text}");
        }
    }

    #[test]
    fn debug_shows_scheme_and_host_alone() {
        let uri: ChannelUri =
            "http://h.example:81/path/SECRET?token=SECRET".parse().expect("a channel");
        assert_eq!(format!("{uri:?}"), "ChannelUri(http://h.example/…)");
    }
}
