//! The responses of the service.

use http::{Response, StatusCode};

/// The headers that it writes, like those of the real one.
const HEADERS: [(&str, &str); 8] = [
    ("Server", "Microsoft-IIS/8.0"),
    ("Date", "Sat, 21 Nov 2026 22:00:00 GMT"),
    ("Content-Type", "text/plain"),
    ("Content-Length", "0"),
    ("X-MessageID", "00000000-0000-0000-0000-000000000000"),
    ("X-NotificationStatus", "Received"),
    ("X-DeviceConnectionStatus", "Connected"),
    ("X-SubscriptionStatus", "Active"),
];

/// The notification is accepted, as bytes.
pub(crate) fn accepted_bytes() -> Vec<u8> {
    let lines = HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    format!("HTTP/1.1 200 OK\r\n{}\r\n", lines.collect::<String>()).into_bytes()
}

/// The notification is accepted.
pub fn accepted() -> Response<()> {
    let add = |response: http::response::Builder, (name, value)| response.header(name, value);
    HEADERS.into_iter().fold(Response::builder(), add).body(()).expect("a response")
}

/// The sender has to wait.
pub fn throttled() -> Response<()> {
    let mut response = accepted();
    *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    let headers = response.headers_mut();
    headers.insert("X-NotificationStatus", "Dropped".parse().expect("a value"));
    headers.insert("Retry-After", "120".parse().expect("a value"));
    response
}
