//! `mpns outcome`: what a response means.

use serde_json::{Value, json};

use crate::common::{run, run_with_input};

#[test]
fn outcome_judges_a_status_and_headers() {
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
                "status": 412, "outcome": "device-inactive", "advice": "try at most once an hour",
                "accepted": false, "retry": "after",
                "retryAfterSeconds": 3660, "deleteChannel": false, "notificationStatus": "Dropped",
                "deviceConnectionStatus": "Inactive", "subscriptionStatus": null, "messageId": null,
                "activityId": null,
            }),
        ),
        (
            &["--status", "200", "-H", "ActivityId: a:b"],
            0,
            json!({
                "status": 200, "outcome": "received", "advice": "nothing to do", "accepted": true,
                "retry": "never",
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
}

#[test]
fn a_page_and_a_refused_200_are_not_accepted() {
    let (code, out, _) = run(&["outcome", "--status", "404", "--callback"]);
    assert!(code == Some(1) && out.contains("\"outcome\":\"unrecognized\""), "{out}");
    for (status, header, outcome, advice) in [
        ("200", "Content-Type: text/html", "unrecognized", "find out what answers"),
        ("404", "content-type:TEXT/HTML;charset=utf-8", "unrecognized", "find out what answers"),
        ("200", "X-NotificationStatus: Suppressed", "suppressed", "the tile is not pinned"),
        ("200", "X-NotificationStatus: Dropped", "dropped", "the battery saver is on"),
        ("200", "X-NotificationStatus: QueueFull", "queue-full", "send again later"),
    ] {
        let (code, out, err) = run(&["outcome", "--status", status, "-H", header]);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{header}");
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((&json["outcome"], &json["deleteChannel"]), (&json!(outcome), &json!(false)));
        assert!(json["advice"].as_str().expect("a text").contains(advice), "{out}");
    }
}

#[test]
fn the_last_head_is_judged() {
    let gone = "HTTP/1.1 404 Not Found\r\nX-NotificationStatus: Dropped\r\n\r\n";
    let tunnel = "HTTP/1.1 200 Connection established\r\n\r\n";
    let go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    for (head, outcome) in [
        (gone.to_owned(), "channel-expired"),
        ("HTTP/1.1 503\r\nRetry-After: 7200\r\nX-Server: a".to_owned(), "unavailable"),
        ("HTTP/1.0 200 OK\nX-NotificationStatus: QueueFull\n\nbody".to_owned(), "queue-full"),
        ("HTTP/2 412 \r\nx-deviceconnectionstatus: Inactive\r\n\r\n".to_owned(), "device-inactive"),
        ("HTTP/2 412\nx-deviceconnectionstatus: Inactive\n\n".to_owned(), "device-inactive"),
        ("HTTP/3 406 \r\nx-notificationstatus: Dropped\r\n\r\n".to_owned(), "throttled"),
        ("HTTP/2.0 404 Not Found\r\n\r\n".to_owned(), "channel-expired"),
        (format!("{tunnel}{gone}"), "channel-expired"),
        (format!("{go_on}{gone}"), "channel-expired"),
        (format!("{tunnel}{go_on}{go_on}{gone}"), "channel-expired"),
        (format!("{tunnel}HTTP/2 100 \r\n\r\nHTTP/2 403 \r\n\r\n"), "forbidden"),
        (
            format!("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n{tunnel}{gone}"),
            "channel-expired",
        ),
        (format!("HTTP/1.1 503 Unavailable\r\n\r\n{gone}"), "unavailable"),
        (format!("HTTP/1.1 403 Forbidden\r\n\r\nno {gone}"), "forbidden"),
        (go_on.to_owned(), "unrecognized"),
        (format!("{go_on}{go_on}no {gone}"), "unrecognized"),
    ] {
        let (code, out, err) = run_with_input(&["outcome", "--response", "-"], &head);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{head}");
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(json["outcome"], outcome, "{head}");
    }
    for accepted in [
        tunnel.to_owned(),
        format!("{tunnel}page about HTTP/1.1"),
        format!("{go_on}HTTP/2 200 \r\n\r\n"),
        "\r\nHTTP/2 200\r\n\r\n".to_owned(),
    ] {
        let (code, out, err) = run_with_input(&["outcome", "--response", "-"], &accepted);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{accepted}: {out}");
    }
    for (wrong, error) in [
        ("SSH-2.0-x\r\n".to_owned(), "not the head of a response"),
        ("HTTP/2x 200\r\n\r\n".to_owned(), "not the head of a response"),
        (String::new(), "the head of the response is not complete"),
        (format!("{tunnel}HTTP/"), "not the head of a response"),
    ] {
        let (code, out, err) = run_with_input(&["outcome", "--response", "-"], &wrong);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{wrong}");
        assert!(err.contains(error), "{wrong}: {err}");
    }
}
