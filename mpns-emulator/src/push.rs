//! The requests of senders: to channels and to their callbacks.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Path, State};
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, SERVER};
use http::{HeaderValue, Request, Response, StatusCode};
use mpns_proto::service::{read_callback, read_notification};
use uuid::Uuid;

use crate::Channel;
use crate::arrival::{Arrival, Stamp};
use crate::body::{self, BodyError};
use crate::channel_state::{self, ChannelState};
use crate::shared::Shared;
use crate::token::Token;

/// Answers a request to a channel.
pub(crate) async fn notification<const AUTHENTICATED: bool>(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, BodyError> {
    let channel = find(&shared, &token, AUTHENTICATED);
    let (request, stamp) = receive(request, channel.as_ref()).await?;
    let content = read_notification(&request, &shared.limits);
    Ok(answer(channel, Arrival { content, stamp }, ChannelState::receive))
}

/// Answers a request to the callback of a channel.
pub(crate) async fn callback<const AUTHENTICATED: bool>(
    State(shared): State<Arc<Shared>>,
    Path(token): Path<String>,
    request: Request<Body>,
) -> Result<Response<Body>, BodyError> {
    let channel = find(&shared, &token, AUTHENTICATED);
    let (request, stamp) = receive(request, channel.as_ref()).await?;
    let content = read_callback(&request);
    Ok(answer(channel, Arrival { content, stamp }, ChannelState::register))
}

async fn receive(
    request: Request<Body>,
    channel: Option<&Channel>,
) -> Result<(Request<Bytes>, Stamp), BodyError> {
    let (parts, body) = request.into_parts();
    let body = body::read(body).await.inspect_err(|error| {
        if let Some(channel) = channel {
            channel.state().note_refusal(error);
        }
    })?;
    let request = Request::from_parts(parts, body);
    let stamp = Stamp::new(&request, SystemTime::now(), Uuid::new_v4());
    Ok((request, stamp))
}

fn find(shared: &Arc<Shared>, token: &str, is_authenticated: bool) -> Option<Channel> {
    let channel = Channel::find(shared, Token::parse(token)?);
    channel.filter(|channel| channel.is_authenticated() == is_authenticated)
}

fn answer<T>(
    channel: Option<Channel>,
    arrival: Arrival<T>,
    of_channel: impl FnOnce(&mut ChannelState, Arrival<T>) -> Response<Vec<u8>>,
) -> Response<Body> {
    let response = match channel {
        Some(channel) => of_channel(&mut channel.state(), arrival),
        None => channel_state::unknown(arrival),
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
