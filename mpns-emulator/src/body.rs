use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Body as _;
use tokio::time::timeout;

/// Reads a body as a whole, within bounds of size and time.
pub(crate) async fn read(body: Body) -> Result<Bytes, BodyError> {
    // Refused before a client that waits for `100 Continue` has sent it.
    if body.size_hint().lower() > MAX_BYTES as u64 {
        return Err(BodyError::TooLarge);
    }
    match timeout(TIME_LIMIT, Limited::new(body, MAX_BYTES).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(_)) => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::TooSlow),
    }
}

/// Why a body was not read. The answer says no more than a status, and ends the connection: the rest
/// of the body cannot be told from the next request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyError {
    /// Longer than any limit of the protocol, or broken off.
    TooLarge,
    TooSlow,
}

impl IntoResponse for BodyError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        };
        (status, [(CONNECTION, HeaderValue::from_static("close"))]).into_response()
    }
}

/// 64 KiB: what is longer is refused unread. Far above the limits of notifications, so that one a
/// little too long is read as a whole and the sender sees the answer.
const MAX_BYTES: usize = 64 * 1024;
const TIME_LIMIT: Duration = Duration::from_secs(30);
