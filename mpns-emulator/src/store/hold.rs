use axum::body::Body;
use axum::response::IntoResponse as _;
use http::{Method, Response, StatusCode};

use crate::service::Service;

/// Whether the answer to a request is held until the state is in its file, since it may have changed the state. Once
/// that cannot be written, nothing is changed any more.
pub(crate) fn is_held(service: &Service, method: &Method) -> bool {
    service.progress.is_some() && !method.is_safe()
}

/// The answer if the state is not in its file. The reason has the path of the file, which is not for everyone who can
/// reach the emulator.
pub(crate) fn unsaved() -> Response<Body> {
    let text = "the emulator cannot write its state file\n";
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
