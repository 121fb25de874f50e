//! A connection to send requests on, and the pool of those that wait for their next request.

use std::io;
use std::mem::MaybeUninit;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use mpns_connect::Connection;
use mpns_connect::transport::{self, Attempt, Failure, HostKey, MAX_HEAD, MAX_HEADERS, Pooled};
use socket2::SockRef;
use tokio::runtime;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::deadline::{after, now};
use crate::dial::{Stream, tcp};
use crate::watched::{Observed, Watched};

/// The connections that are open and unused.
pub(crate) type Pool = transport::Pool<Key, HttpConnection>;

/// A host as seen from one runtime: another one may not run at the moment, and a connection would not move.
pub(crate) type Key = (HostKey, runtime::Id);

/// A connection, whose other half is a task of its own.
pub(crate) struct HttpConnection {
    requests: SendRequest<Full<Bytes>>,
    task: Task,
    connection: Connection,
    is_forwarded: bool,
}

/// The task that ends when the connection does.
struct Task {
    handle: JoinHandle<()>,
    attempt: Arc<Observed>,
}

impl HttpConnection {
    /// Starts HTTP/1.1 on a new stream. The connection keeps the pool swept while it is open.
    pub(crate) async fn start(
        stream: Stream,
        connection: Connection,
        is_forwarded: bool,
        key: &Key,
        pool: &Arc<Pool>,
    ) -> Result<Self, hyper::Error> {
        let stream = Watched::new(stream, has_input);
        Self::over(stream, connection, is_forwarded, key, pool).await
    }

    async fn over<IO: Read + Write + Unpin + Send + 'static>(
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
        let place = Place { key: key.clone(), pool: Arc::downgrade(pool) };
        let task = Task { handle: tokio::spawn(run(io, place)), attempt };
        Ok(Self { requests, task, connection, is_forwarded })
    }

    /// Sends a request whose URI is absolute, and waits for the head of the response.
    pub(crate) async fn send(
        &mut self,
        request: &Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Failure> {
        let request = self.copy(request);
        if self.connection.is_reused() {
            self.task.attempt.with(Attempt::reuse_connection);
        }
        self.requests.ready().await.map_err(failure)?;
        let response = pin!(self.requests.send_request(request));
        match select(response, &mut self.task.handle).await {
            Either::Left((response, _)) => response.map_err(failure),
            // hyper has answered all requests that it took. One that was queued while the connection ended
            // can be left in the queue.
            Either::Right((_, response)) => match response.now_or_never() {
                Some(response) => response.map_err(failure),
                None => Err(Failure::Broken(None)),
            },
        }
    }

    /// The request as its receiver wants it: a forwarding proxy the whole URI, a service the path. What other
    /// libraries left in its extensions means nothing here.
    fn copy(&self, request: &Request<Full<Bytes>>) -> Request<Full<Bytes>> {
        let mut copy = Request::new(request.body().clone());
        *copy.method_mut() = request.method().clone();
        *copy.headers_mut() = request.headers().clone();
        *copy.uri_mut() =
            if self.is_forwarded { request.uri().clone() } else { origin_form(request.uri()) };
        copy
    }

    /// Describes the connection, and counts an exchange.
    pub(crate) fn count_exchange(&mut self) -> Connection {
        let connection = self.connection;
        self.connection = connection.reused();
        connection
    }

    /// Whether all that hyper has of the request has left. If the response came before that, hyper may wait for
    /// ever until the rest can be written.
    pub(crate) fn is_flushed(&self) -> bool {
        self.task.is_flushed()
    }

    /// Closes the connection, and waits for that, so that the next one is not opened before. Returns what is known
    /// of the last attempt then.
    pub(crate) async fn close(self) -> Attempt {
        let Self { requests, mut task, .. } = self;
        // hyper closes a connection on which nobody can send any more.
        drop(requests);
        task.end().await;
        task.attempt.with(|attempt| attempt.clone())
    }
}

impl Pooled for HttpConnection {
    fn is_open(&self) -> bool {
        !self.requests.is_closed()
    }
}

impl Task {
    fn is_flushed(&self) -> bool {
        self.attempt.with(|attempt| attempt.is_flushed())
    }

    async fn end(&mut self) {
        if !self.is_flushed() {
            self.handle.abort();
        }
        for _ in 0..2 {
            // Whoever saw it end may not wait for it again.
            if self.handle.is_finished() || timeout(CLOSE_WAIT, &mut self.handle).await.is_ok() {
                return;
            }
            self.handle.abort();
        }
    }
}

/// hyper does not close a connection before it has written all, for which it would wait for ever.
impl Drop for Task {
    fn drop(&mut self) {
        if !self.is_flushed() {
            self.handle.abort();
        }
    }
}

/// Where a connection is kept.
struct Place {
    key: Key,
    pool: Weak<Pool>,
}

impl Place {
    fn sweep(&self) -> Option<Instant> {
        self.pool.upgrade()?.sweep(&self.key, now()).map(Instant::from_std)
    }
}

/// A connection that ended takes no room in the pool, whatever ended it.
impl Drop for Place {
    fn drop(&mut self) {
        self.sweep();
    }
}

/// Carries requests and responses until the connection ends, and has the pool drop connections that are unused for
/// too long: then they end.
async fn run<IO: Read + Write + Unpin>(
    io: http1::Connection<Watched<IO>, Full<Bytes>>,
    place: Place,
) {
    // Dropped before `place`, so that the connection has ended when the pool is swept.
    let mut io = pin!(io);
    let mut next_sweep = after(transport::MAX_IDLE);
    // The request that is under way hears how it ends.
    while timeout_at(next_sweep, io.as_mut()).await.is_err() {
        next_sweep = place.sweep().unwrap_or_else(|| after(transport::MAX_IDLE));
    }
}

fn failure(error: hyper::Error) -> Failure {
    let is_parse = error.is_parse();
    let cause = Some(error.into());
    if is_parse { Failure::Head(cause) } else { Failure::Broken(cause) }
}

/// Whether there is anything to read, or an end or an error, whether or not tokio has heard of it.
fn has_input(stream: &Stream) -> bool {
    let peeked = SockRef::from(tcp(stream)).peek(&mut [MaybeUninit::uninit()]);
    !peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

/// What a request says of its target to the server itself: RFC 9112, section 3.2.1.
fn origin_form(target: &Uri) -> Uri {
    target.path_and_query().map_or_else(Uri::default, |path| path.clone().into())
}

/// How long closing a connection may take, and then aborting it. It is more than it needs, unless its stream never
/// closes, or holds its thread up.
const CLOSE_WAIT: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests;
