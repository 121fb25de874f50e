//! The requests of senders: to channels and to their callbacks.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, SERVER};
use http::{HeaderValue, Request, Response, StatusCode};
use uuid::Uuid;

use crate::channel_path::ChannelPath;
use crate::peer::Peer;
use crate::received_request::{Begun, ReceivedRequest, RequestMetadata};
use crate::sent_head::SentHead;
use crate::server::RequestBody;
use crate::service::Service;
use crate::{Answer, Fault, request_body};

/// Begins to answer a request, if its path is that of a channel.
pub(crate) fn begin<B>(service: &Arc<Service>, request: &Request<B>) -> Option<Begun> {
    let path = ChannelPath::read(service.shape, request.uri().path())?;
    Some(service.change(|state, _| state.begin(&path)))
}

/// Answers a request to a channel.
pub(crate) async fn receive(
    service: &Arc<Service>,
    request: Request<RequestBody>,
    head: SentHead,
    begun: Begun,
    peer: &Peer,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = if is_unread(&begun) {
        Ok(Bytes::new())
    } else {
        request_body::read(body, &service.bounds).await
    };
    let (bytes, body) = match body {
        Ok(bytes) => (bytes, Ok(())),
        Err(error) => (Bytes::new(), Err(error)),
    };
    let is_broken = body.is_err();
    let request = Request::from_parts(parts, bytes);
    let (response, fault) = service.change(|state, now| {
        let metadata = RequestMetadata::new(&request, now, Uuid::new_v4());
        state.receive(ReceivedRequest { request, head, body, begun, metadata }, peer)
    });
    let mut response = response.map(Body::from);
    let is_method_not_allowed = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    let headers = response.headers_mut();
    for (name, value) in [(CACHE_CONTROL, "private"), (SERVER, SERVER_NAME), (CONTENT_LENGTH, "0")]
    {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_method_not_allowed {
        headers.entry(ALLOW).or_insert(HeaderValue::from_static("POST"));
    }
    if is_broken {
        // The rest of the body cannot be distinguished from the next request.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(fault) = fault {
        response.extensions_mut().insert(fault);
    }
    response
}

fn is_unread(begun: &Begun) -> bool {
    matches!(&begun.answer, Some(Answer::Fault(fault)) if Fault::is_before_reading(fault))
}

const SERVER_NAME: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
