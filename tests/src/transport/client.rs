use std::fmt;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use http::{Request, Response};
use mpns_connect::delivery::{Event, Handle, Parcel};
use mpns_connect::{Connection, Error};
use mpns_outbox::{Job, Outbox, Settings};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};
use tokio::runtime::Runtime;

use super::toast;

/// The clients of the transports. Each call blocks.
#[derive(Clone)]
pub enum Client {
    /// With its runtime.
    Hyper(Box<mpns_hyper::Client>, Arc<Runtime>),
    /// Needs no runtime.
    Blocking(mpns_blocking::Client),
}

impl Client {
    /// Sends the [`toast`].
    pub fn send(&self, channel: &ChannelUri) -> Result<Reply, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.send(&toast(), channel)),
            Self::Blocking(client) => client.send(&toast(), channel),
        }
    }

    /// Sends the jobs, at most so many at a time, and passes on the key and the result of each as it arrives.
    pub fn send_all<K, J>(
        &self,
        jobs: J,
        at_most: usize,
        mut each: impl FnMut(K, Result<Reply, Error>),
    ) where
        K: Send + 'static,
        J: IntoIterator<Item = (K, ChannelUri, Notification)>,
        J::IntoIter: Send + 'static,
    {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut results = client.send_all(stream::iter(jobs), at_most);
                while let Some((key, result)) = results.next().await {
                    each(key, result);
                }
            }),
            Self::Blocking(client) => {
                for (key, result) in client.send_all(jobs, at_most) {
                    each(key, result);
                }
            }
        }
    }

    /// Delivers the jobs, and passes on each event with the handle of the delivery. Returns what is left.
    pub fn deliver<K, J>(
        &self,
        settings: Settings,
        jobs: J,
        each: impl FnMut(Event<K>, &Handle),
    ) -> Outbox<Parcel<K>>
    where
        K: Clone + Send + 'static,
        J: IntoIterator<Item = Job<(K, Notification)>>,
        J::IntoIter: Send + 'static,
    {
        self.deliver_from(Outbox::new(settings, 0), jobs, each)
    }

    /// The same, beginning with an outbox.
    pub fn deliver_from<K, J>(
        &self,
        outbox: Outbox<Parcel<K>>,
        jobs: J,
        mut each: impl FnMut(Event<K>, &Handle),
    ) -> Outbox<Parcel<K>>
    where
        K: Clone + Send + 'static,
        J: IntoIterator<Item = Job<(K, Notification)>>,
        J::IntoIter: Send + 'static,
    {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut events = client.deliver_from(outbox, stream::iter(jobs));
                let handle = events.handle();
                while let Some(event) = events.next().await {
                    each(event, &handle);
                }
                events.into_outbox()
            }),
            Self::Blocking(client) => {
                let mut events = client.deliver_from(outbox, jobs);
                let handle = events.handle();
                for event in events.by_ref() {
                    each(event, &handle);
                }
                events.into_outbox()
            }
        }
    }

    /// Delivers the jobs until this many events have come, and cancels the rest. Returns the events and what is left.
    pub fn deliver_some<K, J>(
        &self,
        settings: Settings,
        jobs: J,
        events: usize,
    ) -> (Vec<Event<K>>, Outbox<Parcel<K>>)
    where
        K: Clone + Send + 'static,
        J: IntoIterator<Item = Job<(K, Notification)>>,
        J::IntoIter: Send + 'static,
    {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut delivery = client.deliver(settings, stream::iter(jobs));
                let some = delivery.by_ref().take(events).collect().await;
                (some, delivery.into_outbox())
            }),
            Self::Blocking(client) => {
                let mut delivery = client.deliver(settings, jobs);
                let some = delivery.by_ref().take(events).collect();
                (some, delivery.into_outbox())
            }
        }
    }

    /// Sends any request.
    pub fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.request(request)),
            Self::Blocking(client) => client.request(request),
        }
    }

    /// Registers a callback.
    pub fn register_callback(&self, registration: &CallbackRegistration) -> Result<Reply, Error> {
        match self {
            Self::Hyper(client, runtime) => {
                runtime.block_on(client.register_callback(registration))
            }
            Self::Blocking(client) => client.register_callback(registration),
        }
    }

    /// Whether the client says that it has an identity.
    pub fn has_identity(&self) -> bool {
        match self {
            Self::Hyper(client, _) => client.has_identity(),
            Self::Blocking(client) => client.has_identity(),
        }
    }

    /// The client's explanation of a connection.
    pub fn explain_connection(&self, connection: &Connection) -> Option<&'static str> {
        match self {
            Self::Hyper(client, _) => client.explain_connection(connection),
            Self::Blocking(client) => client.explain_connection(connection),
        }
    }

    /// The client's explanation of a reply of this channel.
    pub fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        match self {
            Self::Hyper(client, _) => client.explain(reply, channel),
            Self::Blocking(client) => client.explain(reply, channel),
        }
    }
}

/// As the transport's client.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hyper(client, _) => client.fmt(f),
            Self::Blocking(client) => client.fmt(f),
        }
    }
}
