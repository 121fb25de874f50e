use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;

use super::watched_body::WatchedBody;
use crate::peer::Peer;
use crate::sent_head::SentHead;

/// What answers the requests of all connections.
pub(crate) trait Answering: Send + Sync + 'static {
    /// Answers a request. A fault in the extensions of the answer damages it.
    fn answer(
        &self,
        request: Request<RequestBody>,
        head: SentHead,
        peer: &Peer,
    ) -> impl Future<Output = Response<Body>> + Send;
}

/// The body of a request, as it comes from the connection.
pub(crate) type RequestBody = WatchedBody<Incoming>;
