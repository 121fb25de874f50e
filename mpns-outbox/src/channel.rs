use std::fmt;

use mpns_proto::{ChannelUri, ChannelUriError};

/// A channel, as the text that the outbox keeps of a [`ChannelUri`].
///
/// **It is a secret**, as the URI is: `Debug` shows only the host.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Channel {
    uri: String,
    /// The length of scheme and host.
    origin: usize,
}

impl Channel {
    pub(crate) fn new(origin: &str, path: &str) -> Self {
        Self { uri: [origin, path].concat(), origin: origin.len() }
    }

    /// The URI, to send a request to.
    ///
    /// # Errors
    ///
    /// None for a channel that was [pushed](crate::Outbox::push). An outbox that was restored from a state which
    /// something else changed may have a text that is not a channel URI.
    pub fn uri(&self) -> Result<ChannelUri, ChannelUriError> {
        self.uri.parse()
    }

    /// The whole URI with the secret.
    pub fn expose(&self) -> &str {
        &self.uri
    }

    /// Scheme, host and port: `http://sn1.notify.live.net`.
    pub fn origin(&self) -> &str {
        self.uri.get(..self.origin).unwrap_or_default()
    }
}

/// Whether the texts are the same, without parsing this one. The host of this one is in lower case.
impl PartialEq<ChannelUri> for Channel {
    fn eq(&self, other: &ChannelUri) -> bool {
        let uri = other.expose_uri();
        let parts = [
            uri.scheme_str(),
            Some("://"),
            uri.authority().map(|authority| authority.as_str()),
            uri.path_and_query().map(|path| path.as_str()),
        ];
        let mut parts = parts.into_iter().flatten();
        parts.try_fold(&*self.uri, |rest, part| rest.strip_prefix(part)) == Some("")
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({}/…)", self.origin())
    }
}
