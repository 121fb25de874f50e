//! The requests of senders: to channels and to their callbacks.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Path, State};
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, SERVER};
use http::{HeaderValue, Request, Response, StatusCode};
use mpns_proto::service::{Incoming, read_callback, read_notification};
use uuid::Uuid;

use crate::channel_state::ChannelState;
use crate::received_request::{ReceivedRequest, RequestMetadata};
use crate::request_body::{self, BodyError};
use crate::service::Service;
use crate::token::Token;
use crate::{Bounds, Channel, unknown_channel};

/// Answers a request to a channel.
pub(crate) async fn notification<const AUTHENTICATED: bool>(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, BodyError> {
    let channel = find(&service, &token, AUTHENTICATED);
    let (request, metadata) = receive(request, channel.as_ref(), &service.bounds).await?;
    let mut content = read_notification(&request, &service.limits);
    let is_strict = |channel: &Channel| channel.state().settings().strict;
    if service.strict || channel.as_ref().is_some_and(is_strict) {
        content = content.and_then(Incoming::strict);
    }
    Ok(answer(channel, ReceivedRequest { content, metadata }, ChannelState::receive))
}

/// Answers a request to the callback of a channel.
pub(crate) async fn callback<const AUTHENTICATED: bool>(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, BodyError> {
    let channel = find(&service, &token, AUTHENTICATED);
    let (request, metadata) = receive(request, channel.as_ref(), &service.bounds).await?;
    let content = read_callback(&request);
    Ok(answer(channel, ReceivedRequest { content, metadata }, ChannelState::register))
}

async fn receive(
    request: Request<Body>,
    channel: Option<&Channel>,
    bounds: &Bounds,
) -> Result<(Request<Bytes>, RequestMetadata), BodyError> {
    let (parts, body) = request.into_parts();
    let body = request_body::read(body, bounds).await.inspect_err(|error| {
        if let Some(channel) = channel {
            channel.state().note_refusal(error);
        }
    })?;
    let request = Request::from_parts(parts, body);
    let metadata = RequestMetadata::new(&request, SystemTime::now(), Uuid::new_v4());
    Ok((request, metadata))
}

fn find(service: &Arc<Service>, token: &str, is_authenticated: bool) -> Option<Channel> {
    let channel = Channel::find(service, Token::parse(token)?);
    channel.filter(|channel| channel.is_authenticated() == is_authenticated)
}

fn answer<T>(
    channel: Option<Channel>,
    request: ReceivedRequest<T>,
    of_channel: impl FnOnce(&mut ChannelState, ReceivedRequest<T>) -> Response<Vec<u8>>,
) -> Response<Body> {
    let response = match channel {
        Some(channel) => of_channel(&mut channel.state(), request),
        None => unknown_channel::answer(request),
    };
    let mut response = response.map(Body::from);
    let is_method_not_allowed = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    let headers = response.headers_mut();
    for (name, value) in [(CACHE_CONTROL, "private"), (SERVER, SERVER_NAME)] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_method_not_allowed {
        headers.entry(ALLOW).or_insert(HeaderValue::from_static("POST"));
    }
    response
}

const SERVER_NAME: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
