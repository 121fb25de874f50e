use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use super::refused::Refused;
use crate::{DeviceName, Token};

/// What the path names. A text that cannot be a name, such as one that is not UTF-8, names nothing: 404.
pub(crate) struct InPath<T>(pub(super) T);

/// A name in a path.
pub(crate) trait Named: FromStr {
    /// Nothing has the name.
    const UNKNOWN: Refused;
}

impl Named for Token {
    const UNKNOWN: Refused = Refused::CHANNEL;
}

impl Named for DeviceName {
    const UNKNOWN: Refused = Refused::DEVICE;
}

impl Named for u64 {
    const UNKNOWN: Refused = Refused::REQUEST;
}

impl<T: Named, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        let name = text.ok().and_then(|Path(text)| text.parse().ok());
        name.map(Self).ok_or(T::UNKNOWN)
    }
}
