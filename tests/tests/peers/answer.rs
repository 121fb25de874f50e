//! Responses of services, correct and incorrect ones.

use http::{HeaderName, HeaderValue, Response};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The parts of a response, with the names of headers as written.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    body: &'static str,
}

impl Answer {
    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("HTTP/1.1 {} Reason\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend(name.as_bytes());
            bytes.extend(b": ");
            bytes.extend(value);
            bytes.extend(b"\r\n");
        }
        if ![204, 304].contains(&self.status) {
            bytes.extend(
                format!("Content-Length: {}\r\n\r\n{}", self.body.len(), self.body).bytes(),
            );
        } else {
            bytes.extend(b"\r\n");
        }
        bytes
    }

    /// The same as a response.
    pub(crate) fn response(&self) -> Response<()> {
        let mut response = Response::builder().status(self.status).body(()).expect("a status");
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            let value = HeaderValue::from_bytes(value.trim_ascii_start()).expect("a value");
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// Responses of any status, with MPNS headers in many spellings, repeated and missing.
pub(crate) fn answers() -> impl Strategy<Value = Answer> {
    let status = prop_oneof![
        4 => Just(200),
        1 => select(STATUSES),
        3 => select(TABLE),
    ];
    let headers = (
        header("X-NotificationStatus", NOTIFICATION),
        header("X-DeviceConnectionStatus", DEVICE),
        header("X-SubscriptionStatus", SUBSCRIPTION),
        header("X-MessageID", MESSAGE_ID),
        rarely("Retry-After", &["1", "120", "7200", "100000", "soon", "-5", ""]),
        rarely("X-WNS-Status", &["received", "dropped"]),
        rarely("ActivityId", &["2d9b7a1e-8a4e-4f0f-9f0e-0d3b1a0c9f11"]),
    );
    let body = select(&["", "", "<html>404</html>"]);
    (status, headers, body, any::<bool>()).prop_map(|(status, headers, body, reversed)| {
        let (a, b, c, d, e, f, g) = headers;
        let mut headers = [a, b, c, d, e, f, g].concat();
        if reversed {
            headers.reverse();
        }
        Answer { status, headers, body }
    })
}

/// A header that most responses have once, some not at all, and a few twice.
fn header(
    name: &'static str,
    values: &'static [&'static [u8]],
) -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let known = select(values).prop_map(<[u8]>::to_vec);
    let value = prop_oneof![12 => known, 1 => select(ODD).prop_map(<[u8]>::to_vec)];
    let names = [name.to_owned(), name.to_lowercase(), name.to_uppercase()];
    let count = prop_oneof![2 => Just(0..=0), 10 => Just(1..=1), 1 => Just(2..=2)];
    count.prop_flat_map(move |count| vec((select(names.to_vec()), value.clone()), count))
}

fn rarely(
    name: &'static str,
    values: &'static [&'static str],
) -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let value = select(values).prop_map(move |value| (name.to_owned(), value.as_bytes().to_vec()));
    proptest::option::weighted(0.08, value).prop_map(Vec::from_iter)
}

/// The documented statuses of MPNS.
const TABLE: &[u16] = &[400, 401, 403, 404, 405, 406, 412, 503];
/// Other statuses of HTTP.
const STATUSES: &[u16] = &[
    201, 202, 204, 206, 300, 301, 302, 303, 304, 305, 307, 308, 402, 407, 408, 409, 410, 411, 413,
    414, 415, 418, 421, 429, 451, 499, 500, 501, 502, 504, 505, 511, 599,
];
const NOTIFICATION: &[&[u8]] = &[
    b"Received",
    b"Received",
    b"received",
    b"RECEIVED",
    b"QueueFull",
    b"QueueFull",
    b"queuefull",
    b"Queue Full",
    b"Suppressed",
    b"suppressed",
    b"Dropped",
    b"Dropped",
    b" Dropped\t",
    b"Delayed",
];
const DEVICE: &[&[u8]] = &[
    b"Connected",
    b"connected",
    b"CONNECTED",
    b"TempDisconnected",
    b"Temp Disconnected",
    b"Temporarily Disconnected",
    b"tempdisconnected",
    b"Disconnected",
    b"Inactive",
    b"InActive",
    b"Asleep",
];
const SUBSCRIPTION: &[&[u8]] = &[
    b"Active",
    b"Active",
    b"Active",
    b"Active",
    b"active",
    b"ACTIVE",
    b"Expired",
    b"expired",
    b"EXPIRED ",
    b"Paused",
];
const MESSAGE_ID: &[&[u8]] = &[
    b"00000000-0000-0000-0000-000000000000",
    b"2d9b7a1e-8a4e-4f0f-9f0e-0d3b1a0c9f11",
    b"2D9B7A1E-8A4E-4F0F-9F0E-0D3B1A0C9F11",
    b"7",
];
/// Values without a meaning, for any header.
const ODD: &[&[u8]] =
    &[b"", b"N/A", b"n/a", b"\xff\xfe", b"Re\xc3\xa7u", b"a, b", b"\"Received\"", &[b'x'; 3000]];
