use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;

use super::in_path::InPath;
use super::query::{ImageQuery, Query};
use super::refused::Refused;
use crate::Token;
use crate::json::Json;
use crate::service::Service;

/// `GET /images`: whether they are fetched.
pub(crate) async fn show(Shared(service): Shared<Arc<Service>>) -> Json<ImagesView> {
    Json(ImagesView { enabled: service.images.is_enabled() })
}

/// `GET /channels/{token}/image?uri=`: an image that is on a tile of the app now, as a phone would show it.
pub(crate) async fn fetch(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
    Query(query): Query<ImageQuery>,
) -> Result<impl IntoResponse, Refused> {
    let uri = service.read(|state, _| {
        let channel = state.channel(&token).ok_or(Refused::CHANNEL)?;
        let uri = query.uri.ok_or_else(|| Refused::Field("uri: is missing".to_owned()))?;
        let templates: Vec<_> = channel.tiles.with_image(&uri).collect();
        if templates.is_empty() {
            return Err(Refused::IMAGE);
        }
        Ok(service.images.check(&uri, &templates, &channel.settings)?)
    })?;
    let image = service.images.fetch(uri).await?;
    let headers = [(CONTENT_TYPE, image.content_type), (CACHE_CONTROL, "no-store")];
    Ok((headers, image.bytes))
}

#[derive(Serialize)]
pub(crate) struct ImagesView {
    enabled: bool,
}
