use std::sync::{Arc, Mutex, PoisonError};

use mpns_connect::Connection;
use mpns_connect::transport::Attempt;

use crate::connection::HttpConnection;

/// What the connection of an attempt reports while ureq runs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed(Arc<Mutex<Report>>);

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) attempt: Attempt,
    /// Over which the request was sent, or part of it.
    pub(crate) connection: Option<Connection>,
    /// The connection when its exchange is over, if it can be used again.
    pub(crate) unused: Option<HttpConnection>,
}

impl Observed {
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Report) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
