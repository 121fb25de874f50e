use std::hash::{Hash, Hasher};

use http::Uri;
use http::uri::{Authority, Scheme};

/// Scheme and authority of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKey(Option<Scheme>, Option<Authority>);

impl HostKey {
    /// The key of the host that a URI leads to.
    #[must_use]
    pub fn of(target: &Uri) -> Self {
        Self(target.scheme().cloned(), target.authority().cloned())
    }
}

/// In words of eight bytes. `Authority` hashes each byte by itself, which takes several times as long.
impl Hash for HostKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let authority = self.1.as_ref().map_or("", Authority::as_str).as_bytes();
        for bytes in authority.chunks(size_of::<u64>()) {
            // Case does not count in `==` either.
            let add = |word: u64, byte: &u8| word << 8 | u64::from(byte.to_ascii_lowercase());
            state.write_u64(bytes.iter().fold(0, add));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_host_is_the_same_in_any_case_and_another_by_scheme_or_port() {
        let key = |uri: &str| HostKey::of(&uri.parse().unwrap());
        let mut keys = HashSet::from([key("http://sn1.notify.live.net/a")]);
        for (uri, is_new) in [
            ("HTTP://SN1.notify.Live.net/b?c", false),
            ("https://sn1.notify.live.net/a", true),
            ("http://sn1.notify.live.net:80/a", true),
            ("http://sn2.notify.live.net/a", true),
            ("http://sn1.notify.live.ne/a", true),
            ("http://[2001:db8::1]:8080/a", true),
            ("http://[2001:DB8::1]:8080/", false),
        ] {
            assert_eq!(keys.insert(key(uri)), is_new, "{uri}");
        }
    }
}
