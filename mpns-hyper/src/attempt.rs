//! What a request and the connector have to tell each other.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hyper_util::client::legacy::connect::CaptureConnection;

/// A request on its way to a connection, which hyper-util hides from the connector, and the connector from it.
#[derive(Clone)]
pub(crate) struct Attempt {
    /// The connection that the request is given.
    pub(crate) connection: CaptureConnection,
    pub(crate) at_proxy: AtProxy,
}

/// Whether it is a proxy that is waited for, and not the service behind it.
#[derive(Clone, Default)]
pub(crate) struct AtProxy(Arc<AtomicBool>);

impl Attempt {
    pub(crate) fn new(connection: CaptureConnection) -> Self {
        Self { connection, at_proxy: AtProxy::default() }
    }
}

impl AtProxy {
    pub(crate) fn set(&self, is_waited_for: bool) {
        self.0.store(is_waited_for, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

tokio::task_local! {
    /// The request to connect for. hyper-util calls the connector within its future, and tells it no more than the host.
    pub(crate) static ATTEMPT: Attempt;
}
