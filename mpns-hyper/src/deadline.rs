use std::time::Duration;

use mpns_connect::transport::LONGEST_TIMEOUT;
use tokio::time::Instant;

/// `limit` from now, or a year from now if that overflows.
pub(crate) fn after(limit: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(limit).or_else(|| now.checked_add(LONGEST_TIMEOUT)).unwrap_or(now)
}

/// The time of tokio's clock, which a test can stop.
pub(crate) fn now() -> std::time::Instant {
    Instant::now().into_std()
}
