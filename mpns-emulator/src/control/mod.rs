//! The control API: what the library does, over HTTP with JSON.

mod answers;
mod channels;
mod clock;
mod deliveries;
mod devices;
mod events;
mod health;
mod images;
mod in_path;
mod json_list;
mod object;
mod openapi;
mod query;
mod refused;
mod requests;
mod state;
mod unique_fields;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, get, post};

use crate::service::Service;

/// The control API.
pub(crate) fn router() -> Router<Arc<Service>> {
    routes().into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods))
}

/// The paths, which are those of `openapi.json`.
fn routes() -> Vec<(&'static str, MethodRouter<Arc<Service>>)> {
    vec![
        ("/channels", get(channels::list).post(channels::open)),
        (
            "/channels/{token}",
            get(channels::show)
                .put(channels::replace)
                .patch(channels::change)
                .delete(channels::close),
        ),
        ("/channels/{token}/deliveries", get(deliveries::list).delete(deliveries::clear)),
        ("/channels/{token}/image", get(images::fetch)),
        ("/channels/{token}/tiles", get(channels::tiles)),
        ("/devices", get(devices::list).post(devices::add)),
        (
            "/devices/{name}",
            get(devices::show).put(devices::replace).patch(devices::change).delete(devices::remove),
        ),
        ("/requests", get(requests::list).delete(requests::clear)),
        ("/requests/{number}", get(requests::show)),
        ("/answers", get(answers::show).put(answers::set).delete(answers::clear)),
        ("/faults", get(answers::faults).put(answers::set_faults).delete(answers::clear_faults)),
        ("/clock", get(clock::show).post(clock::advance)),
        ("/state", get(state::export).put(state::import)),
        ("/reset", post(clock::reset)),
        ("/events", get(events::stream)),
        ("/images", get(images::show)),
        ("/health", get(health::health)),
        ("/metrics", get(health::metrics)),
        ("/openapi.json", get(openapi::show)),
    ]
}
