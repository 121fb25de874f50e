//! What a request and the connector tell each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper_util::client::legacy::connect::CaptureConnection;

/// A request that waits for a connection. hyper-util shows the connector only the host of the request, and
/// shows the request nothing of the connector.
#[derive(Clone)]
pub(crate) struct Attempt {
    /// The connection that the request is given.
    pub(crate) connection: CaptureConnection,
    pub(crate) at_proxy: AtProxy,
}

/// Whether the proxy is waited for, not the service behind it.
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
    /// The request to connect for. hyper-util calls the connector within its future, and tells it no more
    /// than the host.
    pub(crate) static ATTEMPT: Attempt;
}
