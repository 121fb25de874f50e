use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use serde_json::Value;

use super::in_path::InPath;
use super::json_list;
use super::object::{self, Object};
use super::query::{ListQuery, Query};
use super::refused::Refused;
use super::view::DeviceView;
use crate::json::Json;
use crate::service::Service;
use crate::state::State;
use crate::{DeviceName, DeviceSettings, Phone};

/// `GET /devices`
pub(crate) async fn list(
    Shared(service): Shared<Arc<Service>>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Refused> {
    Ok(json_list::stream(query.after, query.limit, move |after, limit| {
        service.read(|state, _| {
            let devices = state.devices_after(after).take(limit);
            devices.map(|device| (device.number, DeviceView::new(state, device))).collect()
        })
    }))
}

/// `POST /devices`: a name and settings. The phone with the name may exist, and then changes.
pub(crate) async fn add(
    Shared(service): Shared<Arc<Service>>,
    body: Body,
) -> Result<impl IntoResponse, Refused> {
    let mut object = object::read(body, &service.bounds).await?;
    let name: Option<DeviceName> = object::take_text(&mut object, NAME)?;
    let name = name.ok_or_else(|| Refused::Field(format!("{NAME}: is missing")))?;
    let limit = service.bounds.channels;
    let (view, is_new) = service.change(|state, now| {
        let known = state.device(&name).map(|device| device.settings.clone());
        if known.is_none() && state.devices_after(0).count() >= limit {
            return Err(Refused::Full { what: "phones", limit });
        }
        let is_new = known.is_none();
        let settings = object::merge(&known.unwrap_or_default(), object)?;
        state.add_device(name.clone(), Some(settings), now);
        Ok((show_device(state, &name)?, is_new))
    })?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, [(LOCATION, format!("/devices/{name}"))], view))
}

/// `GET /devices/{name}`
pub(crate) async fn show(
    Shared(service): Shared<Arc<Service>>,
    InPath(name): InPath<DeviceName>,
) -> Result<Json<DeviceView>, Refused> {
    service.read(|state, _| show_device(state, &name))
}

/// `PUT /devices/{name}`: settings that are left out get their defaults.
pub(crate) async fn replace(
    Shared(service): Shared<Arc<Service>>,
    InPath(name): InPath<DeviceName>,
    body: Body,
) -> Result<Json<DeviceView>, Refused> {
    configure(&service, &name, body, |_| DeviceSettings::default()).await
}

/// `PATCH /devices/{name}`: settings that are left out stay as they are.
pub(crate) async fn change(
    Shared(service): Shared<Arc<Service>>,
    InPath(name): InPath<DeviceName>,
    body: Body,
) -> Result<Json<DeviceView>, Refused> {
    configure(&service, &name, body, Clone::clone).await
}

/// `DELETE /devices/{name}`: its channels are closed, too.
pub(crate) async fn remove(
    Shared(service): Shared<Arc<Service>>,
    InPath(name): InPath<DeviceName>,
) -> Result<StatusCode, Refused> {
    service.change(|state, _| {
        state.device(&name).ok_or(Refused::DEVICE)?;
        state.remove_device(&name);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// The phone that a channel is opened for: a name, or the settings of a new phone.
pub(super) fn read_phone(value: Option<Value>) -> Result<Phone, Refused> {
    match value {
        None | Some(Value::Null) => Ok(Phone::default()),
        Some(Value::Object(settings)) => {
            object::take(&mut Object::from_iter([(DEVICE.to_owned(), settings.into())]), DEVICE)
                .map(|settings| Phone::New(settings.unwrap_or_default()))
        }
        Some(Value::String(name)) => match name.parse() {
            Ok(name) => Ok(Phone::Named(name)),
            Err(error) => Err(Refused::Field(format!("{DEVICE}: the name {error}"))),
        },
        Some(_) => Err(Refused::Field(format!("{DEVICE}: is a name, or an object of settings"))),
    }
}

async fn configure(
    service: &Arc<Service>,
    name: &DeviceName,
    body: Body,
    begin: impl FnOnce(&DeviceSettings) -> DeviceSettings,
) -> Result<Json<DeviceView>, Refused> {
    let object = object::read(body, &service.bounds).await?;
    service.change(|state, now| {
        let device = state.device(name).ok_or(Refused::DEVICE)?;
        let settings = object::merge(&begin(&device.settings), object)?;
        state.configure_device(name, settings, now);
        show_device(state, name)
    })
}

fn show_device(state: &State, name: &DeviceName) -> Result<Json<DeviceView>, Refused> {
    let device = state.device(name).ok_or(Refused::DEVICE)?;
    Ok(Json(DeviceView::new(state, device)))
}

const NAME: &str = "name";
const DEVICE: &str = "device";
