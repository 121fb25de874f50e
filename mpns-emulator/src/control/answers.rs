use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Shared;
use http::StatusCode;
use serde_json::Value;

use super::object;
use super::refused::Refused;
use crate::json::Json;
use crate::service::Service;
use crate::{Answer, Bounds, Faults};

/// `GET /answers`: what the next requests to any channel are answered.
pub(crate) async fn show(Shared(service): Shared<Arc<Service>>) -> Json<VecDeque<Answer>> {
    Json(service.read(|state, _| state.answers.clone()))
}

/// `PUT /answers`
pub(crate) async fn set(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<Json<VecDeque<Answer>>, Refused> {
    let answers: VecDeque<Answer> = object::parse(object::read_any(body, &service.bounds).await?)?;
    if answers.len() > Bounds::ANSWERS {
        let (count, limit) = (answers.len(), Bounds::ANSWERS);
        return Err(Refused::Field(format!("{count} answers, more than {limit}")));
    }
    service.change(|state, _| {
        let budget = &state.records.budget;
        budget.allow(Answer::bytes_of(&state.answers), Answer::bytes_of(&answers))?;
        state.set_answers(answers.clone());
        Ok(Json(answers))
    })
}

/// `DELETE /answers`
pub(crate) async fn clear(Shared(service): Shared<Arc<Service>>) -> StatusCode {
    service.change(|state, _| state.set_answers(VecDeque::new()));
    StatusCode::NO_CONTENT
}

/// `GET /faults`
pub(crate) async fn faults(Shared(service): Shared<Arc<Service>>) -> Json<Faults> {
    Json(service.read(|state, _| state.faults.clone()))
}

/// `PUT /faults`
pub(crate) async fn set_faults(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<Json<Faults>, Refused> {
    let object = object::read(body, &service.bounds).await?;
    let faults: Faults = object::parse(Value::Object(object))?;
    service.change(|state, _| state.set_faults(faults.clone()));
    Ok(Json(faults))
}

/// `DELETE /faults`
pub(crate) async fn clear_faults(Shared(service): Shared<Arc<Service>>) -> StatusCode {
    service.change(|state, _| state.set_faults(Faults::default()));
    StatusCode::NO_CONTENT
}
