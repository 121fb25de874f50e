use mpns_proto::ChannelUri;

/// A channel URI as it is stored. Two URIs of the same channel are the same text: the case of the host does not count.
pub(crate) struct StoredUri {
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// All of it, a secret.
    pub(crate) text: String,
}

impl StoredUri {
    pub(crate) fn new(channel: &ChannelUri) -> Self {
        let uri = channel.expose_uri();
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        let text = format!("{origin}{path}");
        Self { origin, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_a_host_does_not_count() {
        for (text, origin, stored) in [
            ("http://h.example/aB?C=d", "http://h.example", "http://h.example/aB?C=d"),
            ("HTTPS://H.Example:8443/A", "https://h.example:8443", "https://h.example:8443/A"),
            ("http://H.example", "http://h.example", "http://h.example/"),
        ] {
            let uri = StoredUri::new(&text.parse().expect("a channel URI"));
            assert_eq!((uri.origin.as_str(), uri.text.as_str()), (origin, stored), "{text}");
        }
    }
}
