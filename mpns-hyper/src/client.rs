use std::sync::Arc;

use futures_util::{Stream, StreamExt as _};
use http::{Request, Response};
use mpns_connect::delivery::Parcel;
use mpns_connect::transport::{Settings, random_seed};
use mpns_connect::{Connection, Error};
use mpns_outbox::{Job, Outbox};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};

use crate::ClientBuilder;
use crate::deliver::Deliver;
use crate::exchange::Exchange;

/// Sends notifications over connections that are kept and used again.
///
/// It is cheap to clone, and clones share the connections: one client should serve a whole program. A connection
/// serves the requests of the runtime on which it was opened.
///
/// Dropping a future of a client cancels what it does. A request that has been sent by then may still be delivered.
///
/// # Panics
///
/// Each method that sends needs a tokio runtime. Without one it returns an error; in one that was built without
/// `enable_time` and `enable_io` (or `enable_all`), tokio panics.
#[derive(Clone, Debug)]
pub struct Client(Arc<Exchange>);

impl Client {
    /// A client with the default settings: no proxy, no identity, and trust in Mozilla's list of authorities.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// The default settings, to be changed.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends a notification to a channel, and waits for the reply.
    ///
    /// Every response is a reply, a refusal too: its [`Outcome`](mpns_proto::Outcome) says what it means. For a 401
    /// or 403 on an `https` channel, see also [`Client::explain`].
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`]. If the notification has a message ID, a reply to another one is noticed.
    pub async fn send(
        &self,
        notification: &Notification,
        channel: &ChannelUri,
    ) -> Result<Reply, Error> {
        let outgoing = self.0.settings().prepare_notification(notification, channel)?;
        let (response, _) = self.0.run(&outgoing).await?;
        Ok(Reply::from_response(&response))
    }

    /// Sends many notifications, up to `at_most` at the same time (minimum 1), and yields their results as
    /// they come, in any order: exactly one for each job.
    ///
    /// A job is a key of your choice, a channel and a notification; the key comes back with the result. The next
    /// job is taken only when there is room for it, so memory use does not grow with their number.
    ///
    /// How many at a time: the rate that you want, times the seconds of a round trip. To a near service, 32 to 64 are
    /// plenty; if a round trip takes 50 ms, 64 are 1,280 sends a second. If it is more than 64 to a host, set
    /// [`max_idle_connections`](ClientBuilder::max_idle_connections) to it, so that the next call finds them all.
    ///
    /// Nothing happens unless the stream is polled. Dropping it cancels what is under way.
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # async fn run(client: mpns_hyper::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// use futures_util::{StreamExt as _, stream};
    ///
    /// let jobs = channels.into_iter().enumerate().map(|(row, channel)| (row, channel, toast.clone()));
    /// let mut results = client.send_all(stream::iter(jobs), 32);
    /// while let Some((row, result)) = results.next().await {
    ///     match result {
    ///         Ok(reply) => println!("{row}: {}", reply.outcome()),
    ///         Err(error) => println!("{row}: {error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn send_all<K, S>(
        &self,
        jobs: S,
        at_most: usize,
    ) -> impl Stream<Item = (K, Result<Reply, Error>)> + use<K, S>
    where
        S: Stream<Item = (K, ChannelUri, Notification)>,
    {
        let client = self.clone();
        let send = move |(key, channel, notification)| {
            let client = client.clone();
            async move { (key, client.send(&notification, &channel).await) }
        };
        jobs.map(send).buffer_unordered(at_most.max(1))
    }

    /// Delivers many notifications until each has ended, by the [rules](mpns_outbox#the-rules) of an outbox: holds a
    /// channel for an hour after a 412, backs off, probes a host that does not answer, keeps the order in a channel. It
    /// may take days: [`send_all`](Self::send_all) tries each once.
    ///
    /// The stream yields what happens, and exactly one
    /// [`Ended`](crate::delivery::Event::Ended) for each job. The next job is taken only when a request could be sent and
    /// none of those that wait may be, so memory use does not grow with their number; at most
    /// [`jobs`](mpns_outbox::Settings::jobs) are taken that have not ended, and when all of these wait, it waits too.
    ///
    /// Nothing happens unless the stream is polled. Waiting for the next event is cancel-safe: if the future is dropped, as
    /// `select!` does, no event and no reply is lost. Dropping the stream cancels what is under way, without an event. What
    /// was not reported as ended is left, and a request in flight may have been delivered. To end it without that,
    /// [drain](crate::delivery::Handle::drain) it, take the rest of the events, and then what is left by
    /// [`into_outbox`](crate::Deliver::into_outbox). The [handle](crate::Deliver::handle) also shows
    /// [how far it is](crate::delivery::Handle::counts), and cancels what waits for
    /// [a channel](crate::delivery::Handle::cancel_channel).
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # async fn run(client: mpns_hyper::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// use futures_util::{StreamExt as _, stream};
    /// use mpns_hyper::{delivery::Event, mpns_outbox::{Job, Settings}};
    ///
    /// let jobs = channels.into_iter().enumerate().map(|(row, channel)| Job::new(channel, (row, toast.clone())));
    /// let mut events = client.deliver(Settings::default(), stream::iter(jobs));
    /// while let Some(event) = events.next().await {
    ///     match event {
    ///         Event::Ended(ended) => println!("{}: {} after {} attempts", ended.key, ended.end, ended.attempts),
    ///         Event::Held(held) => println!("{:?} is held until {:?}", held.channel, held.hold.end()),
    ///         event => println!("{event:?}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn deliver<K: Clone, S>(&self, settings: mpns_outbox::Settings, jobs: S) -> Deliver<K, S>
    where
        S: Stream<Item = Job<(K, Notification)>>,
    {
        self.deliver_from(Outbox::new(settings, random_seed()), jobs)
    }

    /// The same, beginning with what is in an outbox: what a delivery [left](crate::Deliver::into_outbox), one that was
    /// restored from its saved state, or a new one with the [holds](mpns_outbox::Outbox::restore_hold) that a
    /// [`Held`](crate::delivery::Event::Held) reported before a restart. Requests in flight in it may have been delivered.
    pub fn deliver_from<K: Clone, S>(&self, outbox: Outbox<Parcel<K>>, jobs: S) -> Deliver<K, S>
    where
        S: Stream<Item = Job<(K, Notification)>>,
    {
        Deliver::new(self.clone(), outbox, jobs)
    }

    /// Asks the service to report when the phone behind a channel becomes inactive.
    ///
    /// The reply means of the channel only what its headers say: see
    /// [`Reply::is_to_callback`](mpns_proto::Reply::is_to_callback).
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub async fn register_callback(
        &self,
        registration: &CallbackRegistration,
    ) -> Result<Reply, Error> {
        let response = self.request(registration.request()).await?;
        Ok(registration.reply(&response))
    }

    /// Sends any request, and returns status and headers of the response, without its body.
    ///
    /// The URI has to be absolute, `http` or `https`, and without user info. `Host` is added if it is
    /// missing, `Content-Length` becomes the length of the body, and `Transfer-Encoding` is removed.
    ///
    /// The response has its [`Connection`] among its extensions.
    ///
    /// ```
    /// # fn log(response: http::Response<()>) {
    /// if let Some(connection) = response.extensions().get::<mpns_hyper::Connection>() {
    ///     eprintln!("{connection}"); // such as "10.0.0.1:443, TLS 1.3 TLS_AES_256_GCM_SHA384, reused"
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no response: see [`Error`]. No status is an error, unless a proxy says that the response
    /// is its own: see [`Settings::reject_proxy_response`]. A response that echoes the message ID of another request is
    /// not one to this request: see [`is_stale`](mpns_proto::is_stale).
    pub async fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        let outgoing = self.0.settings().prepare(request)?;
        let (mut response, connection) = self.0.run(&outgoing).await?;
        response.extensions_mut().insert(connection);
        Ok(response)
    }

    /// Whether a client certificate is shown to services that ask for one.
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.0.settings().tls().has_identity()
    }

    /// What may have caused a 401 or 403 that the reply does not show: the channel is `https`, and no
    /// identity is configured.
    #[must_use]
    pub fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        self.0.settings().explain(channel.expose_uri(), reply.status())
    }

    /// Why an exchange was not authenticated by the configured identity, if there is one: the channel is `http`, or the
    /// service did not ask for it. [`Client::request`] returns the connection.
    #[must_use]
    pub fn explain_connection(&self, connection: &Connection) -> Option<&'static str> {
        self.0.settings().explain_connection(connection)
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

/// The client with these settings.
impl From<Settings> for Client {
    fn from(settings: Settings) -> Self {
        Self(Arc::new(Exchange::new(settings)))
    }
}

#[cfg(test)]
mod tests {
    use mpns_proto::Raw;

    use super::*;

    /// A larger one takes longer to allocate, which `send_all` does for each job.
    #[test]
    fn the_future_of_a_send_is_small() {
        let notification = Raw::from("a").build().unwrap();
        let channel = "http://h.example/a".parse().unwrap();
        let client = Client::new();
        let size = size_of_val(&client.send(&notification, &channel));
        assert!(size <= 900, "{size}");
    }
}
