use std::time::Duration;

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use super::refused::Refused;
use crate::{Bounds, Token};

/// The query of a request.
pub(crate) struct Query<T>(pub(super) T);

/// Which channels or phones are listed.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Those after the one with this number.
    pub(super) after: u64,
    /// How many at most.
    #[serde(deserialize_with = "limit")]
    pub(super) limit: usize,
}

/// Which deliveries are listed, and for how long the first of them may be waited for.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeliveriesQuery {
    pub(super) after: u64,
    #[serde(deserialize_with = "limit")]
    pub(super) limit: usize,
    #[serde(deserialize_with = "duration")]
    pub(super) wait: Option<Duration>,
}

/// Which requests are listed, and for how long the first of them may be waited for.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RequestsQuery {
    pub(super) after: u64,
    #[serde(deserialize_with = "limit")]
    pub(super) limit: usize,
    #[serde(deserialize_with = "duration")]
    pub(super) wait: Option<Duration>,
    /// Only those of the channel with this token.
    #[serde(deserialize_with = "token")]
    pub(super) channel: Option<Token>,
    /// Only those with this text.
    pub(super) search: Option<String>,
}

/// Which image of a tile is fetched.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ImageQuery {
    pub(super) uri: Option<String>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self { after: 0, limit: DEFAULT_LIMIT }
    }
}

impl Default for DeliveriesQuery {
    fn default() -> Self {
        Self { after: 0, limit: Bounds::LISTED, wait: None }
    }
}

impl Default for RequestsQuery {
    fn default() -> Self {
        Self { after: 0, limit: DEFAULT_LIMIT, wait: None, channel: None, search: None }
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|error| Refused::Field(error.body_text()))
    }
}

fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let limit = usize::deserialize(from)?;
    let most = Bounds::LISTED;
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    Err(D::Error::custom(format_args!("{limit} is not a number from 1 to {most}")))
}

fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    let time = humantime::parse_duration(&text).map_err(D::Error::custom)?;
    if time > LONGEST_WAIT {
        let limit = humantime::format_duration(LONGEST_WAIT);
        return Err(D::Error::custom(format_args!("{text} is longer than {limit}")));
    }
    Ok(Some(time))
}

fn token<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Token>, D::Error> {
    let token = String::deserialize(from)?.parse();
    token.map(Some).map_err(|error| D::Error::custom(format_args!("the token {error}")))
}

const DEFAULT_LIMIT: usize = 100;
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);
