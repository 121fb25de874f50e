//! What each kind of notification is on the wire, byte for byte, and what is refused.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

mod oracle;

use mpns_proto::{
    BatchingInterval, BuildError as E, ChannelUri, Color, Content, CycleTile, Element, FlipTile,
    IconicTile, Kind, Limits, OsVersion, Property, Raw, Sound, Target, Tile, Toast,
};
use uuid::Uuid;

fn channel() -> ChannelUri {
    "http://sn1.notify.live.net/throttledthirdparty/01.00/AAEt?x=%20y".parse().expect("a channel")
}

fn body(content: impl Into<Content>) -> String {
    let notification = content.into().build().expect("a notification");
    String::from_utf8(notification.body().to_vec()).expect("UTF-8")
}

fn document(attributes: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <wp:Notification xmlns:wp=\"WPNotification\"{attributes}>{inside}</wp:Notification>"
    )
}

#[test]
fn toasts() {
    for (toast, inside) in [
        (
            Toast {
                text1: Some("Title".into()),
                text2: Some("Text".into()),
                param: Some("/Page.xaml?a=1&b=2".into()),
                ..Toast::default()
            },
            "<wp:Toast><wp:Text1>Title</wp:Text1><wp:Text2>Text</wp:Text2>\
             <wp:Param>/Page.xaml?a=1&amp;b=2</wp:Param></wp:Toast>",
        ),
        (
            Toast {
                text2: Some("日本\r\n".into()),
                sound: Some(Sound::Silent),
                ..Toast::default()
            },
            "<wp:Toast><wp:Text2>日本&#xD;\n</wp:Text2><wp:Sound Silent=\"true\"/></wp:Toast>",
        ),
        (
            Toast { sound: Some(Sound::File("Audio/ring.mp3".into())), ..Toast::default() },
            "<wp:Toast><wp:Sound>Audio/ring.mp3</wp:Sound></wp:Toast>",
        ),
    ] {
        assert_eq!(body(toast), document("", inside));
    }
}

#[test]
fn tiles() {
    let tile = Tile {
        id: Some("/Second.xaml?a=\"1\"\t&b".into()),
        background_image: Some("Images/a.png".into()),
        count: 0.into(),
        title: "T".into(),
        back_background_image: Property::Clear,
        back_title: "B".into(),
        back_content: "C".into(),
        ..Tile::default()
    };
    assert_eq!(
        body(tile),
        document(
            "",
            "<wp:Tile Id=\"/Second.xaml?a=&quot;1&quot;&#x9;&amp;b\">\
             <wp:BackgroundImage>Images/a.png</wp:BackgroundImage><wp:Count>0</wp:Count>\
             <wp:Title>T</wp:Title><wp:BackBackgroundImage Action=\"Clear\"/>\
             <wp:BackTitle>B</wp:BackTitle><wp:BackContent>C</wp:BackContent></wp:Tile>"
        )
    );
    let version = " Version=\"2.0\"";
    let flip = FlipTile {
        id: Some("/S.xaml".into()),
        small_background_image: "1".into(),
        wide_background_image: "2".into(),
        wide_back_background_image: "3".into(),
        wide_back_content: "4".into(),
        background_image: Property::Clear,
        count: 99.into(),
        title: "5".into(),
        back_background_image: "6".into(),
        back_title: "7".into(),
        back_content: "8".into(),
        ..FlipTile::default()
    };
    assert_eq!(
        body(flip),
        document(
            version,
            "<wp:Tile Id=\"/S.xaml\" Template=\"FlipTile\">\
             <wp:SmallBackgroundImage>1</wp:SmallBackgroundImage>\
             <wp:WideBackgroundImage>2</wp:WideBackgroundImage>\
             <wp:WideBackBackgroundImage>3</wp:WideBackBackgroundImage>\
             <wp:WideBackContent>4</wp:WideBackContent><wp:BackgroundImage Action=\"Clear\"/>\
             <wp:Count>99</wp:Count><wp:Title>5</wp:Title>\
             <wp:BackBackgroundImage>6</wp:BackBackgroundImage><wp:BackTitle>7</wp:BackTitle>\
             <wp:BackContent>8</wp:BackContent></wp:Tile>"
        )
    );
    let iconic = IconicTile {
        small_icon_image: "1".into(),
        icon_image: "2".into(),
        wide_content1: "3".into(),
        wide_content2: "4".into(),
        wide_content3: "5".into(),
        count: Property::Clear,
        title: "6".into(),
        background_color: Color::from_argb(0x00AB_CDEF).into(),
        ..IconicTile::default()
    };
    assert_eq!(
        body(iconic),
        document(
            version,
            "<wp:Tile Template=\"IconicTile\"><wp:SmallIconImage>1</wp:SmallIconImage>\
             <wp:IconImage>2</wp:IconImage><wp:WideContent1>3</wp:WideContent1>\
             <wp:WideContent2>4</wp:WideContent2><wp:WideContent3>5</wp:WideContent3>\
             <wp:Count Action=\"Clear\"/><wp:Title>6</wp:Title>\
             <wp:BackgroundColor>#00ABCDEF</wp:BackgroundColor></wp:Tile>"
        )
    );
    let mut cycle = CycleTile {
        small_background_image: "0".into(),
        count: 1.into(),
        title: "T".into(),
        ..CycleTile::default()
    };
    cycle.cycle_images[0] = "a".into();
    cycle.cycle_images[8] = Property::Clear;
    assert_eq!(
        body(cycle),
        document(
            version,
            "<wp:Tile Template=\"CycleTile\"><wp:SmallBackgroundImage>0</wp:SmallBackgroundImage>\
             <wp:CycleImage1>a</wp:CycleImage1><wp:CycleImage9 Action=\"Clear\"/>\
             <wp:Count>1</wp:Count><wp:Title>T</wp:Title></wp:Tile>"
        )
    );
}

/// The smallest notification of a kind.
fn least(kind: Kind) -> Content {
    let mut content = match kind {
        Kind::Raw => Content::Raw(Raw::from("\u{1F389}")),
        kind => Content::new(kind),
    };
    let element = if kind == Kind::Toast { Element::Text1 } else { Element::Title };
    if kind != Kind::Raw {
        content.set(element, mpns_proto::Value::Text("x".into())).expect("an element of the kind");
    }
    content
}

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
fn what_shows_nothing_is_refused() {
    // A toast with only a Param or a sound is not empty: the app may open a page, the phone may play the sound.
    for toast in [
        Toast { param: Some("/".into()), ..Toast::default() },
        Toast { sound: Some(Sound::Silent), ..Toast::default() },
        Toast { sound: Some(Sound::File("a.mp3".into())), ..Toast::default() },
    ] {
        assert!(toast.build().is_ok(), "{toast:?}");
    }
    let empty = Toast { text1: Some("".into()), text2: Some("".into()), ..Toast::default() };
    for toast in [Toast::default(), empty] {
        assert_eq!(toast.build(), Err(E::EmptyToast));
    }
    let moved = Tile { id: Some("/S.xaml".into()), ..Tile::default() };
    assert_eq!(moved.build(), Err(E::UnchangedTile { kind: Kind::Tile }));
    for kind in [Kind::Tile, Kind::FlipTile, Kind::IconicTile, Kind::CycleTile] {
        assert_eq!(Content::new(kind).build(), Err(E::UnchangedTile { kind }));
    }
}

#[test]
fn limits_hold_at_their_edge() {
    let param = |chars: usize| Toast {
        param: Some(format!("/{}", "é".repeat(chars - 1))),
        ..Toast::default()
    };
    assert!(param(256).build().is_ok());
    assert_eq!(param(257).build(), Err(E::ParamTooLong { chars: 257 }));
    for (text, ok) in
        [("/", true), ("?a=b", true), ("Page.xaml", false), ("", false), (" /", false)]
    {
        let toast = Toast { text1: Some("x".into()), param: Some(text.into()), ..Toast::default() };
        assert_eq!(toast.build().err(), (!ok).then_some(E::ParamStart), "{text:?}");
    }

    let count = |count: u8| Tile { count: count.into(), ..Tile::default() };
    assert!(count(99).build().is_ok());
    assert_eq!(count(100).build(), Err(E::CountTooHigh { count: 100 }));

    let overhead = body(Toast { text1: Some("x".into()), ..Toast::default() }).len() - 1;
    let toast = |bytes: usize| Toast {
        text1: Some(format!("&{}", "x".repeat(bytes - overhead - 5))),
        ..Toast::default()
    };
    assert_eq!(body(toast(3072)).len(), 3072);
    let too_large = |kind, size, limit| Err(E::TooLarge { kind, size, limit });
    assert_eq!(toast(3073).build(), too_large(Kind::Toast, 3073, 3072));
    let wider = Limits { document_bytes: 3073, ..Limits::default() };
    assert!(toast(3073).build_with(&wider).is_ok());

    let raw = |bytes: usize| Raw::from(vec![0; bytes]);
    assert!(raw(1024).build().is_ok());
    assert_eq!(raw(1025).build(), too_large(Kind::Raw, 1025, 1024));
    let narrower = Limits { raw_bytes: 0, ..Limits::default() };
    assert_eq!(raw(1).build_with(&narrower), too_large(Kind::Raw, 1, 0));
}

#[test]
fn a_forbidden_character_is_named_with_its_place() {
    let tile = FlipTile { back_title: "né\u{7}".into(), ..FlipTile::default() };
    let error = tile.build().expect_err("a control character");
    assert_eq!(
        error,
        E::ForbiddenCharacter { element: Element::BackTitle, position: 3, character: '\u{7}' }
    );
    assert_eq!(error.to_string(), "BackTitle contains U+0007 at byte 3, which XML 1.0 forbids");
    let tile = Tile { id: Some("\u{FFFF}".into()), title: "x".into(), ..Tile::default() };
    let error = tile.build().expect_err("no character");
    assert_eq!(
        error,
        E::ForbiddenCharacter { element: Element::Id, position: 0, character: '\u{FFFF}' }
    );
}

#[test]
fn an_element_newer_than_the_phone_is_refused() {
    use OsVersion as V;
    let text = || mpns_proto::Value::Text("/x".into());
    for kind in [Kind::Toast, Kind::Tile, Kind::FlipTile, Kind::IconicTile, Kind::CycleTile] {
        for element in kind.elements() {
            let mut content = least(kind);
            let value = match element {
                Element::Count => mpns_proto::Value::Count(1),
                Element::BackgroundColor => mpns_proto::Value::Text("#FF000000".into()),
                _ => text(),
            };
            content.set(*element, value).expect("an element of the kind");
            let since = oracle::since(kind, *element);
            for &os in V::ALL {
                let limits = Limits { os: Some(os), ..Limits::default() };
                let refused = matches!(
                    content.build_with(&limits),
                    Err(E::NeedsOs { needs, .. } | E::KindNeedsOs { needs, .. }) if needs == since
                );
                assert_eq!(refused, os < since, "{kind} {element} on {os}");
                assert_eq!(content.build_with(&limits).is_ok(), os >= since);
                assert_eq!(
                    oracle::is_sendable(&content, &limits),
                    os >= since,
                    "{kind} {element} on {os}"
                );
            }
        }
    }
    let tile = Tile { id: Some("/x".into()), back_title: "x".into(), ..Tile::default() };
    let os = V::V7_0;
    let first = E::NeedsOs { element: Element::Id, needs: V::V7_1, os };
    assert_eq!(tile.build_with(&Limits { os: Some(os), ..Limits::default() }), Err(first));
    let raw = least(Kind::Raw);
    assert!(raw.build_with(&Limits { os: Some(V::V7_0), ..Limits::default() }).is_ok());
}

#[test]
fn checking_says_what_building_does() {
    for &kind in Kind::ALL {
        let content = least(kind);
        let size = content.check(&Limits::default());
        assert_eq!(size, Ok(content.build().expect("a notification").body().len()));
        let none = Limits { document_bytes: 0, raw_bytes: 0, ..Limits::default() };
        assert_eq!(content.check(&none).err(), content.build_with(&none).err());
        assert!(content.check(&none).is_err());
    }
}

#[test]
fn debug_shows_no_content() {
    let notification = least(Kind::Raw).build().expect("raw");
    let text = format!("{notification:?}");
    assert_eq!(text, "Notification { kind: Raw, class: 3, message_id: None, bytes: 4, .. }");
}
