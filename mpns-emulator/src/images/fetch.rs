use std::future::pending;
use std::pin::pin;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, HOST};
use http::{HeaderValue, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use mpns_proto::{AllowedHosts, Origin};
use tokio::time::timeout;

use super::{Image, ImageError};
use crate::Bounds;
use crate::dial::{DialError, dial, start};

/// Fetches an image from this machine, or from one of the `allowed` hosts.
pub(super) async fn fetch(
    uri: &Uri,
    allowed: &AllowedHosts,
    bounds: &Bounds,
) -> Result<Image, ImageError> {
    let limit = bounds.image_time;
    let fetched = timeout(limit, exchange(uri, allowed, bounds)).await;
    fetched.unwrap_or(Err(ImageError::TooSlow { limit }))
}

async fn exchange(uri: &Uri, allowed: &AllowedHosts, bounds: &Bounds) -> Result<Image, ImageError> {
    let origin = Origin::of(uri).map_err(|_| ImageError::Uri)?;
    let request = Request::get(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, origin.host_header().to_string())
        .header(ACCEPT, HeaderValue::from_static("image/jpeg, image/png"))
        .header(CONNECTION, HeaderValue::from_static("close"))
        .body(Empty::<Bytes>::new())
        .map_err(|_| ImageError::Uri)?;
    let stream = dial(origin, allowed, start).await.map_err(|error| match error {
        DialError::NotAllowed => ImageError::NotAllowed,
        DialError::Connect(error) => ImageError::Connect(error),
    })?;
    let (sender, connection) = Builder::new()
        .max_buf_size(HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(ImageError::Exchange)?;
    let received = pin!(receive(sender, request, bounds.image_bytes));
    // What the connection ends with, the exchange hears of.
    let connection = pin!(async {
        let _ = connection.await;
        pending().await
    });
    tokio::select! {
        image = received => image,
        image = connection => image,
    }
}

async fn receive(
    mut sender: SendRequest<Empty<Bytes>>,
    request: Request<Empty<Bytes>>,
    limit: usize,
) -> Result<Image, ImageError> {
    let response = sender.send_request(request).await.map_err(ImageError::Exchange)?;
    // A redirect is an answer like others: no source says that a phone follows it.
    if response.status() != StatusCode::OK {
        return Err(ImageError::Status(response.status()));
    }
    let bytes = read(response.into_body(), limit).await?;
    let content_type = content_type(&bytes).ok_or(ImageError::Format)?;
    Ok(Image { content_type, bytes })
}

async fn read(body: Incoming, limit: usize) -> Result<Bytes, ImageError> {
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(ImageError::TooLarge { limit });
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) => Err(match error.downcast::<hyper::Error>() {
            Ok(error) => ImageError::Exchange(*error),
            Err(error) => {
                debug_assert!(error.is::<LengthLimitError>(), "{error}");
                ImageError::TooLarge { limit }
            }
        }),
    }
}

/// The format of an image by how it begins, whatever its server calls it.
fn content_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else {
        None
    }
}

/// The bound for the head of the answer, and for what is read at once.
const HEAD_BYTES: usize = 16 << 10;
