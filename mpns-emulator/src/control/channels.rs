use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use serde_json::Value;

use super::in_path::InPath;
use super::object::{self, Object};
use super::query::{ListQuery, Query};
use super::refused::Refused;
use super::view::ChannelView;
use super::{devices, json_list};
use crate::json::Json;
use crate::service::Service;
use crate::state::State;
use crate::{ChannelOptions, Settings, Tile, Token};

/// `GET /channels`
pub(crate) async fn list(
    Shared(service): Shared<Arc<Service>>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Refused> {
    Ok(json_list::stream(query.after, query.limit, move |after, limit| {
        service.read(|state, now| {
            let channels = state.channels_after(after).take(limit);
            channels
                .map(|channel| (channel.number, ChannelView::new(state, channel, now)))
                .collect()
        })
    }))
}

/// `POST /channels`: the options and settings of a channel.
pub(crate) async fn open(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<impl IntoResponse, Refused> {
    let object = object::read(body, &service.bounds).await?;
    let has_settings = |object: &Object| object.keys().any(|key| !OPTIONS.contains(&key.as_str()));
    let changes_settings = has_settings(&object);
    let options = read_options(object)?;
    let limit = service.bounds.channels;
    let (view, token, is_new) = service.change(|state, now| {
        if state.channels_after(0).count() >= limit {
            return Err(Refused::Full { what: "channels", limit });
        }
        let settings = options.settings.clone();
        state.records.budget.allow(0, settings.bytes())?;
        let (token, is_new) = state.open(options, now)?;
        if !is_new && changes_settings {
            state.configure(&token, settings, now);
        }
        Ok((show_channel(state, &token, now)?, token, is_new))
    })?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/channels/{}", token.expose());
    Ok((status, [(LOCATION, location)], view))
}

/// `GET /channels/{token}`
pub(crate) async fn show(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
) -> Result<Json<ChannelView>, Refused> {
    service.read(|state, now| show_channel(state, &token, now))
}

/// `PUT /channels/{token}`: settings that are left out get their defaults.
pub(crate) async fn replace(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
    body: Body,
) -> Result<Json<ChannelView>, Refused> {
    configure(&service, &token, body, |_, object| object::parse(Value::Object(object))).await
}

/// `PATCH /channels/{token}`: settings that are left out stay as they are.
pub(crate) async fn change(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
    body: Body,
) -> Result<Json<ChannelView>, Refused> {
    configure(&service, &token, body, merge).await
}

/// `DELETE /channels/{token}`
pub(crate) async fn close(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
) -> Result<StatusCode, Refused> {
    service.change(|state, _| {
        state.channel(&token).ok_or(Refused::CHANNEL)?;
        state.close(&token);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `GET /channels/{token}/tiles`
pub(crate) async fn tiles(
    Shared(service): Shared<Arc<Service>>,
    InPath(token): InPath<Token>,
) -> Result<Json<Vec<Tile>>, Refused> {
    service.read(|state, _| {
        let channel = state.channel(&token).ok_or(Refused::CHANNEL)?;
        Ok(Json(channel.tiles.iter().cloned().collect()))
    })
}

/// Changes the settings, and those of the phone in `device`, in one step.
async fn configure(
    service: &Arc<Service>,
    token: &Token,
    body: Body,
    read: impl FnOnce(&Settings, Object) -> Result<Settings, Refused>,
) -> Result<Json<ChannelView>, Refused> {
    service.read(|state, _| state.channel(token).map(drop)).ok_or(Refused::CHANNEL)?;
    let mut object = object::read(body, &service.bounds).await?;
    let phone: Option<Object> = object::take(&mut object, DEVICE)?;
    service.change(|state, now| {
        let channel = state.channel(token).ok_or(Refused::CHANNEL)?;
        let settings = read(&channel.settings, object)?;
        state.records.budget.allow(channel.settings.bytes(), settings.bytes())?;
        let device = state.device_of(channel).ok_or(Refused::DEVICE)?;
        let name = device.name.clone();
        let phone = phone.map(|phone| object::merge(&device.settings, phone)).transpose()?;
        state.configure(token, settings, now);
        if let Some(phone) = phone {
            state.configure_device(&name, phone, now);
        }
        show_channel(state, token, now)
    })
}

fn show_channel(
    state: &State,
    token: &Token,
    now: SystemTime,
) -> Result<Json<ChannelView>, Refused> {
    let channel = state.channel(token).ok_or(Refused::CHANNEL)?;
    Ok(Json(ChannelView::new(state, channel, now)))
}

fn read_options(mut object: Object) -> Result<ChannelOptions, Refused> {
    let token = object::take_text(&mut object, "token")?;
    let app_name = object::take_text(&mut object, "appName")?;
    let service_name = object::take_text(&mut object, "serviceName")?;
    let authenticated = object::take(&mut object, "authenticated")?.unwrap_or_default();
    let phone = devices::read_phone(object.remove(DEVICE))?;
    let settings = object::parse(Value::Object(object))?;
    Ok(ChannelOptions { token, phone, app_name, authenticated, service_name, settings })
}

fn merge(settings: &Settings, change: Object) -> Result<Settings, Refused> {
    // The headers of an answer may hold bytes that JSON cannot express, so answers that do not change are set aside.
    let mut kept = settings.clone();
    let answer = kept.answer.take().filter(|_| !change.contains_key("answer"));
    let answers = std::mem::take(&mut kept.answers);
    let keeps_answers = !change.contains_key("answers");
    let mut merged = object::merge(&kept, change)?;
    if answer.is_some() {
        merged.answer = answer;
    }
    if keeps_answers {
        merged.answers = answers;
    }
    Ok(merged)
}

const DEVICE: &str = "device";
/// What is not a setting.
const OPTIONS: [&str; 5] = ["token", "appName", "serviceName", "authenticated", DEVICE];
