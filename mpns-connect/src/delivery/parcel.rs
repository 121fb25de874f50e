use std::fmt;
use std::sync::Arc;

use mpns_proto::{Notification, Reply};

use crate::exchange::Error;

/// What a request led to.
pub type SendResult = Arc<Result<Reply, Error>>;

/// A notification on its way, with a key of your choice: the payload of the jobs of a delivery.
#[derive(Clone)]
#[non_exhaustive]
pub struct Parcel<K> {
    /// The key.
    pub key: K,
    /// What is sent.
    pub notification: Notification,
    /// What the last request led to, if one was sent.
    pub last: Option<SendResult>,
}

impl<K> Parcel<K> {
    /// A notification that was not sent yet.
    pub const fn new(key: K, notification: Notification) -> Self {
        Self { key, notification, last: None }
    }
}

impl<K> From<(K, Notification)> for Parcel<K> {
    fn from((key, notification): (K, Notification)) -> Self {
        Self::new(key, notification)
    }
}

impl<K: fmt::Debug> fmt::Debug for Parcel<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel").field("key", &self.key).finish_non_exhaustive()
    }
}
