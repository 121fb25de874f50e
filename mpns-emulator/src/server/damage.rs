use std::ops::ControlFlow::{self, Break, Continue};
use std::time::SystemTime;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, DATE};
use http::{HeaderValue, Response, Version};
use http_body_util::{BodyExt as _, Limited};
use tokio::time::sleep;

use super::broken_answer::{BrokenAnswer, at_least};
use super::delayed_body::DelayedBody;
use crate::Fault;

/// Applies the fault in the extensions of an answer, if there is one: to an answer that is still sent as usual, or to
/// what is sent in its place before the connection ends.
pub(super) async fn apply(
    mut answer: Response<Body>,
    version: Version,
) -> ControlFlow<BrokenAnswer, Response<Body>> {
    match answer.extensions_mut().remove::<Fault>() {
        None => Continue(answer),
        Some(Fault::DelayHead { delay }) => {
            sleep(delay.get()).await;
            Continue(answer)
        }
        Some(Fault::DelayBody { delay }) => {
            answer.headers_mut().remove(CONTENT_LENGTH);
            let answer = read(answer).await.map(|body| Bytes::from(at_least(1, &body)));
            Continue(answer.map(|body| Body::new(DelayedBody::new(body, delay))))
        }
        Some(fault) => {
            *answer.version_mut() = version;
            let date = httpdate::fmt_http_date(SystemTime::now());
            if let Ok(date) = HeaderValue::try_from(date) {
                answer.headers_mut().entry(DATE).or_insert(date);
            }
            Break(BrokenAnswer::new(fault, read(answer).await))
        }
    }
}

/// An answer with its body, or without a body if that is too long to damage.
async fn read(answer: Response<Body>) -> Response<Bytes> {
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, MAX_BODY).collect().await;
    Response::from_parts(head, body.map(|body| body.to_bytes()).unwrap_or_default())
}

/// Far more than any answer to a notification has.
const MAX_BODY: usize = 64 << 10;
