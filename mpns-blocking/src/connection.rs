//! Connections that are kept.

use std::fmt;

use mpns_connect::Connection;
use mpns_connect::transport::{self, HostKey, Pooled};

use crate::buffers::ExchangeBuffers;
use crate::stream::Stream;

/// The connections that are open and unused.
pub(crate) type Pool = transport::Pool<HostKey, HttpConnection>;

/// A connection, in use or kept.
pub(crate) struct HttpConnection {
    pub(crate) stream: Stream,
    pub(crate) connection: Connection,
    /// Scheme and authority, which a forwarding proxy wants before the path (absolute form).
    pub(crate) origin: Option<String>,
    /// They are empty, and kept for their memory.
    pub(crate) buffers: ExchangeBuffers,
}

impl Pooled for HttpConnection {
    /// Nothing is known before it is checked, right before it is written to.
    fn is_open(&self) -> bool {
        true
    }
}

impl fmt::Debug for HttpConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpConnection").field(&self.connection).finish()
    }
}
