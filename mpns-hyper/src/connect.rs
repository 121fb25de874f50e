use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Uri;
use hyper::rt::{Read, Write};
use mpns_connect::{Connection, Error};
use tokio::time::Instant;

use crate::client::Settings;
use crate::tap::{Seen, Tap};

/// Opens connections.
pub(crate) trait Connect: Send + Sync {
    /// Opens a connection to the host of an `http` or `https` URI, before the deadline, which is that of the
    /// whole exchange.
    fn connect<'a>(
        &'a self,
        settings: &'a Settings,
        target: &'a Uri,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Opened, Error>>;
}

/// What a connector opened.
pub(crate) struct Opened {
    pub(crate) io: Box<dyn Io>,
    pub(crate) seen: Arc<Seen>,
    /// Whether a proxy forwards the requests on it.
    pub(crate) is_forwarded: bool,
    /// None if it is not known.
    pub(crate) connection: Option<Connection>,
}

pub(crate) trait Io: Read + Write + Unpin + Send {}

impl<T: Read + Write + Unpin + Send> Io for T {}

impl Opened {
    pub(crate) fn new<IO: Io + 'static>(tap: Tap<IO>) -> Self {
        let seen = tap.seen();
        Self { io: Box::new(tap), seen, is_forwarded: false, connection: None }
    }
}
