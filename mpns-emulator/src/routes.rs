use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use http::StatusCode;

use crate::base_uri::{AUTHENTICATED, UNAUTHENTICATED, VERSION};
use crate::guard::{self, Guard};
use crate::service::Service;
use crate::{control, push, usage};

/// All paths of the service: channels, and the control API behind its guard.
pub(crate) fn router(service: Arc<Service>, guard: Guard) -> Router {
    let unauthenticated = format!("/{UNAUTHENTICATED}/{VERSION}/{{token}}");
    let authenticated = format!("/{AUTHENTICATED}/{VERSION}/{{token}}");
    let control = Router::new()
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
        .route_layer(from_fn_with_state(Arc::new(guard), guard::check));
    Router::new()
        .route(&unauthenticated, any(push::notification::<false>))
        .route(&authenticated, any(push::notification::<true>))
        .route(&format!("{unauthenticated}/callback"), any(push::callback::<false>))
        .route(&format!("{authenticated}/callback"), any(push::callback::<true>))
        .merge(control)
        .fallback(async || (StatusCode::NOT_FOUND, "nothing is here; GET / shows what there is\n"))
        .with_state(service)
}
