use std::convert::Infallible;
use std::future::pending;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use http::{Request, Response};
use hyper::body::{Body as _, Incoming};
use tokio::sync::mpsc;

use super::answering::Answering;
use super::broken_answer::BrokenAnswer;
use super::damage;
use super::heads::Heads;
use super::seat::{Seat, Turn};
use super::watched_body::WatchedBody;
use crate::peer::Peer;

/// What answers the requests of one connection.
pub(super) struct Exchanges<'a, A> {
    pub(super) answering: &'a A,
    pub(super) peer: Peer,
    pub(super) seat: Arc<Seat>,
    pub(super) heads: &'a Mutex<Heads>,
    /// Takes an answer that ends the connection.
    pub(super) breaks: mpsc::Sender<BrokenAnswer>,
}

impl<A: Answering> Exchanges<'_, A> {
    /// Answers one request. If the answer ends the connection, this does not complete.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<WatchedBody<Body>>, Infallible> {
        let seat = Arc::clone(&self.seat);
        seat.set_turn(Turn::Service);
        let version = request.version();
        let length = request.body().size_hint().exact();
        let head = self.heads.lock().unwrap_or_else(PoisonError::into_inner).take(length);
        let request = request.map(|body| WatchedBody::of_request(body, Arc::clone(&seat)));
        let answer = self.answering.answer(request, head, &self.peer).await;
        let damaged = damage::apply(answer, version).await;
        seat.set_answered();
        match damaged {
            Continue(answer) => Ok(answer.map(|body| WatchedBody::of_answer(body, seat))),
            Break(broken) => {
                let _ = self.breaks.send(broken).await;
                pending().await
            }
        }
    }
}
