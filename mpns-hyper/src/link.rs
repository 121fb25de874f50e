//! A connection to send requests on.

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
use mpns_connect::Connection;
use mpns_connect::transport::{MAX_HEAD, MAX_HEADERS, MAX_IDLE};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::connect::{Io, Opened};
use crate::pool::{Host, Pool};
use crate::tap::Seen;

/// A connection, whose other half is a task of its own.
pub(crate) struct Link {
    requests: SendRequest<Full<Bytes>>,
    task: Task,
    is_forwarded: bool,
    connection: Option<Connection>,
    is_kept: bool,
}

/// The task that ends when the connection does.
struct Task {
    handle: JoinHandle<()>,
    seen: Arc<Seen>,
}

/// Why there is no response; none if the connection was gone before hyper took the request.
pub(crate) struct Broken(pub(crate) Option<hyper::Error>);

impl Link {
    /// Starts HTTP/1.1 on a new connection, which keeps this pool swept while it is open.
    pub(crate) async fn start(
        opened: Opened,
        host: Host,
        pool: Weak<Pool>,
    ) -> Result<Self, hyper::Error> {
        let Opened { io, seen, is_forwarded, connection } = opened;
        let mut http = http1::Builder::new();
        http.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
        let (requests, io) = http.handshake(io).await?;
        let task = Task { handle: tokio::spawn(run(io, Home { host, pool })), seen };
        Ok(Self { requests, task, is_forwarded, connection, is_kept: false })
    }

    /// Sends a request whose URI is absolute, and waits for the head of the response.
    pub(crate) async fn send(
        &mut self,
        request: &Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Broken> {
        let request = self.copy(request);
        self.task.seen.begin_request(self.is_kept);
        self.requests.ready().await.map_err(|error| Broken(Some(error)))?;
        let response = pin!(self.requests.send_request(request));
        match select(response, &mut self.task.handle).await {
            Either::Left((response, _)) => response.map_err(|error| Broken(Some(error))),
            // hyper has answered all requests that it took. One that was queued while the connection ended
            // can be left in the queue.
            Either::Right((_, response)) => match response.now_or_never() {
                Some(response) => response.map_err(|error| Broken(Some(error))),
                None => Err(Broken(None)),
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

    /// Describes the connection, if that is known, and counts an exchange.
    pub(crate) fn count(&mut self) -> Option<Connection> {
        let connection = self.connection;
        self.connection = connection.map(Connection::reused);
        self.is_kept = true;
        connection
    }

    /// Whether the connection has carried an exchange.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_kept
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }

    pub(crate) fn seen(&self) -> &Seen {
        &self.task.seen
    }

    /// Closes the connection, and waits for that, so that the next one is not opened before.
    pub(crate) async fn close(self) {
        let Self { requests, mut task, .. } = self;
        // hyper closes a connection on which nobody can send any more.
        drop(requests);
        task.end().await;
    }
}

impl Task {
    async fn end(&mut self) {
        if !self.seen.is_flushed() {
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
        if !self.seen.is_flushed() {
            self.handle.abort();
        }
    }
}

/// The pool and the host that a connection belongs to.
struct Home {
    host: Host,
    pool: Weak<Pool>,
}

impl Home {
    fn sweep(&self) -> Option<Instant> {
        self.pool.upgrade()?.sweep(&self.host)
    }
}

/// A connection that ended takes no room in the pool, whatever ended it.
impl Drop for Home {
    fn drop(&mut self) {
        self.sweep();
    }
}

/// Carries requests and responses until the connection ends. Sees to it that the pool drops connections that
/// are unused for too long: then they end.
async fn run(io: http1::Connection<Box<dyn Io>, Full<Bytes>>, home: Home) {
    // Dropped before `home`, so that the connection has ended when the pool is swept.
    let mut io = pin!(io);
    let longest = || Instant::now().checked_add(MAX_IDLE);
    let mut next_sweep = longest();
    while let Some(at) = next_sweep {
        // How it ends is told to the request that is under way.
        if timeout_at(at, io.as_mut()).await.is_ok() {
            return;
        }
        next_sweep = home.sweep().or_else(longest);
    }
}

/// What a request says of its target to the server itself: RFC 9112, section 3.2.1.
fn origin_form(target: &Uri) -> Uri {
    target.path_and_query().map_or_else(Uri::default, |path| path.clone().into())
}

/// How long closing a connection may take, and then aborting it. It is more than it needs, unless its stream never
/// closes, or holds its thread up.
const CLOSE_WAIT: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use hyper_util::rt::TokioIo;
    use tokio::io::duplex;

    use super::*;
    use crate::tap::Tap;

    /// hyper can leave a request in its queue if the connection ends at the same moment. Here it does always, as
    /// nobody runs its half of the connection.
    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_left_in_the_queue_ends_with_its_connection() {
        let (near, _far) = duplex(1024);
        let tap = Tap::new(TokioIo::new(near), |_| false);
        let seen = tap.seen();
        let (requests, io) = http1::handshake(tap).await.unwrap();
        let mut io = pin!(io);
        // Before it has run once, it takes no request.
        assert!(io.as_mut().now_or_never().is_none());
        let task = Task { handle: tokio::spawn(async {}), seen };
        let mut link =
            Link { requests, task, is_forwarded: false, connection: None, is_kept: false };
        let request = Request::post("http://a/").body(Full::default()).unwrap();
        let sent = timeout(MAX_IDLE, link.send(&request)).await.unwrap();
        assert!(matches!(sent, Err(Broken(None))));
        assert!(link.seen().is_unsent());
    }
}
