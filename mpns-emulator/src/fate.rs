use serde::{Deserialize, Serialize};

use crate::Effect;

/// What happened to a notification after the service accepted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Fate {
    /// It waits until the phone is connected again.
    Queued,
    /// It waits for the end of its batching interval.
    Held,
    /// It waited, and will never reach the phone.
    Lost,
    /// It reached the phone. In JSON, the [`Effect`] alone.
    #[serde(untagged)]
    Delivered(Effect),
}
