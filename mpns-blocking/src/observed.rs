use std::sync::{Arc, Mutex, PoisonError};

use mpns_connect::transport::Attempt;

use crate::wire::Wire;

/// What a connection reports of an exchange while ureq runs it.
#[derive(Clone, Debug)]
pub(crate) struct Observed(Arc<Mutex<Report>>);

#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) attempt: Attempt,
    /// Before an exchange, and after it if it can be used again.
    pub(crate) unused: Option<Wire>,
}

impl Observed {
    pub(crate) fn new(attempt: Attempt, wire: Wire) -> Self {
        Self(Arc::new(Mutex::new(Report { attempt, unused: Some(wire) })))
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Report) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
