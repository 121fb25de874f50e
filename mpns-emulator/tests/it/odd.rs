//! Notifications that are odd: delivered with warnings, or refused by a strict channel.

use mpns_emulator::{DeviceSettings, Effect, Emulator, Options};
use mpns_proto::OsVersion;
use serde_json::json;

use crate::client::{TOAST, TOAST_HEADERS, emulator, path, request};
use crate::control::{ask, open};

#[test]
fn odd_notifications_are_delivered_with_warnings() {
    let emulator = emulator();
    let (uri, channel) = open(&emulator, "");
    let empty = TOAST.replace("<wp:Text1>Goal!</wp:Text1>", "");
    let push =
        |headers: &str, body: &str| request(emulator.addr(), "POST", &uri, headers, body).status;
    let sent = [(TOAST_HEADERS, TOAST), (TOAST_HEADERS, &empty), ("", TOAST)];
    assert_eq!(sent.map(|(headers, body)| push(headers, body)), [200; 3]);
    let deliveries = ask(&emulator, "GET", &format!("{channel}/deliveries"), "").json();
    for (delivery, warnings) in deliveries.as_array().expect("deliveries").iter().zip([
        json!([]),
        json!(["at line 1, column 82 (byte 81): the toast has no content: it shows nothing"]),
        json!(["the body is a document of a toast, but it is raw, because the header X-WindowsPhone-Target is absent"]),
    ]) {
        assert_eq!(delivery["warnings"], warnings);
    }
    let answer = ask(&emulator, "PATCH", &channel, r#"{"strict": true}"#).json();
    assert_eq!(answer["settings"]["strict"], json!(true));
    assert_eq!(sent.map(|(headers, body)| push(headers, body)), [200, 400, 400]);
    let refusal = ask(&emulator, "GET", &channel, "").json()["lastRefusal"].to_string();
    assert!(refusal.contains("X-WindowsPhone-Target is absent"), "{refusal}");
}

#[test]
fn a_strict_emulator_has_strict_channels() {
    let options = Options { strict: true, ..Options::default() };
    let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a port");
    let channel = emulator.open_channel();
    let empty = TOAST.replace("<wp:Text1>Goal!</wp:Text1>", "");
    let push =
        |body: &str| request(emulator.addr(), "POST", &path(&channel), TOAST_HEADERS, body).status;
    assert_eq!([TOAST, &empty].map(push), [200, 400]);
}

/// The parameter is not a page, which hid that the phone does not know it at all.
#[test]
fn an_odd_notification_that_is_too_new_closes_the_channel() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    let phone = channel.device().expect("the phone");
    phone.set_settings(DeviceSettings { os: OsVersion::V7_0, ..DeviceSettings::default() });
    let odd = TOAST.replace("</wp:Toast>", "<wp:Param>Page</wp:Param></wp:Toast>");
    assert_eq!(request(emulator.addr(), "POST", &path(&channel), TOAST_HEADERS, &odd).status, 200);
    assert_eq!(channel.deliveries()[0].effect, Effect::PayloadFormatError);
    assert_eq!(request(emulator.addr(), "POST", &path(&channel), TOAST_HEADERS, TOAST).status, 404);
}
