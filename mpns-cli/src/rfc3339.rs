use std::time::{Duration, SystemTime};

/// A time as in a log: `2015-05-06T09:49:37.500Z`.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().min(LATEST);
    let time = SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH);
    humantime::format_rfc3339_millis(time).to_string()
}

/// The last second of the year 9999.
const LATEST: Duration = Duration::from_secs(253_402_300_799);
