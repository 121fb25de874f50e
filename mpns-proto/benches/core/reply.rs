//! From a response to its outcome.

use std::hint::black_box;

use http::Response;
use mpns_proto::Reply;

use crate::floors;
use crate::subject::Subject;

pub(crate) fn subjects() -> Vec<Subject> {
    let response = Response::builder()
        .header("Server", "nginx")
        .header("Date", "Sat, 21 Nov 2026 22:00:00 GMT")
        .header("Content-Type", "text/plain")
        .header("Content-Length", "0")
        .header("Connection", "keep-alive")
        .header("X-MessageID", "00000000-0000-0000-0000-000000000000")
        .header("X-NotificationStatus", "Received")
        .header("X-DeviceConnectionStatus", "Connected")
        .header("X-SubscriptionStatus", "Active")
        .body(())
        .expect("a response");
    let same = response.clone();
    vec![
        Subject::new("reply and outcome", move || {
            Reply::from_response(black_box(&response)).outcome()
        })
        .floor("look up three headers", move || {
            let same = black_box(&same);
            floors::is_received(same.status(), same.headers())
        }),
    ]
}
