use futures_util::future::BoxFuture;
use http::Uri;
use mpns_connect::Error;
use tokio::time::Instant;

use crate::client::Settings;
use crate::link::Opened;

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
