//! A connection to send requests on, and the pool of those that wait for their next request.

use std::io;
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use mpns_connect::Connection;
use mpns_connect::transport::{
    self, Attempt, Failure, HostKey, MAX_HEAD, MAX_HEADERS, Outgoing, Pooled,
};
use socket2::SockRef;
use tokio::runtime;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::body::{self, Body};
use crate::deadline::now;
use crate::dial::{Stream, tcp};
use crate::task::Task;
use crate::watched::Watched;

/// The connections that are open and unused.
pub(crate) type Pool = transport::Pool<Key, Box<HttpConnection>>;

/// A host as seen from one runtime: another one may not run at the moment, and a connection would not move.
pub(crate) type Key = (HostKey, runtime::Id);

/// A connection, whose other half is a task of its own.
pub(crate) struct HttpConnection {
    requests: SendRequest<Full<Bytes>>,
    task: Task,
    connection: Connection,
    is_forwarded: bool,
    /// Ends the exchange that is under way. Setting it later, as each exchange does, costs less than a new timer.
    time_limit: Pin<Box<Sleep>>,
}

impl HttpConnection {
    /// Starts HTTP/1.1 on a new stream. The connection keeps the pool swept while it is open.
    pub(crate) async fn start<IO: Read + Write + Unpin + Send + 'static>(
        stream: Watched<IO>,
        connection: Connection,
        is_forwarded: bool,
        key: &Key,
        pool: &Arc<Pool>,
    ) -> Result<Self, hyper::Error> {
        let attempt = stream.attempt();
        let mut http = http1::Builder::new();
        http.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
        let (requests, io) = http.handshake(stream).await?;
        let (key, pool) = (key.clone(), Arc::downgrade(pool));
        let sweep = move || pool.upgrade()?.sweep(&key, now()).map(Instant::from_std);
        let task = Task::spawn(io, attempt, sweep);
        let time_limit = Box::pin(sleep_until(Instant::now()));
        Ok(Self { requests, task, connection, is_forwarded, time_limit })
    }

    /// Sends a request, and waits for the head of the response.
    pub(crate) async fn send(
        &mut self,
        outgoing: &Outgoing<'_>,
        deadline: Instant,
    ) -> Result<Response<Incoming>, Failure> {
        if self.connection.is_reused() {
            self.task.attempt.with(Attempt::reuse_connection);
        }
        let Self { requests, task, is_forwarded, time_limit, .. } = self;
        time_limit.as_mut().reset(deadline);
        let response = async {
            requests.ready().await.map_err(failure)?;
            let response = requests.send_request(request(outgoing, *is_forwarded));
            match select(pin!(response), &mut task.handle).await {
                Either::Left((response, _)) => response.map_err(failure),
                // hyper has answered all requests that it took. One that was queued while the connection ended
                // can be left in the queue.
                Either::Right((_, response)) => match response.now_or_never() {
                    Some(response) => response.map_err(failure),
                    None => Err(Failure::Broken(None)),
                },
            }
        };
        match select(pin!(response), time_limit.as_mut()).await {
            Either::Left((response, _)) => response,
            Either::Right(_) => Err(Failure::TimeLimit),
        }
    }

    /// Describes the connection, and counts an exchange.
    pub(crate) fn count_exchange(&mut self) -> Connection {
        let connection = self.connection;
        self.connection = connection.reused();
        connection
    }

    /// A response and its body, by what is known of its head.
    pub(crate) fn split(&self, response: Response<Incoming>) -> (Response<()>, Body) {
        self.task.attempt.with(|attempt| body::split(response, attempt))
    }

    /// Whether all of the request has been sent: see [`Task::is_flushed`].
    pub(crate) fn is_flushed(&self) -> bool {
        self.task.is_flushed()
    }

    /// Closes the connection, and waits for that, so that the next one is not opened before. Returns what is known
    /// of the last attempt then.
    pub(crate) async fn close(self) -> Attempt {
        let Self { requests, task, .. } = self;
        // hyper closes a connection on which nobody can send any more.
        drop(requests);
        task.end().await
    }
}

impl Pooled for Box<HttpConnection> {
    fn is_open(&self) -> bool {
        !self.requests.is_closed()
    }
}

fn failure(error: hyper::Error) -> Failure {
    let is_parse = error.is_parse();
    let cause = Some(error.into());
    if is_parse { Failure::Head(cause) } else { Failure::Broken(cause) }
}

/// Whether there is anything to read, or an end or an error, whether or not tokio has heard of it.
pub(crate) fn has_input(stream: &Stream) -> bool {
    let peeked = SockRef::from(tcp(stream)).peek(&mut [MaybeUninit::uninit()]);
    !peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

/// Whether the server has sent anything in TLS after its handshake: a ticket for a session, data, or its end.
pub(crate) fn has_gone_on(stream: &Stream) -> bool {
    let Stream::Https(tls) = stream else { return false };
    let (_, session) = tls.inner().get_ref();
    session.tls13_tickets_received() > 0 || !session.wants_read()
}

/// The request as its receiver wants it: a forwarding proxy the whole URI, a service the path.
fn request(outgoing: &Outgoing<'_>, is_forwarded: bool) -> Request<Full<Bytes>> {
    let mut request = outgoing.request().map(Full::new);
    if !is_forwarded {
        *request.uri_mut() = origin_form(request.uri());
    }
    request
}

/// What a request says of its target to the server itself: RFC 9112, section 3.2.1.
fn origin_form(target: &Uri) -> Uri {
    target.path_and_query().map_or_else(Uri::default, |path| path.clone().into())
}

#[cfg(test)]
mod tests;
