//! The control API: what the library does, over HTTP with JSON.

mod answers;
mod channels;
mod clock;
mod deliveries;
mod devices;
mod events;
mod health;
mod json_list;
mod object;
mod query;
mod refused;
mod requests;
mod state;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::service::Service;

/// The paths of the control API.
pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/channels", get(channels::list).post(channels::open))
        .route(
            "/channels/{token}",
            get(channels::show)
                .put(channels::replace)
                .patch(channels::change)
                .delete(channels::close),
        )
        .route("/channels/{token}/deliveries", get(deliveries::list).delete(deliveries::clear))
        .route("/channels/{token}/tiles", get(channels::tiles))
        .route("/devices", get(devices::list).post(devices::add))
        .route(
            "/devices/{name}",
            get(devices::show).put(devices::replace).patch(devices::change).delete(devices::remove),
        )
        .route("/requests", get(requests::list).delete(requests::clear))
        .route("/requests/{number}", get(requests::show))
        .route("/answers", get(answers::show).put(answers::set).delete(answers::clear))
        .route(
            "/faults",
            get(answers::faults).put(answers::set_faults).delete(answers::clear_faults),
        )
        .route("/clock", get(clock::show).post(clock::advance))
        .route("/state", get(state::export).put(state::import))
        .route("/reset", post(clock::reset))
        .route("/events", get(events::stream))
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
}
