use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::held_bytes;
use super::seat::{Seat, Turn};

/// A body that notes on the seat of its connection who has to act for the next part.
#[derive(Debug)]
pub(crate) struct WatchedBody<B> {
    body: B,
    seat: Arc<Seat>,
    /// Who produces the body.
    producer: Turn,
}

impl<B> WatchedBody<B> {
    /// The body of a request: the client sends it, and the service does the rest.
    pub(super) fn of_request(body: B, seat: Arc<Seat>) -> Self {
        Self { body, seat, producer: Turn::Client }
    }

    /// The body of an answer: the service produces it, and the client does the rest.
    pub(super) fn of_answer(body: B, seat: Arc<Seat>) -> Self {
        Self { body, seat, producer: Turn::Service }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for WatchedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.seat.set_turn(match (polled.is_pending(), self.producer) {
            (true, producer) => producer,
            (false, Turn::Client) => Turn::Service,
            (false, Turn::Service) => Turn::Client,
        });
        match self.producer {
            Turn::Client => polled,
            Turn::Service => {
                polled.map_ok(|frame| frame.map_data(|bytes| held_bytes::hold(bytes, &self.seat)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
