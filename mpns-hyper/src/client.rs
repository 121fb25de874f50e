use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::{Request, Response};
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::Connect;
use mpns_connect::Error;
use mpns_connect::transport::Outbound;
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};

use crate::ClientBuilder;
use crate::custom_client::CustomClient;
use crate::deadline::after;
use crate::exchange::Exchange;
use crate::host::add_host;

/// Sends notifications over connections that are kept and used again.
///
/// It is cheap to clone, and clones share the connections: one client should serve a whole program. It needs
/// a tokio runtime with time and I/O. A connection serves the requests of the runtime on which it was made.
///
/// Dropping a future of a client cancels what it does. A request that has left by then may still be delivered.
///
/// A connector of the caller's comes in by [`Client::builder_over_connector`], and a hyper-util client by
/// [`Client::builder_over_client`] or [`From`].
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    settings: Settings,
    over: Over,
}

/// What carries the requests.
pub(crate) enum Over {
    Connections(Exchange),
    Client(Arc<dyn CustomClient>),
}

pub(crate) struct Settings {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) outbound: Outbound,
}

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

    pub(crate) fn over(over: Over, settings: Settings) -> Self {
        Self(Arc::new(Inner { settings, over }))
    }

    /// Whether a client certificate is shown to services that ask for one.
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.0.settings.outbound.has_identity()
    }

    /// What may have caused a 401 or 403 that the reply does not tell: the channel is `https`, and no
    /// identity is configured.
    #[must_use]
    pub fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        self.0.settings.outbound.explain(channel.expose_uri(), reply.status())
    }

    /// Sends a notification to a channel.
    ///
    /// Whatever the service answers is a reply, a refusal too: its [`Outcome`](mpns_proto::Outcome) says what
    /// it means. For a 401 or 403 on an `https` channel, see also [`Client::explain`].
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub async fn send(
        &self,
        notification: &Notification,
        channel: &ChannelUri,
    ) -> Result<Reply, Error> {
        let response = self.request(notification.request(channel)).await?;
        Ok(Reply::from_response(&response))
    }

    /// Asks the service to tell when the phone behind a channel becomes inactive.
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub async fn register_callback(
        &self,
        registration: &CallbackRegistration,
    ) -> Result<Reply, Error> {
        let response = self.request(registration.request()).await?;
        Ok(Reply::from_response(&response))
    }

    /// Sends many notifications, up to `at_most` at the same time (minimum 1), and yields their results as
    /// they come, in any order: exactly one for each job.
    ///
    /// A job is a key of the caller's choice, a channel and a notification; the key comes back with the
    /// result. The next job is taken only when there is room for it, so memory use does not grow with their
    /// number. 32 to 64 at a time are plenty for one host.
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

    /// Sends any request, and returns status and headers of the response, without its body.
    ///
    /// The URI has to be absolute, `http` or `https`, and without user info. `Host` is added if it is
    /// missing, `Content-Length` becomes the length of the body, and `Transfer-Encoding` is removed.
    ///
    /// The response has its [`Connection`](crate::Connection) among its extensions, except over a connector
    /// of the caller's.
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
    /// is its own: see [`Outbound::reject_proxy_response`].
    pub async fn request(&self, mut request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        let Inner { settings, over } = &*self.0;
        let deadline = after(settings.timeout);
        settings.outbound.prepare(&mut request)?;
        add_host(&mut request);
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let response = match over {
            Over::Connections(exchange) => exchange.run(settings, &request, deadline).await?,
            Over::Client(client) => client.run(settings, &request, deadline).await?,
        };
        let target = request.uri();
        settings.outbound.reject_proxy_response(target, response.status(), response.headers())?;
        Ok(response)
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("timeout", &self.0.settings.timeout)
            .field("connect_timeout", &self.0.settings.connect_timeout)
            .field("outbound", &self.0.settings.outbound)
            .finish_non_exhaustive()
    }
}

/// The default settings over a client of the caller's: see [`Client::builder_over_client`].
impl<C: Connect + Clone + Send + Sync + 'static> From<legacy::Client<C, Full<Bytes>>> for Client {
    fn from(client: legacy::Client<C, Full<Bytes>>) -> Self {
        Self::builder_over_client(client).build()
    }
}
