//! What is refused when a notification is built.

use mpns_proto::{
    BuildError as E, Content, Element, ElementType, FlipTile, Kind, Limits, OsVersion, Raw, Sound,
    Tile, Toast, Value,
};
use mpns_test_support::oracle::since;

use crate::common::{body, least};
use crate::sendable::is_sendable;

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
    let param_of = |letter: &str, chars: usize| Toast {
        param: Some(format!("/{}", letter.repeat(chars - 1))),
        ..Toast::default()
    };
    for letter in ["x", "é", "🎉"] {
        assert!(param_of(letter, 256).build().is_ok());
        let refused = Err(E::ParamTooLong { chars: 257, limit: 256 });
        assert_eq!(param_of(letter, 257).build(), refused, "{letter}");
    }
    let param = |chars| param_of("é", chars);
    let longest = Limits { param_chars: 330, ..Limits::default() };
    assert!(param(330).build_with(&longest).is_ok());
    let refused = Err(E::ParamTooLong { chars: 331, limit: 330 });
    assert_eq!(param(331).build_with(&longest), refused);
    for (text, ok) in [("/", true), ("?a=b", true), ("Page.xaml", false), ("", false)] {
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
fn an_empty_id_is_refused() {
    for kind in [Kind::Tile, Kind::FlipTile, Kind::IconicTile, Kind::CycleTile] {
        let mut content = least(kind);
        content.set(Element::Id, Value::Text("".into())).expect("a text");
        let error = content.build().expect_err("an empty Id");
        assert_eq!(error, E::EmptyId);
        assert_eq!(error.to_string(), "Id is empty: a notification for the primary tile has none");
    }
}

#[test]
fn whitespace_around_a_value_that_is_not_shown_is_refused() {
    let elements =
        Kind::ALL.iter().flat_map(|kind| kind.elements().iter().map(move |e| (*kind, *e)));
    for (kind, element) in elements {
        let shown = match element.takes() {
            ElementType::Text => true,
            ElementType::NavigationUri | ElementType::Image | ElementType::Sound => false,
            ElementType::Count | ElementType::Color => continue,
        };
        for (text, has_whitespace) in [
            ("/a", false),
            ("/a b\tc", false),
            ("/a\u{A0}", false),
            (" /a", true),
            ("/a ", true),
            ("\t/a", true),
            ("/a\n", true),
            ("\r\n    /a\r\n  ", true),
            (" ", true),
        ] {
            let mut content = least(kind);
            content.set(element, Value::Text(text.into())).expect("a text");
            let refused = (has_whitespace && !shown).then_some(E::Whitespace { element });
            assert_eq!(content.build().err(), refused, "{kind} {element} {text:?}");
        }
    }
    let error = E::Whitespace { element: Element::Param };
    assert_eq!(error.to_string(), "Param begins or ends with whitespace");
}

#[test]
fn an_element_newer_than_the_phone_is_refused() {
    use OsVersion as V;
    let text = || Value::Text("/x".into());
    for kind in [Kind::Toast, Kind::Tile, Kind::FlipTile, Kind::IconicTile, Kind::CycleTile] {
        for element in kind.elements() {
            let mut content = least(kind);
            let value = match element {
                Element::Count => Value::Count(1),
                Element::BackgroundColor => Value::Text("#FF000000".into()),
                _ => text(),
            };
            content.set(*element, value).expect("an element of the kind");
            let since: V = since(kind.template(), element.name()).parse().expect("a version");
            for &os in V::ALL {
                let limits = Limits { os: Some(os), ..Limits::default() };
                let refused = matches!(
                    content.build_with(&limits),
                    Err(E::NeedsOs { needs, .. } | E::KindNeedsOs { needs, .. }) if needs == since
                );
                assert_eq!(refused, os < since, "{kind} {element} on {os}");
                assert_eq!(content.build_with(&limits).is_ok(), os >= since);
                assert_eq!(is_sendable(&content, &limits), os >= since, "{kind} {element} on {os}");
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
