use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Request, Response};
use mpns_connect::Error;
use mpns_connect::transport::{MAX_BODY_WAIT, MAX_HEAD, Outbound};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};
use ureq::Agent;

use crate::ClientBuilder;
use crate::drain::drain;
use crate::failed::failed;
use crate::observe::{longest_row, observe};
use crate::send_all::send_all;

/// Sends notifications over connections that are kept and used again, each from the thread that asks for it.
///
/// It is cheap to clone, and clones share the connections: one client should serve a whole program. Any
/// number of threads can use it at once.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) agent: Agent,
    /// Whether the agent is the caller's, so that nobody knows what it did with a request.
    pub(crate) foreign: bool,
    pub(crate) settings: Arc<Settings>,
}

#[derive(Debug)]
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

    /// Sends a notification to a channel, and waits for the reply.
    ///
    /// Whatever the service answers is a reply, a refusal too: its [`Outcome`](mpns_proto::Outcome) says what
    /// it means. For a 401 or 403 on an `https` channel, see also [`Client::explain`].
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub fn send(&self, notification: &Notification, channel: &ChannelUri) -> Result<Reply, Error> {
        self.request(notification.request(channel)).map(|response| Reply::from_response(&response))
    }

    /// Asks the service to tell when the phone behind a channel becomes inactive.
    ///
    /// # Errors
    ///
    /// If there is no reply: see [`Error`].
    pub fn register_callback(&self, registration: &CallbackRegistration) -> Result<Reply, Error> {
        self.request(registration.request()).map(|response| Reply::from_response(&response))
    }

    /// Sends many notifications, up to `at_most` at the same time (minimum 1), and yields their results as
    /// they come, in any order: exactly one for each job. Threads are started on demand, never more than
    /// `at_most`.
    ///
    /// A job is a key of the caller's choice, a channel and a notification; the key comes back with the
    /// result. The next job is taken only when a thread is free for it, so memory use does not grow with
    /// their number: at most `2 * at_most` jobs are taken whose results are not handed out. 32 to 64 at a
    /// time are plenty for one host.
    ///
    /// The iterator runs on these threads, one call at a time, so it and the keys have to be `Send` and
    /// `'static`. When the results are dropped, no further job is taken, and each thread ends after its
    /// exchange. If the iterator panics, so does [`Iterator::next`] of the results.
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # fn example(client: mpns_blocking::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// let jobs = channels.into_iter().enumerate().map(move |(row, channel)| (row, channel, toast.clone()));
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
        K: Send + 'static,
        I: IntoIterator<Item = (K, ChannelUri, Notification)>,
        I::IntoIter: Send + 'static,
    {
        send_all(self.clone(), jobs.into_iter(), at_most)
    }

    /// Sends any request, waits for the response, and returns its status and headers, without the body.
    ///
    /// The URI has to be absolute, `http` or `https`, and without user info. `Host` is added if it is
    /// missing, `Content-Length` becomes the length of the body, and `Transfer-Encoding` is removed.
    ///
    /// A response that comes before the whole request has left is seen only if the rest of the request fits
    /// in the buffers of the sockets, which take far more than a notification. Otherwise the time limit ends
    /// the exchange.
    ///
    /// The response has its [`Connection`](crate::Connection) among its extensions, except over an agent of
    /// the caller's.
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
    /// is its own: see [`Outbound::reject_proxy_response`].
    pub fn request(&self, mut request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        let settings = &self.0.settings;
        settings.outbound.prepare(&mut request)?;
        let target = request.uri().clone();
        let start = Instant::now();
        let row = longest_row(&request);
        let (result, connection) = observe(row, || self.0.agent.run(self.0.configure(request)));
        let sent = self.0.foreign || connection.is_some();
        let response = result.map_err(|error| {
            let error = failed(&target, settings, sent, start.elapsed(), error);
            let is_new = connection.is_some_and(|connection| !connection.is_reused());
            if is_new { error.on_new_connection() } else { error }
        })?;
        let (mut parts, body) = response.into_parts();
        drain(&parts.headers, body);
        settings.outbound.reject_proxy_response(&target, parts.status, &parts.headers)?;
        parts.extensions.clear();
        if let Some(connection) = connection {
            parts.extensions.insert(connection);
        }
        Ok(Response::from_parts(parts, ()))
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

    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Agent> for Client {
    /// The default settings over an agent of the caller's: see [`Client::builder_over_agent`].
    fn from(agent: Agent) -> Self {
        Self::builder_over_agent(agent).build()
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

impl Inner {
    /// Everything is set for each request, so that no configuration of a caller's agent loses a reply.
    fn configure<B: ureq::AsSendBody>(&self, request: Request<B>) -> Request<B> {
        self.agent
            .configure_request(request)
            .http_status_as_error(false)
            .https_only(false)
            .max_redirects(0)
            .save_redirect_history(false)
            .proxy(None)
            .accept("")
            .accept_encoding("")
            .allow_non_standard_methods(true)
            .max_response_header_size(MAX_HEAD)
            .timeout_global(Some(self.settings.timeout))
            .timeout_per_call(None)
            .timeout_per_read(None)
            .timeout_per_write(None)
            .timeout_resolve(None)
            .timeout_connect(Some(self.settings.connect_timeout))
            .timeout_send_request(None)
            .timeout_send_body(None)
            .timeout_recv_response(None)
            .timeout_recv_body(Some(MAX_BODY_WAIT))
            .build()
    }
}
