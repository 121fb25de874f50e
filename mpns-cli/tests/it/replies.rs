//! What `mpns send` prints of a reply, and its exit status.

use mpns_test_support::Server;
use serde_json::{Value, json};

use crate::common::run;

/// A script that looks at the exit status alone would count a refused notification as sent.
#[test]
fn a_success_of_http_that_is_not_accepted_exits_with_1() {
    for (head, code, outcome, line) in [
        ("X-NotificationStatus: Received", 0, "received", "200 received: nothing to do"),
        ("X-Server: bare", 0, "received", "200 received: nothing to do"),
        (
            "X-NotificationStatus: Suppressed",
            1,
            "suppressed",
            "200 suppressed: do not send it again: the app has not bound its channel to toasts or to \
             tiles, the tile is not pinned, or the battery is low",
        ),
        (
            "X-NotificationStatus: Dropped",
            1,
            "dropped",
            "200 dropped: do not send it again: the app may not run in the background, or the battery \
             saver is on",
        ),
        (
            "X-NotificationStatus: QueueFull",
            1,
            "queue-full",
            "200 queue-full: send again later, with waits that double",
        ),
        (
            "X-NotificationStatus: Delivered",
            1,
            "unrecognized",
            "200 unrecognized: find out what answers at this address",
        ),
        (
            "Content-Type: text/html",
            1,
            "unrecognized",
            "200 unrecognized: find out what answers at this address",
        ),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\nContent-Length: 0\r\n\r\n");
        let server = Server::answering(answer.leak().as_bytes());
        let channel: String = server.channel();
        for transport in ["hyper", "blocking"] {
            let send = ["send", "toast", "--text1", "x", "--channel", &channel, "--no-proxy"];
            let send = [&send[..], &["--transport", transport]].concat();
            let (found, out, err) = run(&send);
            assert_eq!((found, err.as_str()), (Some(code), ""), "{head}: {out}");
            assert_eq!(out.lines().next(), Some(line), "{head}");
            assert_eq!(out.contains("an HTML page"), head.contains("text/html"), "{out}");

            let (found, out, err) = run(&[&send[..], &["--output", "json"]].concat());
            assert_eq!((found, err.as_str()), (Some(code), ""), "{head}: {out}");
            let report: Value = serde_json::from_str(&out).expect("JSON");
            let judged = [&report["outcome"], &report["accepted"], &report["deleteChannel"]];
            assert_eq!(judged, [&json!(outcome), &json!(code == 0), &json!(false)], "{head}");
        }
    }
}
