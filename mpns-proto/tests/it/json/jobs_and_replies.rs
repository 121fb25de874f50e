//! Jobs, replies and reports as JSON.

use std::time::{Duration, SystemTime};

use mpns_proto::{
    DeviceConnectionStatus, Identifier, Job, NotificationStatus, Outcome, Reply, Report,
    RetryAfter, SubscriptionStatus, Toast,
};
use serde_json::{Value, from_value, json, to_value};

#[test]
fn jobs() {
    let json = json!({
        "key": [1, "a"],
        "channel": "http://h.example/SECRET",
        "type": "toast",
        "text1": "x",
        "messageId": "01234567-89ab-cdef-0123-456789abcdef",
    });
    let job: Job<Value> = from_value(json.clone()).expect("a job");
    assert_eq!(job.key, json!([1, "a"]));
    assert_eq!(to_value(&job).expect("JSON"), json);
    assert!(!format!("{job:?}").contains("SECRET"));
    let request = job.build().expect("a notification").request(&job.channel);
    assert_eq!(request.headers()["x-messageid"], "01234567-89ab-cdef-0123-456789abcdef");

    let keyless = json!({"channel": "http://h/a", "type": "raw", "payload": ""});
    let job: Job<Value> = from_value(keyless).expect("a job without a key");
    assert_eq!((&job.key, job.message_id), (&Value::Null, None));

    for (field, value, error) in [
        ("channel", json!("/SECRET"), "not absolute"),
        ("channel", json!(null), "expected a string"),
        ("messageId", json!("7"), "messageId is not a UUID"),
        ("messageId", json!(null), "messageId: "),
        ("extra", json!(1), "unknown field `extra`"),
    ] {
        let mut broken = json!({"channel": "http://h/a", "type": "toast", "text1": "x"});
        broken[field] = value;
        let found = from_value::<Job<Value>>(broken).expect_err("refused").to_string();
        assert!(found.contains(error) && !found.contains("SECRET"), "{found}");
    }
    let list = from_value::<Job<Value>>(json!([])).expect_err("refused").to_string();
    assert!(list.contains("expected a job, an object"), "{list}");
    let late = Job::new(job.key, job.channel, Toast::default().into());
    assert_eq!(late.build().err(), Some(mpns_proto::BuildError::EmptyToast));
    assert!(to_value(mpns_proto::Value::Keep).is_err(), "null is for what is cleared");
    let nowhere = from_value::<Job<Value>>(json!({"type": "toast", "text1": "x"}));
    assert!(nowhere.expect_err("refused").to_string().contains("missing field `channel`"));
}

#[test]
fn replies_and_reports() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500);
    let reply = Reply::new(http::StatusCode::SERVICE_UNAVAILABLE)
        .with_notification_status(NotificationStatus::read("Lost").expect("a status"))
        .with_device_connection_status(DeviceConnectionStatus::TempDisconnected)
        .with_subscription_status(SubscriptionStatus::Active)
        .with_message_id(Identifier::read("a b").expect("an identifier"))
        .with_activity_id(uuid::Uuid::nil().into())
        .with_retry_after(RetryAfter::Until(now + Duration::from_millis(3_600_500)));
    let facts = json!({
        "status": 503,
        "notificationStatus": "Lost",
        "deviceConnectionStatus": "TempDisconnected",
        "subscriptionStatus": "Active",
        "messageId": "a b",
        "activityId": "00000000-0000-0000-0000-000000000000",
        "retryAfter": "Sun, 06 Nov 1994 09:49:38 GMT",
    });
    assert_eq!(to_value(&reply).expect("JSON"), facts);
    assert_eq!(from_value::<Reply>(facts).expect("a reply"), reply);
    assert_eq!(
        to_value(Report::new(&reply, now)).expect("JSON"),
        json!({
            "status": 503,
            "outcome": "unavailable",
            "advice": "send again later, with waits that double",
            "accepted": false,
            "retry": "backoff",
            "retryAfterSeconds": 3601,
            "deleteChannel": false,
            "notificationStatus": "Lost",
            "deviceConnectionStatus": "TempDisconnected",
            "subscriptionStatus": "Active",
            "messageId": "a b",
            "activityId": "00000000-0000-0000-0000-000000000000",
        })
    );
    for (status, retry, seconds) in
        [(200, "never", None), (412, "after", Some(3660)), (406, "after", Some(3600))]
    {
        let status = http::StatusCode::from_u16(status).expect("a status code");
        let report = Report::new(&Reply::new(status), now);
        assert_eq!((report.retry, report.retry_after_seconds), (retry, seconds), "{status}");
        let json = serde_json::to_string(&report).expect("JSON");
        assert_eq!(serde_json::from_str::<Report>(&json).expect("a report"), report);
        for (field, value, error) in [
            ("retry", "soon", "retry is not never, after or backoff"),
            ("outcome", "lost", "an outcome is received, "),
        ] {
            let mut broken = to_value(&report).expect("JSON");
            broken[field] = json!(value);
            let found = from_value::<Report>(broken).expect_err("refused").to_string();
            assert!(found.starts_with(error), "{found}");
        }
    }
    let page = Reply::new(http::StatusCode::NOT_FOUND).with_html().with_callback();
    let facts = to_value(&page).expect("JSON");
    assert_eq!((&facts["isHtml"], &facts["isToCallback"]), (&json!(true), &json!(true)));
    assert_eq!(from_value::<Reply>(facts).expect("a reply"), page);
    let mut older = to_value(Report::new(&page, now)).expect("JSON");
    older.as_object_mut().expect("an object").remove("advice");
    assert_eq!(from_value::<Report>(older).expect("a report").outcome, Outcome::Unrecognized);
    let minimal: Reply = from_value(json!({"status": 404})).expect("a reply");
    assert_eq!(minimal, Reply::new(http::StatusCode::NOT_FOUND));
    for broken in [
        json!({"status": 99}),
        json!({"status": 200, "x": 1}),
        json!({"status": 200, "retryAfter": "x"}),
    ] {
        assert!(from_value::<Reply>(broken).is_err());
    }
}
