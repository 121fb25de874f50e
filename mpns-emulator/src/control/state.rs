use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Shared;
use http::StatusCode;

use super::object;
use super::refused::Refused;
use crate::json::Json;
use crate::service::Service;
use crate::{Bounds, Snapshot, request_body};

/// `GET /state`
pub(crate) async fn export(Shared(service): Shared<Arc<Service>>) -> Json<Snapshot> {
    Json(service.read(|state, _| state.export()))
}

/// `PUT /state`
pub(crate) async fn import(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<StatusCode, Refused> {
    let bounds = Bounds { body_bytes: service.bounds.state_bytes, ..service.bounds.clone() };
    let body = request_body::read(body, &bounds).await?;
    let snapshot: Snapshot = object::read_json(&body)?;
    service.change(|state, _| state.import(snapshot))?;
    Ok(StatusCode::NO_CONTENT)
}
