//! The small values: how they are read, shown, converted and refused.

use http::Uri;
use mpns_proto::{
    CallbackRegistration, ChannelUri, Color, Content, Element, Identifier, Kind, Misfit,
    NotificationClass, OsVersion, Outcome, Property, Raw, Reply, RetryAfter, Target, Toast, Value,
};

#[test]
fn versions_are_read_shown_and_ordered() {
    let texts = ["7.0", "7.1", "7.8", "8.0", "8.0.10492", "8.1"];
    assert!(OsVersion::ALL.is_sorted());
    for (version, text) in OsVersion::ALL.iter().copied().zip(texts) {
        assert_eq!(text.parse(), Ok(version));
        assert_eq!(version.to_string(), text);
    }
    for text in ["", "7", "7.5", "8.0.10491", "8.10", " 8.1", "10.0"] {
        let error = text.parse::<OsVersion>().expect_err("refused").to_string();
        let versions = "7.0, 7.1, 7.8, 8.0, 8.0.10492 or 8.1";
        assert_eq!(error, format!("an operating system version is {versions}"), "{text}");
    }
}

#[test]
fn kinds_have_names() {
    for (kind, name, words) in [
        (Kind::Toast, "Toast", "toast"),
        (Kind::Tile, "Tile", "tile"),
        (Kind::FlipTile, "FlipTile", "flip tile"),
        (Kind::IconicTile, "IconicTile", "iconic tile"),
        (Kind::CycleTile, "CycleTile", "cycle tile"),
        (Kind::Raw, "Raw", "raw notification"),
    ] {
        assert_eq!((kind.name(), kind.to_string().as_str()), (name, words));
        assert_eq!(Content::new(kind).kind(), kind);
    }
}

#[test]
fn targets_are_named_as_in_their_header() {
    for (target, name) in [(Target::Toast, "toast"), (Target::Tile, "token"), (Target::Raw, "raw")]
    {
        assert_eq!(target.to_string(), name);
    }
}

#[test]
fn an_identifier_shows_its_uuid_and_is_written_as_received() {
    let uuid = "01234567-89ab-cdef-0123-456789abcdef";
    for (text, is_uuid) in [
        (uuid.to_owned(), true),
        (uuid.to_uppercase(), true),
        (uuid.replace('-', ""), true),
        (format!("{{{uuid}}}"), true),
        ("a\r\nb".to_owned(), false),
    ] {
        let identifier = Identifier::read(&text).expect("an identifier");
        assert_eq!(identifier.as_uuid().is_some(), is_uuid, "{text}");
        assert_eq!(identifier.to_string(), text);
    }
    for text in ["", " ", "N/A", "n / a"] {
        assert_eq!(Identifier::read(text), None, "{text:?}");
    }
}

#[test]
fn values_become_properties() {
    let set = |text: &str| Property::Set(text.to_owned());
    assert_eq!(Property::from("x"), set("x"));
    assert_eq!(Property::from("x".to_owned()), set("x"));
    assert_eq!(Property::from(&"x".to_owned()), set("x"));
    assert_eq!(Property::from(7), Property::Set(7));
    assert_eq!(Property::set_or_keep(Some("x")), set("x"));
    assert_eq!(Property::set_or_keep(None::<&str>), Property::<String>::Keep);
    assert_eq!(Property::set_or_clear(Some("x")), set("x"));
    assert_eq!(Property::set_or_clear(None::<&str>), Property::<String>::Clear);
    for (property, keep) in [(Property::Keep, true), (Property::Clear, false), (set("x"), false)] {
        assert_eq!(property.is_keep(), keep);
    }
}

#[test]
fn raw_bodies_come_from_text_and_bytes() {
    let body = b"abc".to_vec();
    let same = [Raw::from("abc"), Raw::from(&b"abc"[..]), Raw::from("abc".to_owned()), body.into()];
    for raw in same {
        assert_eq!(raw.payload, &b"abc"[..]);
    }
}

#[test]
fn a_notification_shows_what_it_is() {
    let toast = Toast { text1: Some("x".into()), ..Toast::default() };
    let notification = toast.build().expect("a toast");
    assert_eq!(notification.kind(), Kind::Toast);
    assert_eq!(Some(notification.class()), NotificationClass::from_number(2));
    assert_eq!(notification.message_id(), None);
}

#[test]
fn a_callback_registration_shows_no_secret() {
    let channel: ChannelUri = "https://h.example/SECRET".parse().expect("a channel");
    let callback = Uri::from_static("https://back.example/SECRET");
    let registration =
        CallbackRegistration::new(&channel, &callback, b"SECRET").expect("a registration");
    assert_eq!(
        format!("{registration:?}"),
        "CallbackRegistration { host: Some(\"h.example\"), bytes: 6, .. }"
    );
}

#[test]
fn a_value_fits_its_element_or_is_refused() {
    let text = |text: &'static str| Value::Text(text.into());
    let color = Color::from_argb(0x0102_0304);
    assert_eq!(color.argb(), 0x0102_0304);
    for (kind, element, value, misfit) in [
        (Kind::Toast, Element::Text1, text("x"), None),
        (Kind::Toast, Element::Text1, Value::Keep, None),
        (Kind::Toast, Element::Text1, Value::Clear, Some(Misfit::NotClearable)),
        (Kind::Toast, Element::Text1, Value::Count(1), Some(Misfit::NotText)),
        (Kind::Toast, Element::Title, text("x"), Some(Misfit::NotInKind(Kind::Toast))),
        (Kind::Toast, Element::Id, text("x"), Some(Misfit::NotInKind(Kind::Toast))),
        (Kind::Toast, Element::Sound, text("x"), None),
        (Kind::Toast, Element::Sound, Value::Silent, None),
        (Kind::Toast, Element::Sound, Value::Keep, None),
        (Kind::Toast, Element::Sound, Value::Clear, Some(Misfit::NotClearable)),
        (Kind::Toast, Element::Sound, Value::Count(1), Some(Misfit::NotSound)),
        (Kind::Tile, Element::Id, text("/x"), None),
        (Kind::Tile, Element::Title, Value::Clear, None),
        (Kind::Tile, Element::Title, Value::Keep, None),
        (Kind::Tile, Element::Title, Value::Silent, Some(Misfit::NotText)),
        (Kind::Tile, Element::Count, Value::Count(99), None),
        (Kind::Tile, Element::Count, Value::Count(100), Some(Misfit::NotCount)),
        (Kind::Tile, Element::Count, text("99"), None),
        (Kind::Tile, Element::Count, text("x"), Some(Misfit::NotCount)),
        (Kind::Tile, Element::Count, Value::Clear, None),
        (Kind::Tile, Element::Count, Value::Keep, None),
        (Kind::FlipTile, Element::Text1, text("x"), Some(Misfit::NotInKind(Kind::FlipTile))),
        (Kind::IconicTile, Element::Text1, text("x"), Some(Misfit::NotInKind(Kind::IconicTile))),
        (Kind::CycleTile, Element::Text1, text("x"), Some(Misfit::NotInKind(Kind::CycleTile))),
        (Kind::CycleTile, Element::CycleImage9, text("x"), None),
        (Kind::IconicTile, Element::BackgroundColor, Value::Color(color), None),
        (Kind::IconicTile, Element::BackgroundColor, text("#01020304"), None),
        (Kind::IconicTile, Element::BackgroundColor, Value::Clear, None),
        (Kind::IconicTile, Element::BackgroundColor, Value::Keep, None),
        (Kind::IconicTile, Element::BackgroundColor, text("x"), Some(Misfit::NotColor)),
        (Kind::IconicTile, Element::BackgroundColor, Value::Count(1), Some(Misfit::NotColor)),
        (Kind::Raw, Element::Text1, text("x"), Some(Misfit::NotInKind(Kind::Raw))),
    ] {
        let mut content = Content::new(kind);
        let set = content.set(element, value.clone());
        assert_eq!(
            set.map_err(|error| error.misfit),
            misfit.map_or(Ok(()), Err),
            "{element} {value:?}"
        );
        let held = match (misfit, &value) {
            (Some(_), _) => Value::Keep,
            (None, Value::Text(text)) if element == Element::Count => {
                Value::Count(text.parse().expect("a count"))
            }
            (None, Value::Text(_)) if element == Element::BackgroundColor => Value::Color(color),
            (None, value) => value.clone(),
        };
        assert_eq!(content.get(element), held, "{element} {value:?}");
    }
    let error = Content::new(Kind::Tile).set(Element::Count, text("x")).expect_err("refused");
    assert_eq!(error.to_string(), "Count takes a whole number from 0 to 99");
    assert_eq!(Content::new(Kind::Toast).get(Element::Title), Value::Keep);
}

#[test]
fn a_reply_is_read_from_parts_too() {
    let response = http::Response::builder()
        .status(503)
        .header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("Retry-After", "5")
        .header("Retry-After", "Sun, 06 Nov 1994 08:49:38 GMT")
        .header("X-MessageID", "not a UUID")
        .body(())
        .expect("a response");
    let reply = Reply::from_parts(&response.into_parts().0);
    assert_eq!(reply.outcome(), Outcome::Unavailable);
    let latest = std::time::UNIX_EPOCH + std::time::Duration::from_secs(784_111_778);
    let delay = RetryAfter::Delay(std::time::Duration::from_secs(5));
    assert!(reply.retry_after().eq([delay, RetryAfter::Until(latest)]));
    assert_eq!(reply.message_id().and_then(Identifier::as_uuid), None);
}
