//! The request of each kind of notification.

use mpns_proto::{BatchingInterval, BuildError as E, Kind, Raw, Target};
use uuid::Uuid;

use crate::common::{channel, least};

#[test]
fn requests() {
    for &kind in Kind::ALL {
        for &interval in BatchingInterval::ALL {
            let mut content = least(kind);
            content.set_interval(interval);
            let notification = content.build().expect("a notification");
            let request = notification.request(&channel());
            assert_eq!(request.method(), "POST");
            assert_eq!(request.version(), http::Version::HTTP_11);
            assert_eq!(
                request.uri(),
                "http://sn1.notify.live.net/throttledthirdparty/01.00/AAEt?x=%20y"
            );
            let class = match kind.target() {
                Target::Tile => 1,
                Target::Toast => 2,
                Target::Raw => 3,
            } + interval.seconds() / 45;
            let mut expected = vec![
                ("host", "sn1.notify.live.net".to_owned()),
                ("content-type", "text/xml".to_owned()),
                ("content-length", request.body().len().to_string()),
                ("x-notificationclass", class.to_string()),
            ];
            match kind.target() {
                Target::Tile => expected.push(("x-windowsphone-target", "token".to_owned())),
                Target::Toast => expected.push(("x-windowsphone-target", "toast".to_owned())),
                Target::Raw => {}
            }
            let headers: Vec<_> = request
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str(), value.to_str().expect("text").to_owned()))
                .collect();
            assert_eq!(headers, expected, "{kind} {interval:?}");
            assert_eq!(request.body(), notification.body());
            let shared = notification.shared_request(&channel());
            assert_eq!((shared.uri(), shared.headers()), (request.uri(), request.headers()));
            assert_eq!(shared.body().as_ptr(), notification.body().as_ptr());
        }
    }
}

#[test]
fn a_message_id_is_per_notification_and_clones_share_the_body() {
    let notification = least(Kind::Toast).build().expect("a toast");
    let id = Uuid::from_u128(0x1234);
    let named = notification.clone().with_message_id(id);
    assert!(notification.request(&channel()).headers().get("x-messageid").is_none());
    assert_eq!(named.request(&channel()).headers()["x-messageid"], id.to_string());
    assert_eq!(named.message_id(), Some(id));
    assert!(std::ptr::eq(notification.body(), named.body()));
}

#[test]
fn raw_in_all_its_forms() {
    let base = Raw::from(&b"\xFF\x00"[..]);
    let request = |raw: &Raw| raw.build().expect("raw").request(&channel());
    assert_eq!(request(&base).body(), b"\xFF\x00");
    let typed = Raw { content_type: Some("application/json; a=b".into()), ..base.clone() };
    assert_eq!(request(&typed).headers()["content-type"], "application/json; a=b");
    let explicit = Raw { explicit_target: true, ..base.clone() };
    assert_eq!(request(&explicit).headers()["x-windowsphone-target"], "raw");
    for (interval, first, last) in [
        (BatchingInterval::Immediate, 3, 10),
        (BatchingInterval::Within450s, 13, 20),
        (BatchingInterval::Within900s, 23, 31),
    ] {
        for class in 0..=u8::MAX {
            let raw = Raw { class: Some(class), interval, ..base.clone() };
            if (first..=last).contains(&class) {
                assert_eq!(request(&raw).headers()["x-notificationclass"], class.to_string());
            } else {
                assert_eq!(raw.build(), Err(E::RawClass { class, interval }));
            }
        }
    }
    for content_type in
        ["", " ", " text/xml", "text/xml ", "text/xml\r\nX: y", "text/ü", "\0", "a\tb"]
    {
        let raw = Raw { content_type: Some(content_type.into()), ..base.clone() };
        assert_eq!(raw.build(), Err(E::ContentType), "{content_type:?}");
    }
}

#[test]
fn debug_shows_no_content() {
    let notification = least(Kind::Raw).build().expect("raw");
    let text = format!("{notification:?}");
    assert_eq!(text, "Notification { kind: Raw, class: 3, message_id: None, bytes: 4, .. }");
}
