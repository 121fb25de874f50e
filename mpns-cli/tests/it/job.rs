//! Jobs in JSON.

use crate::common::{CHANNEL, run_with_input};

const JSON: [&str; 5] = ["request", "--json", "-", "--channel", CHANNEL];

#[test]
fn an_error_names_the_field() {
    for (fields, error) in [
        (r#""type": "toast", "interval": "450""#, r#"interval: invalid type: string "450""#),
        (r#""type": "toast", "interval": 7"#, "interval is not 0, 450 or 900 seconds"),
        (r#""type": "toast", "messageId": null"#, "messageId: invalid type: null"),
        (r#""type": "toast", "messageId": "7""#, "messageId is not a UUID"),
        (r#""type": "toast", "sound": {"silent": false}"#, "sound: an object here is"),
        (r#""type": "toast", "text1": true"#, "text1: invalid type: boolean"),
        (r#""type": "toast", "text1": 1"#, "text1 takes a text"),
        (r#""type": "toast", "text3": "a""#, "unknown field `text3`"),
        (r#""type": 1"#, "type: invalid type: integer `1`"),
        (r#""type": "postcard""#, r#"unknown type "postcard""#),
        (r#""type": "tile", "count": 3.0"#, "count: invalid type: floating point `3.0`"),
        (r#""type": "tile", "count": 100"#, "count takes a whole number from 0 to 99"),
        (r#""type": "cycleTile", "cycleImages": null"#, "cycleImages: invalid type: null"),
        (r#""type": "cycleTile", "cycleImages": ["a", []]"#, "cycleImages: invalid type: sequence"),
        (r#""type": "raw", "payload": null"#, "payload: invalid type: null"),
        (r#""type": "raw", "payloadBase64": "?""#, "payloadBase64 is not base64"),
        (r#""type": "raw", "class": "3""#, r#"class: invalid type: string "3""#),
        (r#""type": "raw", "explicitTarget": 1"#, "explicitTarget: invalid type"),
        (r#""type": "raw", "contentType": null"#, "contentType: invalid type: null"),
        (r#""channel": null, "type": "raw""#, "channel: invalid type: null"),
        (
            r#""channel": "ftp://h/SECRET", "type": "raw""#,
            "the scheme of the channel URI is neither http nor https",
        ),
    ] {
        let (code, out, err) = run_with_input(&JSON, format!("{{{fields}}}"));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{fields}");
        let begin = format!("mpns: the job in -: {error}");
        assert!(err.starts_with(&begin) && !err.contains("SECRET"), "{fields}: {err}");
        assert_eq!(err.matches(" at line 1 column ").count(), 1, "{fields}: {err}");
    }
}

#[test]
fn a_message_id_on_the_command_line_overrides_that_of_the_job() {
    let (of_job, of_option) =
        ("6f1d2a3b-0000-4000-8000-00000000000a", "6f1d2a3b-0000-4000-8000-00000000000b");
    let job = format!(r#"{{"type": "raw", "payload": "x", "messageId": "{of_job}"}}"#);
    for (more, expected) in [(&[][..], of_job), (&["--message-id", of_option], of_option)] {
        let (code, out, err) = run_with_input(&[&JSON[..], more].concat(), &job);
        assert_eq!(code, Some(0), "{err}");
        let header = format!("\r\nx-messageid: {expected}\r\n");
        assert!(out.contains(&header) && out.matches("messageid").count() == 1, "{more:?}\n{out}");
    }
}

#[test]
fn a_job_is_utf_8_with_or_without_a_byte_order_mark() {
    let job = r#"{"type": "raw", "payload": "é"}"#;
    let units = |bytes: fn(u16) -> [u8; 2]| job.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
    let utf_16 = "the job in - is UTF-16, and has to be UTF-8";
    for (input, error) in [
        (job.as_bytes().to_vec(), None),
        ([b"\xEF\xBB\xBF", job.as_bytes()].concat(), None),
        ([b"\xFF\xFE", &little[..]].concat(), Some(utf_16)),
        ([b"\xFE\xFF", &big[..]].concat(), Some(utf_16)),
        (little, Some(utf_16)),
        (big, Some(utf_16)),
        (job.replace('é', "_").replace('_', "\0").into_bytes(), Some("control character")),
        (job.chars().map(|c| c as u8).collect(), Some("the job in - is not UTF-8 at byte 28")),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF{}".to_vec(), Some("expected value at line 1 column 1")),
    ] {
        let (code, out, err) = run_with_input(&JSON, &input);
        match error {
            None => assert!(code == Some(0) && out.ends_with("\r\n\r\né"), "{input:?}: {err}"),
            Some(error) => assert!(code == Some(2) && err.contains(error), "{input:?}: {err}"),
        }
    }
}
