use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;

use super::seat::{Seat, Turn};
use super::watched_body::WatchedBody;

/// Answers one request of a connection.
pub(super) async fn answer(
    router: TowerToHyperService<Router>,
    seat: Arc<Seat>,
    request: Request<Incoming>,
) -> Result<Response<WatchedBody<Body>>, Infallible> {
    seat.set_turn(Turn::Service);
    let request = request.map(|body| WatchedBody::of_request(body, Arc::clone(&seat)));
    let response = hyper::service::Service::call(&router, request).await?;
    seat.set_answered();
    Ok(response.map(|body| WatchedBody::of_answer(body, seat)))
}
