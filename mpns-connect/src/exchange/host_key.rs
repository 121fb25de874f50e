use http::Uri;
use http::uri::{Authority, Scheme};

/// Scheme and authority of a URI.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostKey(Option<Scheme>, Option<Authority>);

impl HostKey {
    /// The key of the host that a URI leads to.
    #[must_use]
    pub fn of(target: &Uri) -> Self {
        Self(target.scheme().cloned(), target.authority().cloned())
    }
}
