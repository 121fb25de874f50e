use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use super::json_list;
use super::query::Query;
use super::refused::Refused;
use crate::json::Json;
use crate::service::Service;
use crate::state::events::Change;
use crate::{LoggedRequest, Token};

/// `GET /requests`
pub(crate) async fn list(
    Shared(service): Shared<Arc<Service>>,
    query: Query,
) -> Result<Response, Refused> {
    let limit = query.limit(DEFAULT_LIMIT)?;
    let is_meant = move |request: &LoggedRequest| {
        let token = request.channel.as_ref().map(Token::expose);
        query.channel.as_deref().is_none_or(|channel| token == Some(channel))
            && query.search.as_deref().is_none_or(|text| request.contains(text))
    };
    if let Some(time) = query.wait {
        let come = service.wait(time, |state| {
            state.records.log.after(query.after).any(|request| is_meant(request)).then_some(())
        });
        if come.await.is_none() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    Ok(json_list::stream(query.after, limit, move |after, limit| {
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
    Path(number): Path<String>,
) -> Result<Json<LoggedRequest>, Refused> {
    let number = number.parse().ok();
    let request = service.read(|state, _| state.records.log.get(number?));
    request
        .map(|request| Json(LoggedRequest::clone(&request)))
        .ok_or(Refused::Unknown("the log has no request with this number"))
}

/// `DELETE /requests`
pub(crate) async fn clear(Shared(service): Shared<Arc<Service>>) -> StatusCode {
    service.change(|state, _| {
        state.records.log.clear(&mut state.records.budget);
        state.records.events.push(Change::Reset);
    });
    StatusCode::NO_CONTENT
}

const DEFAULT_LIMIT: usize = 100;
