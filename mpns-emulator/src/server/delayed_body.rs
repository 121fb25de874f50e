use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::FaultTime;

/// A body that comes after a delay.
#[derive(Debug)]
pub(super) struct DelayedBody {
    delay: Pin<Box<Sleep>>,
    bytes: Bytes,
}

impl DelayedBody {
    /// A body, whose delay begins now.
    pub(super) fn new(bytes: Bytes, delay: FaultTime) -> Self {
        Self { delay: Box::pin(sleep(delay.get())), bytes }
    }
}

impl Body for DelayedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        ready!(self.delay.as_mut().poll(cx));
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
