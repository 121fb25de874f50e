use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;

use super::host_header::{self, HostError};
use super::seat::{Seat, Turn};
use super::watched_body::WatchedBody;
use crate::peer::Peer;

/// Answers one request of a connection.
pub(super) async fn answer(
    router: TowerToHyperService<Router>,
    seat: Arc<Seat>,
    mut request: Request<Incoming>,
) -> Result<Response<WatchedBody<Body>>, Infallible> {
    seat.set_turn(Turn::Service);
    request.extensions_mut().insert(Peer::Plain);
    let response = match host_header::check(&request) {
        Ok(()) => {
            let request = request.map(|body| WatchedBody::of_request(body, Arc::clone(&seat)));
            hyper::service::Service::call(&router, request).await?
        }
        Err(error) => refuse(error),
    };
    seat.set_answered();
    Ok(response.map(|body| WatchedBody::of_answer(body, seat)))
}

fn refuse(error: HostError) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{error}\n")));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    for (name, value) in [(CONNECTION, "close"), (CONTENT_TYPE, "text/plain; charset=utf-8")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
