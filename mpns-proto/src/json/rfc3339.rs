//! Times as a log has them: `2015-05-06T09:49:37.500Z`.

use std::time::{Duration, SystemTime};

/// The time in milliseconds; `None` before 1970 and after 9999.
pub(super) fn write(time: SystemTime) -> Option<String> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    (since < END).then(|| humantime::format_rfc3339_millis(time).to_string())
}

/// The time without fractions of a millisecond, which are not written.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text).ok().map(rounded)
}

/// The nearest time that can be written, without fractions of a millisecond.
pub(super) fn rounded(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH.checked_add(milliseconds(since.min(LATEST))).unwrap_or(time)
}

/// The time without fractions of a millisecond.
pub(super) fn milliseconds(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// The first second of the year 10000.
const END: Duration = Duration::from_secs(253_402_300_800);
const LATEST: Duration = Duration::from_millis(253_402_300_799_999);
