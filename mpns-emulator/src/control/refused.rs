use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::header::CONNECTION;
use http::{HeaderValue, StatusCode};

use crate::images::ImageError;
use crate::request_body::BodyError;
use crate::state::budget::Full;
use crate::{ImportError, OpenError};

/// Why the control API refuses a request.
pub(crate) enum Refused {
    /// There is nothing with the name in the path.
    Unknown(&'static str),
    Body(BodyError),
    /// The JSON or the query is wrong; the text names the field.
    Field(String),
    Open(OpenError),
    /// What is kept would take too much memory.
    NoRoom(Full),
    /// A phone would not show the image.
    Image(Arc<ImageError>),
    /// There are as many channels or phones as there may be.
    Full {
        what: &'static str,
        limit: usize,
    },
}

impl Refused {
    /// No channel has the token.
    pub(super) const CHANNEL: Self = Self::Unknown("no channel has this token");
    /// No phone has the name.
    pub(super) const DEVICE: Self = Self::Unknown("no phone has this name");
    /// No tile has such an image, or no longer.
    pub(super) const IMAGE: Self = Self::Unknown("no tile of the channel has this image");
    /// The log has no such request, or no longer.
    pub(super) const REQUEST: Self = Self::Unknown("the log has no request with this number");
}

impl From<BodyError> for Refused {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl From<ImportError> for Refused {
    fn from(error: ImportError) -> Self {
        Self::Field(error.to_string())
    }
}

impl From<OpenError> for Refused {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<Arc<ImageError>> for Refused {
    fn from(error: Arc<ImageError>) -> Self {
        Self::Image(error)
    }
}

impl From<Full> for Refused {
    fn from(full: Full) -> Self {
        Self::NoRoom(full)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::Body(error) => {
                // The rest of the body cannot be distinguished from the next request.
                let close = [(CONNECTION, HeaderValue::from_static("close"))];
                return (error.status(), close, format!("{error}\n")).into_response();
            }
            Self::Unknown(text) => (StatusCode::NOT_FOUND, text.to_owned()),
            Self::Field(text) => (StatusCode::BAD_REQUEST, text),
            Self::Open(error) => (StatusCode::CONFLICT, error.to_string()),
            Self::Image(error) => (error.status(), error.to_string()),
            Self::NoRoom(full) => (StatusCode::CONFLICT, full.to_string()),
            Self::Full { what, limit } => (
                StatusCode::CONFLICT,
                format!("there are {limit} {what} already, as many as this emulator keeps"),
            ),
        };
        (status, text + "\n").into_response()
    }
}
