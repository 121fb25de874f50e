use std::time::Duration;

use axum::BoxError;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;
use tokio::time::timeout;

use crate::Bounds;

/// Reads a whole body, with bounds on its size and on the time.
pub(crate) async fn read<B>(body: B, bounds: &Bounds) -> Result<Bytes, BodyError>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let Bounds { body_bytes: bytes, body_time: time, .. } = *bounds;
    // Refused before a client that waits for `100 Continue` sends it.
    if body.size_hint().lower() > u64::try_from(bytes).unwrap_or(u64::MAX) {
        return Err(BodyError::TooLarge { limit: bytes });
    }
    match timeout(time, Limited::new(body, bytes).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(BodyError::TooLarge { limit: bytes })
        }
        Ok(Err(_)) => Err(BodyError::BrokenOff),
        Err(_) => Err(BodyError::TooSlow { limit: time }),
    }
}

/// Why a body was not read. The answer is only a status code, and closes the connection, because the rest
/// of the body cannot be distinguished from the next request.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum BodyError {
    /// Longer than any limit of the protocol.
    #[error("the body is longer than {limit} bytes, and was not read")]
    TooLarge { limit: usize },
    #[error("the body ended too early")]
    BrokenOff,
    #[error("the body took longer than {} seconds to arrive", limit.as_secs())]
    TooSlow { limit: Duration },
}

impl BodyError {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge { .. } | Self::BrokenOff => StatusCode::BAD_REQUEST,
            Self::TooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

impl IntoResponse for BodyError {
    fn into_response(self) -> Response {
        (self.status(), [(CONNECTION, HeaderValue::from_static("close"))]).into_response()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::Body;
    use hyper::body::Frame;

    use super::*;

    /// A body of `left` bytes, a hundred at a time. After them it either ends or stalls.
    struct Piecemeal {
        left: usize,
        ends: bool,
    }

    impl hyper::body::Body for Piecemeal {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
            match (self.left, self.ends) {
                (0, true) => Poll::Ready(None),
                (0, false) => Poll::Pending,
                (left, _) => {
                    let part = left.min(100);
                    self.left = left.saturating_sub(part);
                    Poll::Ready(Some(Ok(Frame::data(vec![b'x'; part].into()))))
                }
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn is_bounded_in_size_and_time() {
        let bounds = Bounds::default();
        let most = bounds.body_bytes;
        for (left, ends, answered) in [
            (0, true, Ok(0)),
            (most, true, Ok(most)),
            (most + 1, true, Err(400)),
            (0, false, Err(408)),
            (most, false, Err(408)),
            (usize::MAX, false, Err(400)),
        ] {
            let read = read(Body::new(Piecemeal { left, ends }), &bounds).await;
            let read = read.map(|body| body.len()).map_err(|error| {
                let response = error.into_response();
                assert_eq!(response.headers()[CONNECTION], "close");
                response.status().as_u16()
            });
            assert_eq!(read, answered, "{left} {ends}");
        }
        let declared = read(Body::from(vec![b'x'; most + 1]), &bounds).await;
        assert!(matches!(declared, Err(BodyError::TooLarge { .. })));
    }
}
