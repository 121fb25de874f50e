use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::in_path::InPath;
use super::json_list;
use super::query::{DeliveriesQuery, Query};
use super::refused::Refused;
use crate::Token;
use crate::service::Service;

/// `GET /channels/{token}/deliveries`
pub(crate) async fn list(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
    Query(query): Query<DeliveriesQuery>,
) -> Result<Response, Refused> {
    service.read(|state, _| state.channel(&token).map(drop)).ok_or(Refused::CHANNEL)?;
    if let Some(time) = query.wait {
        let come = service.wait(time, |state| {
            // A closed channel has nothing more to wait for.
            let Some(channel) = state.channel(&token) else { return Some(false) };
            channel.deliveries_after(query.after).next().map(|_| true)
        });
        if come.await != Some(true) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    Ok(json_list::stream(query.after, query.limit, move |after, limit| {
        service.read(|state, _| {
            let channel = state.channel(&token);
            let deliveries = channel.map(|channel| channel.deliveries_after(after).take(limit));
            let deliveries = deliveries.into_iter().flatten();
            deliveries.map(|delivery| (delivery.number, delivery.clone())).collect()
        })
    }))
}

/// `DELETE /channels/{token}/deliveries`
pub(crate) async fn clear(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
) -> Result<StatusCode, Refused> {
    service.change(|state, _| {
        let (channel, records) = state.channel_mut(&token).ok_or(Refused::CHANNEL)?;
        channel.clear_deliveries(records);
        Ok(StatusCode::NO_CONTENT)
    })
}
