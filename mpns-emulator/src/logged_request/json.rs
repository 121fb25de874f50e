//! Reads a logged request as it is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::LoggedRequest;
use crate::sent_head::SentHead;
use crate::{Fate, Fault, Token, Verdict, from_object, serialize};

pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<LoggedRequest, D::Error> {
    let json = LoggedRequestJson::deserialize(from)?;
    let body = match (json.body, json.body_base64) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(base64)) => STANDARD.decode(base64).map_err(D::Error::custom)?,
        _ => return Err(D::Error::custom("a request has either `body` or `bodyBase64`")),
    };
    Ok(LoggedRequest {
        number: json.number,
        time: json.time.0,
        channel: json.channel,
        method: Method::from_bytes(json.method.as_bytes()).map_err(D::Error::custom)?,
        target: json.path,
        head: SentHead::of_lines(&json.headers),
        headers: headers(json.headers)?,
        body: Bytes::from(body),
        status: StatusCode::from_u16(json.status).map_err(D::Error::custom)?,
        answer: headers(json.answer)?,
        verdict: json.verdict,
        reason: json.reason,
        warnings: json.warnings,
        fate: json.effect,
        fault: json.fault,
    })
}

/// An attribute of its own makes a field that may be null one that has to be there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LoggedRequestJson {
    number: u64,
    time: serialize::Time,
    #[serde(deserialize_with = "Option::deserialize")]
    channel: Option<Token>,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    #[serde(default, deserialize_with = "serialize::given")]
    body: Option<String>,
    #[serde(default, deserialize_with = "serialize::given")]
    body_base64: Option<String>,
    status: u16,
    answer: Vec<(String, String)>,
    verdict: Verdict,
    #[serde(deserialize_with = "Option::deserialize")]
    reason: Option<String>,
    warnings: Vec<String>,
    #[serde(deserialize_with = "Option::deserialize")]
    effect: Option<Fate>,
    #[serde(deserialize_with = "from_object::optional_object")]
    fault: Option<Fault>,
}

fn headers<E: Error>(lines: Vec<(String, String)>) -> Result<HeaderMap, E> {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::try_from(name).map_err(E::custom)?;
        let value = HeaderValue::try_from(value).map_err(E::custom)?;
        headers.try_append(name, value).map_err(E::custom)?;
    }
    Ok(headers)
}
