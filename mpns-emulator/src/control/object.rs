//! Bodies that are JSON objects.

use std::fmt::Display;
use std::str::FromStr;

use axum::body::Body;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::refused::Refused;
use super::unique_fields::UniqueFields;
use crate::{Bounds, from_object, request_body};

pub(super) type Object = Map<String, Value>;

/// Reads an object, ignoring the content type. An empty body counts as an empty object.
pub(super) async fn read(body: Body, bounds: &Bounds) -> Result<Object, Refused> {
    let body = request_body::read(body, bounds).await?;
    if body.trim_ascii().is_empty() {
        return Ok(Object::new());
    }
    let refused = |error| Refused::Field(format!("the body is not a JSON object: {error}"));
    match serde_json::from_slice(&body) {
        Ok(UniqueFields(Value::Object(object))) => Ok(object),
        Ok(UniqueFields(_)) => Err(refused("it is another value".to_owned())),
        Err(error) => Err(refused(error.to_string())),
    }
}

/// Reads any JSON, ignoring the content type.
pub(super) async fn read_any(body: Body, bounds: &Bounds) -> Result<Value, Refused> {
    let body = request_body::read(body, bounds).await?;
    let value = serde_json::from_slice(&body);
    value
        .map(|UniqueFields(value)| value)
        .map_err(|error| Refused::Field(format!("the body is not JSON: {error}")))
}

/// The struct that a text in JSON means.
pub(super) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = from_object::object(tracked)
        .map_err(|error| refused(serde_path_to_error::Error::new(track.path(), error)))?;
    json.end().map_err(|error| Refused::Field(error.to_string()))?;
    Ok(value)
}

/// The value that JSON means.
pub(super) fn parse<T: DeserializeOwned>(value: Value) -> Result<T, Refused> {
    serde_path_to_error::deserialize(value).map_err(refused)
}

/// Takes a field out of an object, if it is there and not null.
pub(super) fn take<T: DeserializeOwned>(
    object: &mut Object,
    field: &str,
) -> Result<Option<T>, Refused> {
    match object.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_path_to_error::deserialize(value).map(Some).map_err(|error| {
            let path = error.path().to_string();
            let inner = if path == "." { String::new() } else { format!(".{path}") };
            Refused::Field(format!("{field}{inner}: {}", error.into_inner()))
        }),
    }
}

/// Refuses what is left of an object of which one field was expected.
pub(super) fn end(object: &Object, expected: &str) -> Result<(), Refused> {
    match object.keys().next() {
        None => Ok(()),
        Some(field) => {
            Err(Refused::Field(format!("unknown field `{field}`, expected `{expected}`")))
        }
    }
}

/// The value, with the fields of an object in place of its own.
pub(super) fn merge<T: Serialize + DeserializeOwned>(
    value: &T,
    change: Object,
) -> Result<T, Refused> {
    let Ok(Value::Object(mut merged)) = serde_json::to_value(value) else {
        return Err(Refused::Field("the settings have no form in JSON".to_owned()));
    };
    merged.extend(change);
    parse(Value::Object(merged))
}

/// Takes a text out of an object, if it is there and not null, and reads it.
pub(super) fn take_text<T: FromStr<Err: Display>>(
    object: &mut Object,
    field: &str,
) -> Result<Option<T>, Refused> {
    let text: Option<String> = take(object, field)?;
    let read = |text: String| {
        text.parse().map_err(|error| Refused::Field(format!("{field}: the name {error}")))
    };
    text.map(read).transpose()
}

fn refused(error: serde_path_to_error::Error<serde_json::Error>) -> Refused {
    let path = error.path().to_string();
    let error = error.into_inner();
    Refused::Field(if path == "." { error.to_string() } else { format!("{path}: {error}") })
}
