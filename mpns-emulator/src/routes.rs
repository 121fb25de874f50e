use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get};
use http::StatusCode;

use crate::base_uri::{AUTHENTICATED, UNAUTHENTICATED, VERSION};
use crate::service::Service;
use crate::{control, push, usage};

/// All paths of the service: channels, and the control API.
pub(crate) fn router(service: Arc<Service>) -> Router {
    let unauthenticated = format!("/{UNAUTHENTICATED}/{VERSION}/{{token}}");
    let authenticated = format!("/{AUTHENTICATED}/{VERSION}/{{token}}");
    Router::new()
        .route(&unauthenticated, any(push::notification::<false>))
        .route(&authenticated, any(push::notification::<true>))
        .route(&format!("{unauthenticated}/callback"), any(push::callback::<false>))
        .route(&format!("{authenticated}/callback"), any(push::callback::<true>))
        .route("/", get(usage::show))
        .route("/channels", get(control::list).post(control::open))
        .route(
            "/channels/{token}",
            get(control::show).put(control::replace).patch(control::change).delete(control::close),
        )
        .route(
            "/channels/{token}/deliveries",
            get(control::deliveries).delete(control::clear_deliveries),
        )
        .fallback(async || (StatusCode::NOT_FOUND, "nothing is here; GET / shows what there is\n"))
        .with_state(service)
}
