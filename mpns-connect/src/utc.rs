use std::time::SystemTime;

use x509_cert::der::DateTime;

/// A moment of a certificate as text, such as `2024-02-29T00:00:00Z`.
pub(crate) fn utc(time: SystemTime) -> String {
    match DateTime::from_system_time(time) {
        Ok(time) => time.to_string(),
        // No certificate has it: before 1970, or after the year 9999.
        Err(_) => format!("{time:?}"),
    }
}
