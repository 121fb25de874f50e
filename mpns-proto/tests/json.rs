//! Notifications, jobs and replies as JSON.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

use std::time::{Duration, SystemTime};

use mpns_proto::{
    BatchingInterval, Color, Content, CycleTile, DeviceConnectionStatus, FlipTile, Identifier, Job,
    NotificationStatus, Property, Raw, Reply, Report, RetryAfter, Sound, SubscriptionStatus, Tile,
    Toast,
};
use serde_json::{Value, from_value, json, to_value};

#[test]
fn contents_and_their_json() {
    let mut cycle = CycleTile { count: 3.into(), ..CycleTile::default() };
    cycle.cycle_images[0] = "a".into();
    cycle.cycle_images[1] = Property::Clear;
    cycle.cycle_images[4] = "e".into();
    let cases: [(Content, Value); 9] = [
        (
            Toast {
                text1: Some("a".into()),
                param: Some("/b".into()),
                sound: Some(Sound::Silent),
                interval: BatchingInterval::Within450s,
                ..Toast::default()
            }
            .into(),
            json!({"type": "toast", "text1": "a", "param": "/b", "sound": {"silent": true}, "interval": 450}),
        ),
        (
            Toast { sound: Some(Sound::File("a.mp3".into())), ..Toast::default() }.into(),
            json!({"type": "toast", "sound": "a.mp3"}),
        ),
        (
            Tile {
                id: Some("/S.xaml".into()),
                background_image: Some("i".into()),
                count: Property::Clear,
                title: "".into(),
                ..Tile::default()
            }
            .into(),
            json!({"type": "tile", "id": "/S.xaml", "backgroundImage": "i", "count": null, "title": ""}),
        ),
        (
            FlipTile { back_background_image: Property::Clear, ..FlipTile::default() }.into(),
            json!({"type": "flipTile", "backBackgroundImage": null}),
        ),
        (
            mpns_proto::IconicTile {
                background_color: Color::from_argb(0xFF01_0203).into(),
                ..mpns_proto::IconicTile::default()
            }
            .into(),
            json!({"type": "iconicTile", "backgroundColor": "#FF010203"}),
        ),
        (
            cycle.into(),
            json!({"type": "cycleTile", "cycleImages": ["a", null], "cycleImage5": "e", "count": 3}),
        ),
        (
            Raw {
                content_type: Some("text/plain".into()),
                explicit_target: true,
                class: Some(4),
                ..Raw::from("é")
            }
            .into(),
            json!({"type": "raw", "payload": "é", "contentType": "text/plain", "explicitTarget": true, "class": 4}),
        ),
        // A class that is the default is kept, too.
        (
            Raw { class: Some(3), ..Raw::from("x") }.into(),
            json!({"type": "raw", "payload": "x", "class": 3}),
        ),
        (Raw::from(&b"\xFF\xFE"[..]).into(), json!({"type": "raw", "payloadBase64": "//4="})),
    ];
    for (content, json) in cases {
        assert_eq!(to_value(&content).expect("JSON"), json);
        assert_eq!(from_value::<Content>(json).expect("a notification"), content);
    }
}

#[test]
fn type_may_come_last_and_numbers_as_text() {
    let text = r#"{"count": "7", "title": "x", "type": "tile"}"#;
    let content: Content = serde_json::from_str(text).expect("a tile");
    assert_eq!(content, Tile { count: 7.into(), title: "x".into(), ..Tile::default() }.into());
}

#[test]
fn a_class_stands_for_its_interval() {
    let json = json!({"type": "raw", "payload": "", "class": 31});
    let raw = Raw { class: Some(31), interval: BatchingInterval::Within900s, ..Raw::default() };
    assert_eq!(from_value::<Content>(json).expect("raw"), raw.into());
}

#[test]
fn what_is_wrong_is_named() {
    for (job, error) in [
        (json!({"type": "toast", "titel": "x"}), "unknown field `titel`"),
        (json!({"type": "toast", "title": "x"}), "title is not part of a toast"),
        (json!({"type": "tile", "text1": "x"}), "text1 is not part of a tile"),
        (json!({"type": "tile", "payload": "x"}), "payload is not part of a tile"),
        (
            json!({"type": "raw", "payload": "", "title": "x"}),
            "title is not part of a raw notification",
        ),
        (
            json!({"type": "toast", "text1": "x", "cycleImages": []}),
            "cycleImages is not part of a toast",
        ),
        (
            json!({"type": "flipTile", "cycleImages": ["x"]}),
            "cycleImages is not part of a flip tile",
        ),
        (json!({"type": "toast", "text1": null}), "text1 cannot be cleared"),
        (json!({"type": "tile", "backgroundImage": null}), "backgroundImage cannot be cleared"),
        (json!({"type": "tile", "id": null}), "id cannot be cleared"),
        (json!({"type": "tile", "title": 5}), "title takes a text"),
        (json!({"type": "tile", "count": 100}), "count takes a whole number from 0 to 99"),
        (json!({"type": "tile", "count": 300}), "count takes a whole number from 0 to 99"),
        (json!({"type": "tile", "count": -1}), "count takes a whole number from 0 to 99"),
        (json!({"type": "tile", "count": "x"}), "count takes a whole number from 0 to 99"),
        (json!({"type": "tile", "count": 1.5}), "invalid type: floating point `1.5`"),
        (json!({"type": "iconicTile", "backgroundColor": "red"}), "backgroundColor takes a colour"),
        (json!({"type": "toast", "sound": {"silent": false}}), "{\"silent\": true}"),
        (json!({"type": "toast", "sound": {"silent": true, "x": true}}), "{\"silent\": true}"),
        (json!({"type": "toast", "sound": 5}), "sound takes a path"),
        (json!({"type": "tiles"}), "unknown type \"tiles\""),
        (json!({"text1": "x"}), "missing field `type`"),
        (json!({"type": "toast", "interval": 451}), "interval is not 0, 450 or 900 seconds"),
        (
            json!({"type": "toast", "interval": null}),
            "interval: invalid type: null, expected 0, 450 or 900 seconds",
        ),
        (
            json!({"type": "toast", "interval": -450}),
            "interval: invalid value: integer `-450`, expected 0, 450 or 900 seconds",
        ),
        (json!({"type": "raw", "class": "3"}), "expected a whole number from 1 to 31"),
        (json!({"type": "raw", "class": 256}), "class is not a whole number from 1 to 31"),
        (json!({"type": "raw"}), "needs payload or payloadBase64"),
        (json!({"type": "raw", "payload": "", "payloadBase64": ""}), "cannot both be given"),
        (json!({"type": "raw", "payloadBase64": "?"}), "payloadBase64 is not base64"),
        (json!({"type": "cycleTile", "cycleImages": vec!["x"; 10]}), "cycleImages has 10 images"),
        (
            json!({"type": "cycleTile", "cycleImages": ["x"], "cycleImage1": "y"}),
            "cycleImage1 appears twice",
        ),
        (json!({"type": "tile", "count": 3.5}), "expected a text, a whole number, null, or"),
        (json!(["toast"]), "a notification, an object"),
    ] {
        let found = from_value::<Content>(job.clone()).expect_err("refused").to_string();
        assert!(found.contains(error), "{job}: {found}");
    }
    for (field, json) in [
        ("type", r#"{"type": 1}"#),
        ("interval", r#"{"type": "tile", "interval": "450"}"#),
        ("count", r#"{"type": "tile", "count": 3.0}"#),
        ("sound", r#"{"type": "toast", "sound": {"silent": false}}"#),
        ("sound", r#"{"type": "toast", "sound": {"quiet": true}}"#),
        ("cycleImages", r#"{"type": "cycleTile", "cycleImages": null}"#),
        ("payload", r#"{"type": "raw", "payload": null}"#),
        ("payloadBase64", r#"{"type": "raw", "payloadBase64": 1}"#),
        ("contentType", r#"{"type": "raw", "payload": "", "contentType": 1}"#),
        ("explicitTarget", r#"{"type": "raw", "payload": "", "explicitTarget": 1}"#),
        ("class", r#"{"type": "raw", "payload": "", "class": -3}"#),
    ] {
        let found = serde_json::from_str::<Content>(json).expect_err("refused").to_string();
        assert!(found.starts_with(&format!("{field}: ")), "{json}: {found}");
        assert_eq!(found.matches(" at line 1 column ").count(), 1, "{found}");
    }
    let nine = json!({"type": "cycleTile", "cycleImages": vec!["x"; 9]});
    assert!(from_value::<Content>(nine).is_ok());
    let twice = r#"{"type": "tile", "title": "x", "title": "y"}"#;
    let found = serde_json::from_str::<Content>(twice).expect_err("refused").to_string();
    assert!(found.contains("duplicate field `title`"), "{found}");
}

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
