use mpns_blocking::Client;
use mpns_proto::{ChannelUri, Notification};

use crate::{content, service};

/// `mpns-blocking`.
#[derive(Debug)]
pub struct BlockingSender {
    client: Client,
    notification: Notification,
    channels: Vec<ChannelUri>,
}

impl BlockingSender {
    /// Prepares to send to so many channels.
    pub fn new(channels: usize) -> Self {
        Self {
            client: Client::new(),
            notification: content::notification(),
            channels: service::channels(service::on_threads(), channels),
        }
    }

    /// Sends to every channel, one at a time, on this thread.
    pub fn send(&self) {
        for channel in &self.channels {
            let reply = self.client.send(&self.notification, channel).expect("a reply");
            assert!(reply.outcome().is_accepted(), "{reply:?}");
        }
    }

    /// Sends to every channel, so many at a time.
    pub fn send_all(&self, at_most: usize) {
        let jobs: Vec<_> = self
            .channels
            .iter()
            .map(|channel| ((), channel.clone(), self.notification.clone()))
            .collect();
        let mut accepted = 0;
        for ((), result) in self.client.send_all(jobs, at_most) {
            assert!(result.expect("a reply").outcome().is_accepted());
            accepted += 1;
        }
        assert_eq!(accepted, self.channels.len());
    }
}
