//! Notifications as JSON.

use mpns_proto::{
    BatchingInterval, Color, Content, CycleTile, FlipTile, IconicTile, Property, Raw, Sound, Tile,
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
            IconicTile {
                background_color: Color::from_argb(0xFF01_0203).into(),
                ..IconicTile::default()
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
fn a_class_implies_its_interval() {
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
