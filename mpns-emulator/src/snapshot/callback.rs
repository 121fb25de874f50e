use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use mpns_proto::header;
use mpns_proto::service::{Callback, read_callback};
use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::callback::CallbackState;
use crate::from_object;

/// The callback of a channel. One that is being called counts as failed: it is called at most once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CallbackSnapshot {
    None,
    Registered(#[serde(serialize_with = "write", deserialize_with = "read")] Arc<Callback>),
    Called(u16),
    Failed(String),
}

impl From<&CallbackState> for CallbackSnapshot {
    fn from(state: &CallbackState) -> Self {
        match state {
            CallbackState::None => Self::None,
            CallbackState::Registered(callback) => Self::Registered(Arc::clone(callback)),
            CallbackState::Calling(_) => Self::Failed(UNFINISHED.to_owned()),
            CallbackState::Called(status) => Self::Called(*status),
            CallbackState::Failed(reason) => Self::Failed(reason.clone()),
        }
    }
}

impl From<CallbackSnapshot> for CallbackState {
    fn from(snapshot: CallbackSnapshot) -> Self {
        match snapshot {
            CallbackSnapshot::None => Self::None,
            CallbackSnapshot::Registered(callback) => Self::Registered(callback),
            CallbackSnapshot::Called(status) => Self::Called(status),
            CallbackSnapshot::Failed(reason) => Self::Failed(reason),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CallbackJson {
    uri: String,
    blob_base64: String,
}

fn write<S: Serializer>(callback: &Callback, to: S) -> Result<S::Ok, S::Error> {
    let (uri, blob_base64) = (callback.uri.to_string(), STANDARD.encode(&callback.blob));
    CallbackJson { uri, blob_base64 }.serialize(to)
}

/// Reads a registration as a service does, so that no other can be imported.
fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Callback>, D::Error> {
    let CallbackJson { uri, blob_base64 } = from_object::object(from)?;
    let blob = STANDARD.decode(blob_base64).map_err(D::Error::custom)?;
    let registration = Request::post("/").header(header::CALLBACK_URI, uri).body(blob);
    let registration = registration.map_err(D::Error::custom)?;
    read_callback(&registration).map(Arc::new).map_err(D::Error::custom)
}

const UNFINISHED: &str = "the state was exported before the callback was answered";
