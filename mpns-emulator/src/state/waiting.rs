use std::time::SystemTime;

use super::budget::Charge;
use crate::accepted::Accepted;

/// A notification that waits until the phone is connected, or for the end of its batching interval.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) accepted: Accepted,
    /// The number of its request in the log.
    pub(crate) request: u64,
    /// When its batching interval ends.
    pub(crate) due: SystemTime,
    pub(crate) charge: Charge,
}
