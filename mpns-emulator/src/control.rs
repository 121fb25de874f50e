//! The control API: channels, their states and deliveries, as JSON.

use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::channel_summary::ChannelSummary;
use crate::json::Json;
use crate::request_body::{self, BodyError};
use crate::service::Service;
use crate::token::Token;
use crate::{Bounds, Channel, Delivery, Settings};

/// `GET /channels`
pub(crate) async fn list(State(service): State<Arc<Service>>) -> Json<Vec<ChannelView>> {
    Json(Channel::all(&service).iter().map(ChannelView::new).collect())
}

/// `POST /channels`: the settings, and whether the channel is authenticated.
pub(crate) async fn open(
    State(service): State<Arc<Service>>,
    body: Body,
) -> Result<impl IntoResponse, Refused> {
    let mut object = read_object(body, &service.bounds).await?;
    let is_authenticated = match object.remove(AUTHENTICATED) {
        None => false,
        Some(Value::Bool(value)) => value,
        Some(_) => return Err(Refused::Json(format!("{AUTHENTICATED}: is true or false"))),
    };
    let channel = Channel::open(&service, is_authenticated, read_settings(object)?);
    let location = format!("/channels/{}", channel.token().expose());
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(ChannelView::new(&channel))))
}

/// `GET /channels/{token}`
pub(crate) async fn show(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
) -> Result<Json<ChannelView>, Refused> {
    Ok(Json(ChannelView::new(&find(&service, &token)?)))
}

/// `PUT /channels/{token}`: settings that are left out get their defaults.
pub(crate) async fn replace(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    body: Body,
) -> Result<Json<ChannelView>, Refused> {
    let channel = find(&service, &token)?;
    channel.set_settings(read_settings(read_object(body, &service.bounds).await?)?);
    Ok(Json(ChannelView::new(&channel)))
}

/// `PATCH /channels/{token}`: settings that are left out stay as they are.
pub(crate) async fn change(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    body: Body,
) -> Result<Json<ChannelView>, Refused> {
    let channel = find(&service, &token)?;
    let change = read_object(body, &service.bounds).await?;
    channel.try_change(|settings| merge(settings, change))?;
    Ok(Json(ChannelView::new(&channel)))
}

/// `DELETE /channels/{token}`
pub(crate) async fn close(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
) -> Result<StatusCode, Refused> {
    find(&service, &token)?.close();
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /channels/{token}/deliveries`
pub(crate) async fn deliveries(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
) -> Result<Json<Vec<Delivery>>, Refused> {
    Ok(Json(find(&service, &token)?.deliveries()))
}

/// `DELETE /channels/{token}/deliveries`
pub(crate) async fn clear_deliveries(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
) -> Result<StatusCode, Refused> {
    find(&service, &token)?.clear_deliveries();
    Ok(StatusCode::NO_CONTENT)
}

/// A channel as the control API shows it.
#[derive(Serialize)]
pub(crate) struct ChannelView {
    uri: String,
    token: String,
    authenticated: bool,
    settings: Settings,
    #[serde(flatten)]
    summary: ChannelSummary,
}

impl ChannelView {
    fn new(channel: &Channel) -> Self {
        let state = channel.state();
        Self {
            uri: channel.uri().expose(),
            token: channel.token().expose(),
            authenticated: channel.is_authenticated(),
            settings: state.settings().clone(),
            summary: state.summary(SystemTime::now()),
        }
    }
}

/// Why the control API refuses a request.
pub(crate) enum Refused {
    UnknownChannel,
    Body(BodyError),
    /// The JSON is wrong; the text names the field.
    Json(String),
}

impl From<BodyError> for Refused {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::UnknownChannel => {
                (StatusCode::NOT_FOUND, "no channel has this token\n").into_response()
            }
            Self::Body(error) => error.into_response(),
            Self::Json(text) => (StatusCode::BAD_REQUEST, text + "\n").into_response(),
        }
    }
}

fn find(service: &Arc<Service>, token: &str) -> Result<Channel, Refused> {
    let token = Token::parse(token);
    token.and_then(|token| Channel::find(service, token)).ok_or(Refused::UnknownChannel)
}

/// Reads an object, ignoring the content type. An empty body counts as an empty object.
async fn read_object(body: Body, bounds: &Bounds) -> Result<Map<String, Value>, Refused> {
    let body = request_body::read(body, bounds).await?;
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(&body)
        .map_err(|error| Refused::Json(format!("the body is not a JSON object: {error}")))
}

fn read_settings(object: Map<String, Value>) -> Result<Settings, Refused> {
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        Refused::Json(if path == "." { error.to_string() } else { format!("{path}: {error}") })
    })
}

fn merge(settings: &mut Settings, change: Map<String, Value>) -> Result<(), Refused> {
    // The headers of an answer may hold bytes that JSON cannot express, so an answer that does not change is set aside.
    let answer = settings.answer.take().filter(|_| !change.contains_key(ANSWER));
    let Ok(Value::Object(mut merged)) = serde_json::to_value(&*settings) else {
        return Err(Refused::Json("the settings have no form in JSON".to_owned()));
    };
    merged.extend(change);
    *settings = read_settings(merged)?;
    if answer.is_some() {
        settings.answer = answer;
    }
    Ok(())
}

const AUTHENTICATED: &str = "authenticated";
const ANSWER: &str = "answer";
