use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};

use super::exchange;
use super::limited_writes::LimitedWrites;
use super::seat::Seat;
use crate::Bounds;

/// What serves the requests of each connection.
pub(super) struct Server {
    http: http1::Builder,
    router: TowerToHyperService<Router>,
    write_time: Duration,
}

impl Server {
    pub(super) fn new(router: Router, bounds: &Bounds) -> Self {
        let mut http = http1::Builder::new();
        // A client may close its sending side after a request, as `nc -N` does, and still read the answer.
        http.half_close(true)
            .timer(TokioTimer::new())
            .header_read_timeout(bounds.head_time)
            .max_header_size(bounds.head_bytes)
            .max_buf_size(bounds.head_bytes.max(LEAST_BUFFER));
        let router = TowerToHyperService::new(router);
        Self { http, router, write_time: bounds.write_time }
    }

    /// Serves the requests of a connection until it ends.
    pub(super) async fn serve<S>(&self, stream: S, seat: Arc<Seat>, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let service =
            service_fn(|request| exchange::answer(self.router.clone(), Arc::clone(&seat), request));
        let stream = LimitedWrites::new(stream, self.write_time);
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        // An error is of the client, which cannot be answered any more.
        let _ = watcher.watch(connection).await;
    }
}

/// hyper takes no smaller buffer.
const LEAST_BUFFER: usize = 8192;
