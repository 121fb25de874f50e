use std::sync::Arc;

use http::{Request, Response};
use mpns_connect::delivery::Parcel;
use mpns_connect::transport::{Settings, random_seed};
use mpns_connect::{Connection, Error};
use mpns_outbox::{Job, Outbox};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};

use crate::ClientBuilder;
use crate::deliver::Deliver;
use crate::exchange::Exchange;
use crate::send_all::SendAll;

/// Sends notifications over connections that are kept and used again, each from the thread that asks for it.
///
/// It is cheap to clone, and clones share the connections: one client should serve a whole program. Any
/// number of threads can use it at once.
///
/// No thread watches over the unused connections: those that are too old are closed when later exchanges end.
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
    pub fn send(&self, notification: &Notification, channel: &ChannelUri) -> Result<Reply, Error> {
        let outgoing = self.settings().prepare_notification(notification, channel)?;
        let (response, _) = self.0.run(&outgoing)?;
        Ok(Reply::from_response(&response))
    }

    /// Sends many notifications, up to `at_most` at the same time (minimum 1), and yields their results as
    /// they come, in any order: exactly one for each job. Threads are started on demand, never more than
    /// `at_most`, and one for name lookups. If the system refuses some, the others do the work; without any, your own.
    ///
    /// A job is a key of your choice, a channel and a notification; the key comes back with the result.
    ///
    /// How many at a time: the rate that you want, times the seconds of a round trip. To a near service, 32 to 64 are
    /// plenty; if a round trip takes 50 ms, 64 are 1,280 sends a second. If it is more than 64 to a host, set
    /// [`max_idle_connections`](ClientBuilder::max_idle_connections) to it, so that the next call finds them all.
    ///
    /// The jobs are taken by [`Iterator::next`] of the results, on your thread: they may borrow, and need not be
    /// `Send`, so the rows of a database cursor can be streamed into it. They are taken only when there is room, so
    /// memory use does not grow with their number: at most `2 * at_most` are taken whose results are not handed out.
    /// A result can wait until the next job is there; if your jobs take long to come, such as those of a channel, call
    /// [`Client::send`] on threads of your own.
    ///
    /// When the results are dropped, no further job is begun, and each thread ends after its exchange.
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # fn example(client: mpns_blocking::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// let jobs = channels.into_iter().enumerate().map(|(row, channel)| (row, channel, toast.clone()));
    /// for (row, result) in client.send_all(jobs, 32) {
    ///     match result {
    ///         Ok(reply) => println!("{row}: {}", reply.outcome()),
    ///         Err(error) => println!("{row}: {error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn send_all<K, I>(
        &self,
        jobs: I,
        at_most: usize,
    ) -> impl Iterator<Item = (K, Result<Reply, Error>)> + use<K, I>
    where
        I: IntoIterator<Item = (K, ChannelUri, Notification)>,
    {
        SendAll::new(self.clone(), jobs.into_iter(), at_most)
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.0.settings()
    }

    /// Delivers many notifications until each has ended, by the [rules](mpns_outbox#the-rules) of an outbox: holds a
    /// channel for an hour after a 412, backs off, probes a host that does not answer, keeps the order in a channel. It
    /// may take days: [`send_all`](Self::send_all) tries each once.
    ///
    /// The iterator yields what happens, and exactly one
    /// [`Ended`](crate::delivery::Event::Ended) for each job. The next job is taken only when a request could be sent and
    /// none of those that wait may be, so memory use does not grow with their number; at most
    /// [`jobs`](mpns_outbox::Settings::jobs) are taken that have not ended, and when all of these wait, it waits too. The
    /// source is asked on your thread, as that of [`send_all`](Self::send_all): while it lets wait, nothing else happens here.
    ///
    /// Nothing happens unless the iterator is asked. Once it is dropped, no further request is begun, and each thread ends
    /// after its exchange, without an event. What was not reported as ended is left, and a request in flight may have been
    /// delivered. To end it without that, [drain](crate::delivery::Handle::drain) it, take the rest of the events, and then
    /// what is left by [`into_outbox`](crate::Deliver::into_outbox). The [handle](crate::Deliver::handle) also shows
    /// [how far it is](crate::delivery::Handle::counts), and cancels what waits for
    /// [a channel](crate::delivery::Handle::cancel_channel).
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # fn example(client: mpns_blocking::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// use mpns_blocking::{delivery::Event, mpns_outbox::{Job, Settings}};
    ///
    /// let jobs = channels.into_iter().enumerate().map(|(row, channel)| Job::new(channel, (row, toast.clone())));
    /// for event in client.deliver(Settings::default(), jobs) {
    ///     match event {
    ///         Event::Ended(ended) => println!("{}: {} after {} attempts", ended.key, ended.end, ended.attempts),
    ///         Event::Held(held) => println!("{:?} is held until {:?}", held.channel, held.hold.end()),
    ///         event => println!("{event:?}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn deliver<K: Clone, I>(
        &self,
        settings: mpns_outbox::Settings,
        jobs: I,
    ) -> Deliver<K, I::IntoIter>
    where
        I: IntoIterator<Item = Job<(K, Notification)>>,
    {
        self.deliver_from(Outbox::new(settings, random_seed()), jobs)
    }

    /// The same, beginning with what is in an outbox: what a delivery [left](crate::Deliver::into_outbox), one that was
    /// restored from its saved state, or a new one with the [holds](mpns_outbox::Outbox::restore_hold) that a
    /// [`Held`](crate::delivery::Event::Held) reported before a restart. Requests in flight in it may have been delivered.
    pub fn deliver_from<K: Clone, I>(
        &self,
        outbox: Outbox<Parcel<K>>,
        jobs: I,
    ) -> Deliver<K, I::IntoIter>
    where
        I: IntoIterator<Item = Job<(K, Notification)>>,
    {
        Deliver::new(self.clone(), outbox, jobs.into_iter())
    }

    /// Asks the service to report when the phone behind a channel becomes inactive.
    ///
    /// The reply means of the channel only what its headers say: see
    /// [`Reply::is_to_callback`](mpns_proto::Reply::is_to_callback).
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub fn register_callback(&self, registration: &CallbackRegistration) -> Result<Reply, Error> {
        let response = self.request(registration.request())?;
        Ok(registration.reply(&response))
    }

    /// Sends any request, and returns status and headers of the response, without its body.
    ///
    /// The URI has to be absolute, `http` or `https`, and without user info. `Host` is added if it is
    /// missing, `Content-Length` becomes the length of the body, and `Transfer-Encoding` is removed.
    ///
    /// A response that is received before the whole request has been sent is seen only if the rest of the request fits
    /// in the buffers of the sockets, which take far more than a notification. Otherwise the time limit ends
    /// the exchange.
    ///
    /// The response has its [`Connection`] among its extensions.
    ///
    /// ```
    /// # fn log(response: http::Response<()>) {
    /// if let Some(connection) = response.extensions().get::<mpns_blocking::Connection>() {
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
    pub fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        let (mut response, connection) = self.0.run(&self.settings().prepare(request)?)?;
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
