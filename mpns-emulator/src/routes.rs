use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::guard::{self, Guard};
use crate::service::Service;
use crate::{control, host_header, page, push};

/// All paths of the service: the control API behind its guard, and channels, which are the rest.
pub(crate) fn router(service: Arc<Service>, guard: Guard) -> Router {
    control::router()
        .route("/", get(page::show))
        .route("/page/{name}", get(page::file))
        .route_layer(from_fn_with_state(Arc::new(guard), guard::check))
        .fallback(push::receive)
        .layer(from_fn_with_state(Arc::clone(&service), host_header::check))
        .with_state(service)
}
