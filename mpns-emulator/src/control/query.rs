use std::time::Duration;

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::{Deserialize, Deserializer};

use super::refused::Refused;
use crate::Bounds;

/// Which items of a list are shown, and for how long the first of them may be waited for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Query {
    /// Those after the one with this number.
    pub(super) after: u64,
    /// How many at most.
    limit: Option<usize>,
    /// Only those of the channel with this token.
    pub(super) channel: Option<String>,
    /// Only those with this text.
    pub(super) search: Option<String>,
    #[serde(deserialize_with = "duration")]
    pub(super) wait: Option<Duration>,
}

impl Query {
    /// How many items are shown.
    pub(super) fn limit(&self, default: usize) -> Result<usize, Refused> {
        match self.limit {
            Some(limit) if limit == 0 || limit > Bounds::LISTED => {
                let most = Bounds::LISTED;
                Err(Refused::Field(format!("limit: {limit} is not a number from 1 to {most}")))
            }
            limit => Ok(limit.unwrap_or(default)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| query.0).map_err(|error| Refused::Field(error.body_text()))
    }
}

fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    let time = humantime::parse_duration(&text).map_err(serde::de::Error::custom)?;
    if time > LONGEST_WAIT {
        let limit = humantime::format_duration(LONGEST_WAIT);
        return Err(serde::de::Error::custom(format_args!("{text} is longer than {limit}")));
    }
    Ok(Some(time))
}

const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);
