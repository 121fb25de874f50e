//! The HTTP server of a worker, for Prometheus and for what asks whether it is ready.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::metrics::metrics;
use super::shared::Shared;
use crate::failure::Failure;
use crate::resolve::resolve;

pub(super) struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on the first address of the host that can be listened on.
    pub(super) fn bind(listen: &str) -> Result<Self, Failure> {
        let addresses = resolve("--metrics", listen, "127.0.0.1:9464")?;
        let bind = || {
            let listener = std::net::TcpListener::bind(&*addresses)?;
            listener.set_nonblocking(true)?;
            let listener = TcpListener::from_std(listener)?;
            let address = listener.local_addr()?;
            Ok(Self { listener, address })
        };
        bind().map_err(|error: std::io::Error| {
            Failure::no_reply(format_args!("cannot listen on {listen}: {error}"))
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers. It does not end.
    pub(super) async fn serve<T>(self, shared: Shared) -> T {
        let seats = Arc::new(Semaphore::new(MOST));
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                // There are no descriptors left, for example.
                sleep(PAUSE).await;
                continue;
            };
            let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else { continue };
            let shared = shared.clone();
            tokio::spawn(async move {
                let _ = timeout(LONGEST, converse(stream, shared)).await;
                drop(seat);
            });
        }
    }
}

async fn converse(stream: TcpStream, shared: Shared) {
    let service = service_fn(|request: Request<_>| {
        let answer = answer(request.method(), request.uri().path(), &shared);
        async move { Ok::<_, Infallible>(answer) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).keep_alive(false).max_buf_size(BUFFER);
    // A client that breaks off is no matter.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

fn answer(method: &Method, path: &str, shared: &Shared) -> Response<Full<Bytes>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "only GET is answered\n");
    }
    let counts = shared.handle.counts();
    match path {
        "/metrics" => text(StatusCode::OK, PROMETHEUS, metrics(&counts, shared.lag())),
        "/ready" => {
            let why = if shared.is_draining() {
                "it is asked to end\n"
            } else if counts.database.is_some() || !counts.is_ready {
                "the database does not answer\n"
            } else {
                return text(StatusCode::OK, PLAIN, "ready\n");
            };
            text(StatusCode::SERVICE_UNAVAILABLE, PLAIN, why)
        }
        _ => text(StatusCode::NOT_FOUND, PLAIN, "there are /metrics and /ready\n"),
    }
}

fn text(
    status: StatusCode,
    content_type: &'static str,
    text: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    let content_type = header::HeaderValue::from_static(content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

const PLAIN: &str = "text/plain; charset=utf-8";
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";
/// How many connections are served at a time. One more is closed.
const MOST: usize = 16;
const LONGEST: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);
/// The least that hyper takes.
const BUFFER: usize = 8 << 10;

#[cfg(test)]
mod tests {
    use mpns_queue::WorkerHandle;

    use super::*;

    #[test]
    fn there_are_two_pages() {
        let shared = Shared::new(WorkerHandle::default());
        for (method, path, status) in [
            (Method::GET, "/metrics", 200),
            (Method::HEAD, "/metrics", 200),
            (Method::POST, "/metrics", 405),
            (Method::GET, "/ready", 503),
            (Method::GET, "/", 404),
        ] {
            assert_eq!(answer(&method, path, &shared).status(), status, "{method} {path}");
        }
    }
}
