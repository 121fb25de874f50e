use std::collections::{BTreeMap, HashMap};

use mpns_proto::ChannelUri;

/// The jobs in the outbox, by the numbers of their lines.
#[derive(Default)]
pub(super) struct Places {
    channels: BTreeMap<u64, (ChannelUri, String)>,
    hosts: HashMap<String, usize>,
}

impl Places {
    pub(super) fn has(&self, line: u64) -> bool {
        self.channels.contains_key(&line)
    }

    pub(super) fn add(&mut self, line: u64, channel: ChannelUri, host: String) {
        let count = match self.hosts.get_mut(&host) {
            Some(count) => count,
            None => self.hosts.entry(host.clone()).or_default(),
        };
        *count = count.saturating_add(1);
        self.channels.insert(line, (channel, host));
    }

    pub(super) fn remove(&mut self, line: u64) {
        let Some((_, host)) = self.channels.remove(&line) else { return };
        let Some(count) = self.hosts.get_mut(&host) else { return };
        *count = count.saturating_sub(1);
        if *count == 0 {
            self.hosts.remove(&host);
        }
    }

    /// How many jobs are for a host.
    pub(super) fn of_host(&self, host: &str) -> usize {
        self.hosts.get(host).copied().unwrap_or_default()
    }

    /// The channels of a host that have to go so that at most this many of its jobs are left. Those stay that come first,
    /// each with all its jobs.
    pub(super) fn beyond(&self, most: usize, host: &str) -> Vec<ChannelUri> {
        let of_host = || self.channels.values().filter(|(_, its)| its == host).map(|(uri, _)| uri);
        let mut jobs: HashMap<&ChannelUri, usize> = HashMap::new();
        for channel in of_host() {
            let count = jobs.entry(channel).or_default();
            *count = count.saturating_add(1);
        }
        let mut room = most;
        let mut beyond = Vec::new();
        for channel in of_host() {
            match jobs.remove(channel) {
                Some(count) if count <= room => room = room.saturating_sub(count),
                Some(_) => beyond.push(channel.clone()),
                None => {}
            }
        }
        beyond
    }
}

/// Scheme, host and port, as the outbox names a host.
pub(super) fn origin(channel: &ChannelUri) -> String {
    let uri = channel.expose_uri();
    let scheme = if channel.is_authenticated() { "https://" } else { "http://" };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    [scheme, authority].concat().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_counted_by_host() {
        let mut places = Places::default();
        add(&mut places, &["http://A/1", "http://b:81/2", "http://a/3"]);
        assert_eq!((places.of_host("http://a"), places.of_host("http://b:81")), (2, 1));
        assert!(places.has(2));
        (1..=4).for_each(|line| places.remove(line));
        assert_eq!((places.has(2), places.of_host("http://a"), places.hosts.len()), (false, 0, 0));
    }

    #[test]
    fn the_channels_that_stay_keep_all_their_jobs() {
        let mut places = Places::default();
        add(&mut places, &["http://a/1", "http://a/2", "http://b/1", "http://a/1", "http://a/3"]);
        for (most, beyond) in [
            (0, &["http://a/1", "http://a/2", "http://a/3"][..]),
            (1, &["http://a/1", "http://a/3"]),
            (2, &["http://a/2", "http://a/3"]),
            (3, &["http://a/3"]),
            (4, &[]),
        ] {
            let found = places.beyond(most, "http://a");
            assert_eq!(found.iter().map(ChannelUri::expose).collect::<Vec<_>>(), beyond, "{most}");
        }
    }

    fn add(places: &mut Places, uris: &[&str]) {
        for (line, uri) in (1..).zip(uris) {
            let channel: ChannelUri = uri.parse().expect("a channel");
            let host = origin(&channel);
            places.add(line, channel, host);
        }
    }
}
