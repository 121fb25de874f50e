use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::get;
use http::{Request, Response, StatusCode};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use crate::guard::{self, Guard};
use crate::peer::Peer;
use crate::sent_head::SentHead;
use crate::server::{Answering, RequestBody};
use crate::service::Service;
#[cfg(feature = "store")]
use crate::store;
use crate::{control, host_header, page, push};

/// All paths of the service.
pub(crate) struct Routes {
    service: Arc<Service>,
    /// The control API and the page behind their guard, and what is nowhere.
    others: TowerToHyperService<Router>,
}

impl Routes {
    pub(crate) fn new(service: Arc<Service>, guard: Guard) -> Self {
        let others = control::router()
            .route("/", get(page::show))
            .route("/page/{name}", get(page::file))
            .route_layer(from_fn_with_state(Arc::new(guard), guard::check))
            .fallback((StatusCode::NOT_FOUND, "nothing is here; GET / shows what there is\n"))
            .with_state(Arc::clone(&service));
        Self { service, others: TowerToHyperService::new(others) }
    }
}

impl Answering for Routes {
    async fn answer(
        &self,
        request: Request<RequestBody>,
        head: SentHead,
        peer: &Peer,
    ) -> Response<Body> {
        #[cfg(feature = "store")]
        let is_held = store::is_held(&self.service, request.method());
        #[cfg(feature = "store")]
        if is_held && !self.service.can_save() {
            return store::unsaved();
        }
        let answer = self.route(request, head, peer).await;
        #[cfg(feature = "store")]
        if is_held && !self.service.saved().await {
            return store::unsaved();
        }
        answer
    }
}

impl Routes {
    async fn route(
        &self,
        request: Request<RequestBody>,
        head: SentHead,
        peer: &Peer,
    ) -> Response<Body> {
        if let Err(error) = host_header::check(&request) {
            let answer = error.into_response();
            self.service.change(|state, now| {
                state.refuse(&request, head, &error, answer.status(), now);
            });
            return answer;
        }
        // Most requests are to channels, and the router takes longer than they do.
        match push::begin(&self.service, &request) {
            Some(begun) => push::receive(&self.service, request, head, begun, peer).await,
            None => {
                let Ok(answer) = self.others.call(request).await;
                answer
            }
        }
    }
}
