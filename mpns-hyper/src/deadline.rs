use std::time::Duration;

use tokio::time::Instant;

/// `limit` from now.
pub(crate) fn after(limit: Duration) -> Instant {
    let now = Instant::now();
    // The settings' limits are not so long that this overflows.
    now.checked_add(limit).unwrap_or(now)
}

/// The time of tokio's clock, which a test can stop.
pub(crate) fn now() -> std::time::Instant {
    Instant::now().into_std()
}
