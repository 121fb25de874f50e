//! What is built with a warning. The cases of `tests/vectors/requests/warnings.json` show each of them.

use http::Uri;
use http::header::HOST;
use mpns_proto::{
    CallbackRegistration, ChannelUri, Content, Element, Kind, Limits, Raw, Toast, Value, Warning,
};

use crate::common::{channel, least};

#[test]
fn the_least_of_every_kind_has_none() {
    for &kind in Kind::ALL {
        let content = least(kind);
        assert_eq!(content.warnings(), [], "{kind}");
        let notification = content.build().expect("a notification");
        assert_eq!(notification.warnings(&channel(), &Limits::default()), [], "{kind}");
    }
}

#[test]
fn every_image_and_every_id_is_looked_at() {
    for &kind in Kind::ALL {
        for &element in kind.elements() {
            let mut content = least(kind);
            if content.set(element, Value::Text("data:,".into())).is_err() {
                continue;
            }
            let found = content.warnings();
            let is_image = element.name().contains("Image");
            let is_warned = is_image || element == Element::Id;
            let elements: Vec<_> = found.iter().map(Warning::element).collect();
            assert_eq!(elements, Vec::from_iter(is_warned.then_some(Some(element))), "{element}");
            assert_eq!(matches!(found[..], [Warning::Image { .. }]), is_image, "{element}");
        }
    }
}

#[test]
fn what_is_refused_has_none() {
    let empty = Toast { text1: Some(String::new()), ..Toast::default() };
    for content in [Content::from(Toast::default()), empty.into(), Content::new(Kind::Tile)] {
        assert!(content.build().is_err());
        assert_eq!(content.warnings(), []);
    }
}

#[test]
fn the_host_of_a_channel_counts_among_the_headers() {
    let notification = Raw::from("x").build().expect("raw");
    let request = notification.request(&channel());
    let others = request.headers().iter().filter(|(name, _)| *name != HOST);
    let of_request: usize = others
        .map(|(name, value)| format!("{name}: {}\r\n", value.to_str().expect("text")).len())
        .sum();
    let fits = 1024 - of_request - "host: \r\n".len();
    for (host, warnings) in
        [(fits, vec![]), (fits + 1, vec![Warning::HeadersTooLarge { size: 1025, limit: 1024 }])]
    {
        let channel: ChannelUri = format!("http://{}/", "h".repeat(host)).parse().expect("a host");
        assert_eq!(notification.warnings(&channel, &Limits::default()), warnings);
        let wider = Limits { header_bytes: 1025, ..Limits::default() };
        assert_eq!(notification.warnings(&channel, &wider), []);
    }
}

#[test]
fn a_callback_registration_has_headers_too() {
    let channel: ChannelUri = "https://h.example/A".parse().expect("a channel");
    for (length, is_long) in [(10, false), (1024, true)] {
        let callback = format!("https://b.example/{}", "b".repeat(length));
        let callback: Uri = callback.parse().expect("a URI");
        let registration =
            CallbackRegistration::new(&channel, &callback, b"x").expect("a callback");
        let warnings = registration.warnings(&Limits::default());
        assert_eq!(matches!(warnings[..], [Warning::HeadersTooLarge { .. }]), is_long);
    }
}
