use std::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::mpsc;

use super::answering::Answering;
use super::break_off::break_off;
use super::client_stream::ClientStream;
use super::exchange::Exchanges;
use super::heads::Heads;
use super::limited_writes::LimitedWrites;
use super::recorded_reads::RecordedReads;
use super::seat::Seat;
use crate::Bounds;
use crate::peer::Peer;

/// What serves the requests of each connection.
pub(super) struct Server<A> {
    http: http1::Builder,
    answering: A,
    /// How many bytes are kept of what a client sends.
    head_bytes: usize,
    pub(super) write_time: Duration,
}

impl<A: Answering> Server<A> {
    pub(super) fn new(answering: A, bounds: &Bounds) -> Self {
        let mut http = http1::Builder::new();
        let buffer = bounds.head_bytes.max(LEAST_BUFFER);
        // A client may close its sending side after a request, as `nc -N` does, and still read the answer.
        http.half_close(true)
            .timer(TokioTimer::new())
            .header_read_timeout(bounds.head_time)
            .max_header_size(bounds.head_bytes)
            .max_buf_size(buffer);
        Self {
            http,
            answering,
            head_bytes: buffer.saturating_mul(2),
            write_time: bounds.write_time,
        }
    }

    /// Serves the requests of a connection until it ends. After the shutdown that is as soon as the exchange is over.
    pub(super) async fn serve(
        &self,
        stream: impl ClientStream,
        peer: Peer,
        seat: Arc<Seat>,
        shutdown: impl Future<Output = ()>,
    ) {
        let (breaks, mut broken) = mpsc::channel(1);
        let heads = Mutex::new(Heads::new(self.head_bytes));
        let exchanges = Exchanges { answering: &self.answering, peer, seat, heads: &heads, breaks };
        let service = service_fn(|request| exchanges.answer(request));
        let stream = LimitedWrites::new(stream, self.write_time);
        let stream = RecordedReads::new(stream, &heads);
        let mut connection = self.http.serve_connection(TokioIo::new(stream), service);
        let mut shutdown = pin::pin!(shutdown);
        let mut is_stopping = false;
        // An error is of the client, which cannot be answered any more.
        loop {
            tokio::select! {
                // What is written before a fault is sent first.
                biased;
                _ = &mut connection => return,
                Some(broken) = broken.recv() => {
                    let stream = connection.into_parts().io.into_inner().into_inner();
                    tokio::select! {
                        _ = break_off(stream, broken) => {}
                        () = &mut shutdown, if !is_stopping => {}
                    }
                    return;
                }
                () = &mut shutdown, if !is_stopping => {
                    is_stopping = true;
                    pin::Pin::new(&mut connection).graceful_shutdown();
                }
            }
        }
    }
}

/// hyper takes no smaller buffer.
const LEAST_BUFFER: usize = 8192;
