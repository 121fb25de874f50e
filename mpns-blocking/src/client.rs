use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{Request, Response};
use mpns_connect::{
    Error,
    transport::{MAX_BODY_WAIT, MAX_HEAD, Outbound},
};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};
use ureq::Agent;

use crate::{
    ClientBuilder,
    drain::drain,
    failed::failed,
    observe::{longest_row, observe},
    send_all::send_all,
};

/// Sends notifications, each from the thread that asks for it, over connections that are kept and used again.
///
/// It is cheap to clone; clones share their connections. It can be used from any number of threads at once, and each
/// exchange has a connection to itself.
///
/// Nothing is sent but what the request says, with `Host` and one `Content-Length`, unless [features of
/// ureq](crate#features-of-ureq) add to it. Redirects are not followed. A connection that the service closed meanwhile is
/// passed over before anything is written to it; once something was written, nothing is sent again. The head of an
/// answer may have 64 KiB and 128 headers; of its body, which is not needed, up to 64 KiB are read for up to half a second,
/// and more than that costs the connection, not the reply.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) agent: Agent,
    /// Whether the agent is the caller's: what it did with a request cannot be known.
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
    /// A client with the settings that [`ClientBuilder`] begins with: no proxy, no identity, Mozilla's trusted authorities.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Settings to begin with.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends a notification to a channel, and waits for the reply.
    ///
    /// Any answer of the service is a reply, a refusal too: what it means is its [`Outcome`](mpns_proto::Outcome). Where it
    /// is 401 or 403 on an `https` channel, see [`Client::explain`].
    ///
    /// # Errors
    ///
    /// Where there is no reply; see [`Error`].
    pub fn send(&self, notification: &Notification, channel: &ChannelUri) -> Result<Reply, Error> {
        self.request(notification.request(channel)).map(|response| Reply::from_response(&response))
    }

    /// Registers a callback for a channel, and waits for the reply.
    ///
    /// # Errors
    ///
    /// Where there is no reply; see [`Error`].
    pub fn register_callback(&self, registration: &CallbackRegistration) -> Result<Reply, Error> {
        self.request(registration.request()).map(|response| Reply::from_response(&response))
    }

    /// Sends many notifications, at most so many at a time (at least one), from as many threads at the most: one is started
    /// when a job is taken and none is idle for the next.
    ///
    /// The jobs are taken from the iterator one by one, when a thread is free for the next, so that memory stays flat however
    /// many there are: not more than twice that many are taken and not yet handed out. A job is a key of the caller's, a
    /// channel and a notification; the key comes back with the result. Results come as they are had, in any order, exactly
    /// one for each job.
    ///
    /// The iterator runs on those threads, one call at a time, which is why it and the keys are `Send` and `'static`. When the
    /// results are dropped, no further job is asked for; each thread ends with the exchange it is at. A panic of the iterator
    /// comes out of [`Iterator::next`] of the results.
    ///
    /// ```no_run
    /// # use mpns_proto::{ChannelUri, Notification};
    /// # fn example(client: mpns_blocking::Client, toast: Notification, channels: Vec<ChannelUri>) {
    /// let jobs = channels.into_iter().enumerate().map(move |(row, channel)| (row, channel, toast.clone()));
    /// for (row, result) in client.send_all(jobs, 32) {
    ///     match result {
    ///         Ok(reply) => println!("{row}: {:?}", reply.outcome()),
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

    /// Sends any request, and waits for status and headers of the answer.
    ///
    /// The URI is absolute, `http` or `https`, and without user info. `Host` is added where it is missing; `Content-Length`
    /// is what the body has, and `Transfer-Encoding` is left out.
    ///
    /// The response has its [`Connection`](crate::Connection) among its extensions, unless the agent is a caller's own.
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
    /// Where there is no response; see [`Error`]. A status, whichever, is no error, but for those with which a proxy says that
    /// the answer is its own: see [`Outbound::reject_proxy_response`].
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

    /// What a refusal may have come from that the reply itself does not tell: 401 or 403 on an `https` channel, while no
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
    /// All of it at each request, so that the configuration of a caller's own agent does not lose a reply.
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
