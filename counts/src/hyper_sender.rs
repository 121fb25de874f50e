use std::future::ready;
use std::num::NonZero;

use futures_util::{StreamExt as _, stream};
use mpns_hyper::Client;
use mpns_hyper::delivery::Event;
use mpns_hyper::mpns_outbox::{End, Job, Settings};
use mpns_proto::{ChannelUri, Notification};
use tokio::runtime::{Builder, Runtime};

use crate::{content, service};

/// `mpns-hyper` on a runtime of one thread, on which the service is, too.
#[derive(Debug)]
pub struct HyperSender {
    runtime: Runtime,
    client: Client,
    notification: Notification,
    channels: Vec<ChannelUri>,
}

impl HyperSender {
    /// Prepares to send to so many channels.
    pub fn new(channels: usize) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let service = service::on_runtime(&runtime);
        Self {
            runtime,
            client: Client::new(),
            notification: content::notification(),
            channels: service::channels(service, channels),
        }
    }

    /// Sends to every channel, one at a time.
    pub fn send(&self) {
        self.runtime.block_on(async {
            for channel in &self.channels {
                let reply = self.client.send(&self.notification, channel).await.expect("a reply");
                assert!(reply.outcome().is_accepted(), "{reply:?}");
            }
        });
    }

    /// Sends to every channel, so many at a time.
    pub fn send_all(&self, at_most: usize) {
        let job = |channel: &ChannelUri| ((), channel.clone(), self.notification.clone());
        let results = self.client.send_all(stream::iter(self.channels.iter().map(job)), at_most);
        let accepted = results.map(|((), result)| result.expect("a reply").outcome().is_accepted());
        let accepted = accepted.filter(|accepted| ready(*accepted));
        assert_eq!(self.runtime.block_on(accepted.count()), self.channels.len());
    }

    /// Delivers to every channel, so many at a time.
    pub fn deliver(&self, at_most: usize) {
        let mut settings = Settings::default();
        settings.in_flight = NonZero::new(at_most).expect("at least one");
        settings.in_flight_per_host = settings.in_flight;
        let job = |channel: &ChannelUri| Job::new(channel.clone(), ((), self.notification.clone()));
        let events = self.client.deliver(settings, stream::iter(self.channels.iter().map(job)));
        let accepted = events.filter(|event| {
            ready(matches!(event, Event::Ended(ended) if ended.end == End::Accepted))
        });
        assert_eq!(self.runtime.block_on(accepted.count()), self.channels.len());
    }
}
