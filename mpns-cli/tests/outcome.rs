//! `mpns outcome`: what an answer means.

#![allow(clippy::expect_used, reason = "tests may panic")]

mod common;

use common::{run, run_with_input};
use serde_json::{Value, json};

#[test]
fn outcome_judges_what_it_is_given() {
    for (args, code, expected) in [
        (
            &[
                "--status",
                "412",
                "-H",
                "X-NotificationStatus: Dropped",
                "-H",
                "x-deviceconnectionstatus:Inactive",
            ][..],
            1,
            json!({
                "status": 412, "outcome": "device-inactive", "accepted": false, "retry": "after",
                "retryAfterSeconds": 3660, "deleteChannel": false, "notificationStatus": "Dropped",
                "deviceConnectionStatus": "Inactive", "subscriptionStatus": null, "messageId": null,
                "activityId": null,
            }),
        ),
        (
            &["--status", "200", "-H", "ActivityId: a:b"],
            0,
            json!({
                "status": 200, "outcome": "received", "accepted": true, "retry": "never",
                "retryAfterSeconds": null, "deleteChannel": false, "notificationStatus": null,
                "deviceConnectionStatus": null, "subscriptionStatus": null, "messageId": null,
                "activityId": "a:b",
            }),
        ),
    ] {
        let (found, out, err) = run(&[&["outcome"], args].concat());
        assert_eq!((found, err.as_str()), (Some(code), ""));
        assert_eq!(serde_json::from_str::<Value>(&out).expect("JSON"), expected);
    }
    for (head, outcome) in [
        ("HTTP/1.1 404 Not Found\r\n\r\n", "channel-expired"),
        ("HTTP/1.1 503\r\nRetry-After: 7200\r\nX-Server: a", "unavailable"),
        ("HTTP/1.0 200 OK\nX-NotificationStatus: QueueFull\n\nbody", "queue-full"),
    ] {
        let (code, out, err) = run_with_input(&["outcome", "--response", "-"], head);
        assert_eq!((code, err.as_str()), (Some(1), ""));
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(json["outcome"], outcome);
    }
    let (code, _, err) = run_with_input(&["outcome", "--response", "-"], "SSH-2.0-x\r\n");
    assert_eq!(code, Some(2));
    assert!(err.contains("not the head of a response"), "{err}");
}
