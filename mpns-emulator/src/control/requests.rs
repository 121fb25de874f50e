use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::in_path::InPath;
use super::json_list;
use super::query::{Query, RequestsQuery};
use super::refused::Refused;
use crate::LoggedRequest;
use crate::json::Json;
use crate::service::Service;
use crate::state::events::Change;

/// `GET /requests`
pub(crate) async fn list(
    Shared(service): Shared<Arc<Service>>,
    Query(query): Query<RequestsQuery>,
) -> Result<Response, Refused> {
    let (after, limit, wait) = (query.after, query.limit, query.wait);
    let is_meant = move |request: &LoggedRequest| {
        (query.channel.is_none() || query.channel == request.channel)
            && query.search.as_deref().is_none_or(|text| request.contains(text))
    };
    if let Some(time) = wait {
        let come = service.wait(time, |state| {
            state.records.log.after(after).any(|request| is_meant(request)).then_some(())
        });
        if come.await.is_none() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    Ok(json_list::stream(after, limit, move |after, limit| {
        service.read(|state, _| {
            let requests = state.records.log.after(after).filter(|request| is_meant(request));
            requests
                .take(limit)
                .map(|request| (request.number, LoggedRequest::clone(request)))
                .collect()
        })
    }))
}

/// `GET /requests/{number}`
pub(crate) async fn show(
    Shared(service): Shared<Arc<Service>>,
    InPath(number): InPath<u64>,
) -> Result<Json<LoggedRequest>, Refused> {
    let request = service.read(|state, _| state.records.log.get(number));
    request.map(|request| Json(LoggedRequest::clone(&request))).ok_or(Refused::REQUEST)
}

/// `DELETE /requests`
pub(crate) async fn clear(Shared(service): Shared<Arc<Service>>) -> StatusCode {
    service.change(|state, _| {
        state.records.log.clear(&mut state.records.budget);
        state.records.events.push(Change::Reset);
    });
    StatusCode::NO_CONTENT
}
