//! The message ID of `mpns send`: with one, the response to another request is noticed.

use std::collections::HashSet;

use mpns_test_support::{Log, RECEIVED, Server};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{run, run_with_input};

const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";
const TRANSPORTS: [&str; 2] = ["hyper", "blocking"];

fn sent(log: &Log) -> Uuid {
    let received = log.lock().expect("the log").pop().expect("a request");
    received.header("x-messageid").expect("a message ID").parse().expect("a UUID")
}

#[test]
fn send_generates_one_unless_there_is_one() {
    let (server, log) = Server::recording(RECEIVED);
    let channel: String = server.channel();
    let mut generated = HashSet::new();
    for transport in TRANSPORTS {
        let send = ["send", "--no-proxy", "--transport", transport, "--channel", &channel];
        let toast = [&send[..], &["toast", "--text1", "x"]].concat();
        for output in ["text", "json"] {
            let (code, out, err) = run(&[&toast[..], &["--output", output]].concat());
            assert_eq!(code, Some(0), "{err}");
            let id = sent(&log);
            assert_eq!(id.get_version_num(), 4, "{id}");
            assert!(generated.insert(id), "{id} again");
            if output == "json" {
                let record: Value = serde_json::from_str(&out).expect("JSON");
                assert_eq!(record["messageId"], json!(id.to_string()));
            }
        }
        let (code, _, err) = run(&[&toast[..], &["--message-id", ID]].concat());
        assert_eq!((code, sent(&log).to_string().as_str()), (Some(0), ID), "{err}");
        let job = json!({"type": "raw", "payload": "x", "messageId": ID}).to_string();
        let (code, _, err) = run_with_input(&[&send[..], &["--json", "-"]].concat(), job);
        assert_eq!((code, sent(&log).to_string().as_str()), (Some(0), ID), "{err}");
    }
    let (code, out, _) = run(&["request", "toast", "--text1", "x", "--channel", &channel]);
    assert!(code == Some(0) && !out.contains("x-messageid"), "{out}");
}

#[test]
fn the_response_to_another_request_is_no_reply() {
    let answer = format!(
        "HTTP/1.1 404 Not Found\r\nX-SubscriptionStatus: Expired\r\nX-MessageID: {ID}\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let server = Server::answering(answer.leak().as_bytes());
    let channel: String = server.channel();
    for transport in TRANSPORTS {
        let send = ["send", "toast", "--text1", "x", "--no-proxy", "--channel", &channel];
        let send = [&send[..], &["--transport", transport]].concat();
        let (code, out, err) = run(&send);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
        let text =
            "what came is the response to another request; the request may have been delivered";
        assert!(err.contains(text) && !err.contains("SECRET"), "{err}");

        let (code, out, _) = run(&[&send[..], &["--output", "json"]].concat());
        let record: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((code, &record["errorKind"]), (Some(1), &json!("stale-response")), "{out}");
        let facts = [&record["mayHaveBeenDelivered"], &record["deleteChannel"]];
        assert_eq!(facts, [&json!(true), &json!(false)], "{out}");

        let (code, out, err) = run(&[&send[..], &["--message-id", ID]].concat());
        assert_eq!((code, err.as_str()), (Some(1), ""), "{out}");
        assert!(out.starts_with("404 channel-expired: "), "{out}");
    }
}
