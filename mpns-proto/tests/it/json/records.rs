//! Records of sends as JSON.

use std::time::{Duration, SystemTime};

use mpns_proto::{
    DeviceConnectionStatus, Identifier, Job, NoReply, NotificationStatus, Record, Reply,
    SubscriptionStatus, Toast,
};
use serde_json::{Value, from_value, json, to_value};

fn at(milliseconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
}

fn job() -> Job<Value> {
    let job = json!({
        "key": {"user": 7},
        "channel": "http://h.example/SECRET",
        "type": "flipTile",
        "count": 0,
        "backTitle": null,
        "interval": 450,
        "messageId": "01234567-89ab-cdef-0123-456789abcdef",
    });
    from_value(job).expect("a job")
}

#[test]
fn a_record_has_what_was_sent_and_the_reply() {
    let reply = Reply::new(http::StatusCode::PRECONDITION_FAILED)
        .with_notification_status(NotificationStatus::Dropped)
        .with_device_connection_status(DeviceConnectionStatus::Inactive)
        .with_subscription_status(SubscriptionStatus::read("N/A?").expect("a status"))
        .with_message_id(Identifier::read("a b").expect("an identifier"))
        .with_activity_id(uuid::Uuid::nil().into());
    let result: Result<_, NoReply> = Ok(&reply);
    let took = Duration::from_micros(12_999);
    let record = Record::new(job(), result, at(784_111_777_500), took);
    let expected = json!({
        "key": {"user": 7},
        "type": "flipTile",
        "count": 0,
        "backTitle": null,
        "interval": 450,
        "messageId": "01234567-89ab-cdef-0123-456789abcdef",
        "sentAt": "1994-11-06T08:49:37.500Z",
        "tookMilliseconds": 12,
        "status": 412,
        "outcome": "device-inactive",
        "advice": "try at most once an hour",
        "accepted": false,
        "retry": "after",
        "retryAfterSeconds": 3660,
        "deleteChannel": false,
        "notificationStatus": "Dropped",
        "deviceConnectionStatus": "Inactive",
        "subscriptionStatus": "N/A?",
        "echoedMessageId": "a b",
        "activityId": "00000000-0000-0000-0000-000000000000",
        "error": null,
        "errorKind": null,
        "mayHaveBeenDelivered": null,
    });
    assert_eq!(to_value(&record).expect("JSON"), expected);
    assert_eq!(from_value::<Record<Value>>(expected.clone()).expect("a record"), record);

    let mut with_channel = record;
    with_channel.channel = Some(job().channel);
    assert!(!format!("{with_channel:?}").contains("SECRET"));
    let json = to_value(&with_channel).expect("JSON");
    assert_eq!(json["channel"], "http://h.example/SECRET");
    assert_eq!(from_value::<Record<Value>>(json).expect("a record"), with_channel);
}

#[test]
fn a_record_without_a_reply_says_what_failed_and_when_to_retry() {
    let no_connection = NoReply::new("connect", "no connection to h.example");
    let mut lost = NoReply::new("no-reply", "no reply from h.example");
    lost.may_have_been_delivered = true;
    let mut wrong = NoReply::new("uri", "the URI is wrong");
    wrong.is_permanent = true;
    for (no_reply, retry, seconds) in [
        (no_connection, "backoff", Some(240)),
        (lost, "backoff", Some(240)),
        (wrong, "never", None),
    ] {
        let toast = Toast { text1: Some("x".into()), ..Toast::default() };
        let job = Job::new(Value::Null, job().channel, toast.into());
        let result: Result<&Reply, _> = Err(&no_reply);
        let record = Record::new(job, result, at(0), Duration::ZERO);
        let expected = json!({
            "key": null,
            "type": "toast",
            "text1": "x",
            "messageId": null,
            "sentAt": "1970-01-01T00:00:00.000Z",
            "tookMilliseconds": 0,
            "status": null,
            "outcome": null,
            "advice": null,
            "accepted": false,
            "retry": retry,
            "retryAfterSeconds": seconds,
            "deleteChannel": false,
            "notificationStatus": null,
            "deviceConnectionStatus": null,
            "subscriptionStatus": null,
            "echoedMessageId": null,
            "activityId": null,
            "error": no_reply.text,
            "errorKind": no_reply.kind,
            "mayHaveBeenDelivered": no_reply.may_have_been_delivered,
        });
        assert_eq!(to_value(&record).expect("JSON"), expected);
        assert_eq!(from_value::<Record<Value>>(expected).expect("a record"), record);
    }
}

#[test]
fn any_time_is_recorded_and_none_panics() {
    let early = SystemTime::UNIX_EPOCH - Duration::from_millis(1);
    let late = at(253_402_300_800_000);
    for (time, text) in [
        (early, "1970-01-01T00:00:00.000Z"),
        (at(1) + Duration::from_nanos(999_999), "1970-01-01T00:00:00.001Z"),
        (at(253_402_300_799_999), "9999-12-31T23:59:59.999Z"),
        (late, "9999-12-31T23:59:59.999Z"),
    ] {
        let result: Result<_, NoReply> = Ok(&Reply::new(http::StatusCode::OK));
        let mut record = Record::new(job(), result, time, Duration::MAX);
        let json = to_value(&record).expect("JSON");
        assert_eq!((&json["sentAt"], &json["tookMilliseconds"]), (&json!(text), &json!(u64::MAX)));
        assert_eq!(from_value::<Record<Value>>(json).expect("a record"), record);
        for wrong in [early, late] {
            record.sent_at = wrong;
            let error = to_value(&record).expect_err("refused").to_string();
            assert_eq!(error, "sentAt is not between the years 1970 and 9999");
        }
    }
}

#[test]
fn what_is_not_a_record_is_refused() {
    let result: Result<_, NoReply> = Ok(&Reply::new(http::StatusCode::OK));
    let record = to_value(Record::new(job(), result, at(0), Duration::ZERO)).expect("JSON");
    for (field, value, error) in [
        ("sentAt", json!("yesterday"), "sentAt is not a time of RFC 3339"),
        ("messageId", json!("7"), "messageId is not a UUID"),
        ("status", json!(null), "a record has either status and outcome, or error and errorKind"),
        ("error", json!("x"), "a record has either status and outcome, or error and errorKind"),
        ("retry", json!("soon"), "retry is not never, after or backoff"),
        ("outcome", json!("lost"), "an outcome is received, "),
        ("channel", json!("ftp://h/SECRET"), "neither http nor https"),
        ("text1", json!("x"), "text1 is not part of a flip tile"),
        ("extra", json!(1), "unknown field `extra`"),
        ("type", json!("postcard"), "unknown type"),
    ] {
        let mut broken = record.clone();
        broken[field] = value;
        let found = from_value::<Record<Value>>(broken).expect_err("refused").to_string();
        assert!(found.contains(error) && !found.contains("SECRET"), "{field}: {found}");
    }
    let mut precise = record.clone();
    precise["sentAt"] = json!("1970-01-01T00:00:00.0009Z");
    assert_eq!(from_value::<Record<Value>>(precise).expect("a record").sent_at, at(0));
    let mut keyless = record;
    keyless.as_object_mut().expect("an object").remove("key");
    assert_eq!(from_value::<Record<u32>>(keyless).expect("a record").key, 0);
}
