use std::time::SystemTime;

use mpns_proto::service::Incoming;

use super::budget::Charge;
use crate::received_request::RequestMetadata;

/// A notification that waits until the phone is connected, or for the end of its batching interval.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) incoming: Incoming,
    pub(crate) metadata: RequestMetadata,
    /// The number of its request in the log.
    pub(crate) request: u64,
    /// When its batching interval ends.
    pub(crate) due: SystemTime,
    pub(crate) charge: Charge,
}
