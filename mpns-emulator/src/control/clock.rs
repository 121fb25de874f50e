use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::extract::State as Shared;
use http::StatusCode;
use serde::Serialize;

use super::object;
use super::refused::Refused;
use crate::json::Json;
use crate::serialize;
use crate::service::Service;
use crate::state::State;

/// `GET /clock`
pub(crate) async fn show(Shared(service): Shared<Arc<Service>>) -> Json<ClockView> {
    Json(service.read(ClockView::new))
}

/// `POST /clock`: how far to put it forward.
pub(crate) async fn advance(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<Json<ClockView>, Refused> {
    let mut object = object::read(body, &service.bounds).await?;
    let time: Option<String> = object::take(&mut object, ADVANCE)?;
    object::end(&object, ADVANCE)?;
    let time = time.ok_or_else(|| Refused::Field(format!("{ADVANCE}: is missing")))?;
    let time = humantime::parse_duration(&time)
        .map_err(|error| Refused::Field(format!("{ADVANCE}: {error}")))?;
    service.change(|state, _| state.advance(time));
    Ok(Json(service.read(ClockView::new)))
}

/// `POST /reset`: what is forgotten. With `"channels": true` channels and phones are gone, too.
pub(crate) async fn reset(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<StatusCode, Refused> {
    let mut object = object::read(body, &service.bounds).await?;
    let closes: Option<bool> = object::take(&mut object, CHANNELS)?;
    object::end(&object, CHANNELS)?;
    service.change(|state, _| {
        if closes == Some(true) {
            state.close_all();
        }
        state.reset(SystemTime::now());
    });
    Ok(StatusCode::NO_CONTENT)
}

/// The clock of the emulator.
#[derive(Serialize)]
pub(crate) struct ClockView {
    #[serde(serialize_with = "serialize::time")]
    now: SystemTime,
    #[serde(serialize_with = "duration")]
    advanced: Duration,
}

impl ClockView {
    pub(super) fn new(state: &State, now: SystemTime) -> Self {
        Self { now, advanced: state.advanced }
    }
}

fn duration<S: serde::Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&humantime::format_duration(*time))
}

const ADVANCE: &str = "advance";
const CHANNELS: &str = "channels";
