//! `mpns send --output json`: the record of a send.

use serde_json::{Value, json};

use crate::common::{Emulator, NOBODY, run, run_with_input};

const ID: &str = "6f1d2a3b-0000-4000-8000-00000000000a";

/// Without the fields that depend on the time, which have to be present.
fn record(out: &str) -> Value {
    let mut record: Value = serde_json::from_str(out).expect("JSON");
    let fields = record.as_object_mut().expect("an object");
    assert!(fields.remove("tookMilliseconds").is_some_and(|time| time.is_u64()), "{out}");
    let sent_at = fields.remove("sentAt").expect("a time");
    assert!(sent_at.as_str().is_some_and(|time| time.ends_with('Z') && time > "2026"), "{out}");
    record
}

#[test]
fn a_record_has_what_was_sent_and_the_reply_but_not_the_channel() {
    let emulator = Emulator::start();
    for transport in ["hyper", "blocking"] {
        let channel = emulator.ask("POST", "/channels");
        let uri = channel["uri"].as_str().expect("a URI");
        let job = json!({
            "key": [7], "channel": uri, "type": "iconicTile", "count": 0, "title": null,
            "interval": 450, "messageId": ID,
        });
        let send = ["send", "--json", "-", "--output", "json", "--transport", transport];
        let (code, out, err) = run_with_input(&send, job.to_string());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.ends_with('\n') && out.lines().count() == 1, "{out}");
        let mut expected = json!({
            "key": [7], "type": "iconicTile", "count": 0, "title": null, "interval": 450,
            "messageId": ID, "status": 200, "outcome": "received", "advice": "nothing to do", "accepted": true,
            "retry": "never", "retryAfterSeconds": null, "deleteChannel": false,
            "notificationStatus": "Received", "deviceConnectionStatus": "Connected",
            "subscriptionStatus": "Active", "echoedMessageId": ID,
            "error": null, "errorKind": null, "mayHaveBeenDelivered": null,
        });
        let mut found = record(&out);
        expected["activityId"] = found["activityId"].take();
        found["activityId"] = expected["activityId"].clone();
        assert_eq!(found, expected);

        let unknown = format!("http://{}/throttledthirdparty/01.00/SECRET", emulator.address);
        let send = ["send", "raw", "--body", "x", "--class", "4", "--output", "json"];
        let more = ["--channel", &unknown, "--transport", transport];
        let (code, out, err) = run(&[&send[..], &more].concat());
        assert_eq!((code, err.as_str()), (Some(1), ""), "{out}");
        let found = record(&out);
        for (field, value) in [
            ("type", json!("raw")),
            ("payload", json!("x")),
            ("class", json!(4)),
            ("status", json!(404)),
            ("deleteChannel", json!(true)),
        ] {
            assert_eq!(found[field], value, "{field}: {found}");
        }
        assert!(!out.contains("SECRET"), "{out}");
    }
}

#[test]
fn an_error_has_a_record_too() {
    for transport in ["hyper", "blocking"] {
        let send = ["send", "toast", "--text1", "x", "--channel", NOBODY, "--message-id", ID];
        let more = ["--transport", transport, "--output", "json"];
        let (code, out, err) = run(&[&send[..], &more].concat());
        assert_eq!(code, Some(1), "{out}{err}");
        let found = record(&out);
        let error = found["error"].as_str().expect("an error");
        assert!(error.starts_with("no connection to 127.0.0.1:1"), "{error}");
        assert_eq!(err, format!("mpns: {error}\n"));
        let expected = json!({
            "key": null, "type": "toast", "text1": "x", "messageId": ID, "status": null,
            "outcome": null, "advice": null, "accepted": false, "retry": "backoff", "retryAfterSeconds": 240,
            "deleteChannel": false, "notificationStatus": null, "deviceConnectionStatus": null,
            "subscriptionStatus": null, "echoedMessageId": null, "activityId": null,
            "error": error, "errorKind": "connect", "mayHaveBeenDelivered": false,
        });
        assert_eq!(found, expected);
        assert!(!out.contains("SECRET"), "{out}");
    }
}
