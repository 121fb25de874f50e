//! What is odd, and read with a warning. Strict reading refuses it.

use mpns_proto::service::{Position, Refusal, read_document, read_notification};
use mpns_proto::{Content, Element, Limits, Property, Sound, Tile, Toast};

use super::{TILE, TOAST, notification, request};

/// What is read, and the warnings without their positions.
fn read(body: &str) -> (Content, Vec<String>) {
    let target = if body.contains("wp:Toast") { TOAST } else { TILE };
    let incoming = read_notification(&request(&[target], body), &Limits::default());
    let incoming = incoming.unwrap_or_else(|refusal| panic!("{refusal:?}: {body}"));
    let warnings = incoming.warnings.iter().map(|warning| warning.what.to_string()).collect();
    assert!(
        matches!(incoming.clone().strict(), Err(Refusal::Odd(odd)) if odd == incoming.warnings[0])
    );
    (incoming.content, warnings)
}

#[test]
fn an_odd_toast_is_read() {
    let toast = |inside: &str| notification(&format!("<wp:Toast>{inside}</wp:Toast>"));
    let text1 = || Toast { text1: Some("a".into()), ..Toast::default() };
    let a = |more: &str| toast(&format!("<wp:Text1>a</wp:Text1>{more}"));
    let param = |param: &str| Toast { param: Some(param.into()), ..text1() };
    let nested = "<wp:b><c><d><e/></d></c></wp:b>";
    for (body, content, warnings) in [
        (toast(""), Toast::default(), &["the toast has no content: it shows nothing"][..]),
        (a("x"), text1(), &["there is text between the elements of \"wp:Toast\""]),
        (a("<![CDATA[ ]]>"), text1(), &["there is text between the elements of \"wp:Toast\""]),
        (a("&#32;"), text1(), &["there is text between the elements of \"wp:Toast\""]),
        (a("<wp:Title>b</wp:Title>"), text1(), &["Title is not an element of a toast"]),
        (a("<Text2>b</Text2>"), text1(), &["the element Text2 does not have the prefix wp"]),
        (a("<wp:text2/>"), text1(), &["wp:Toast has no element \"wp:text2\""]),
        (a(nested), text1(), &["wp:Toast has no element \"wp:b\""]),
        (toast("<wp:Text1 Action='Clear'>a</wp:Text1>"), text1(), &["Text1 cannot be cleared"]),
        (a("<wp:Text2 Action='Clear'/>"), text1(), &["Text2 cannot be cleared"]),
        (
            toast("<wp:Sound Action='Clear' Silent='true'/>"),
            Toast { sound: Some(Sound::Silent), ..Toast::default() },
            &["Sound cannot be cleared"],
        ),
        (
            toast("<wp:Text1>b</wp:Text1><wp:Text1>a</wp:Text1>"),
            text1(),
            &["Text1 appears more than once, and only the last one counts"],
        ),
        (
            toast("<wp:Text1 a='b'>a</wp:Text1>"),
            text1(),
            &["\"wp:Text1\" does not take the attribute \"a\" with the value \"b\""],
        ),
        (
            a("").replace("<wp:Toast>", "<wp:Toast Id='/a' Template='FlipTile'>"),
            text1(),
            &[
                "\"wp:Toast\" does not take the attribute \"Id\" with the value \"/a\"",
                "\"wp:Toast\" does not take the attribute \"Template\" with the value \"FlipTile\"",
            ],
        ),
        (
            a("").replace(" xmlns", " Version='3.0' xmlns"),
            text1(),
            &["\"wp:Notification\" does not take the attribute \"Version\" with the value \"3.0\""],
        ),
        (
            a("").replace("<wp:Toast>", "<wp:Text1/><wp:Toast>"),
            text1(),
            &["wp:Notification has no element \"wp:Text1\""],
        ),
        (
            a("<wp:Param>Page.xaml</wp:Param>"),
            param("Page.xaml"),
            &["Param does not begin with / or ?"],
        ),
        (
            a(&format!("<wp:Param>{}</wp:Param>", "é".repeat(257))),
            param(&"é".repeat(257)),
            &["Param does not begin with / or ?", "Param has 257 characters, more than 256"],
        ),
    ] {
        let warnings = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(read(&body), (content.into(), warnings), "{body}");
    }
}

#[test]
fn an_odd_tile_is_read() {
    let tile = |inside: &str| notification(&format!("<wp:Tile>{inside}</wp:Tile>"));
    let unchanged = "the tile sets and clears nothing: it changes nothing";
    let with_count = |count: u8| Tile { count: count.into(), ..Tile::default() };
    let high = |count| format!("Count is {count}, but a phone shows at most 99");
    let not_a_count = "Count takes a whole number from 0 to 99";
    for (body, content, warnings) in [
        (tile(""), Tile::default(), vec![unchanged.to_owned()]),
        (tile("<wp:Count/>"), Tile::default(), vec![unchanged.into()]),
        (tile("<wp:Count>100</wp:Count>"), with_count(99), vec![high("100")]),
        (tile("<wp:Count> 0100 </wp:Count>"), with_count(99), vec![high("0100")]),
        (
            tile("<wp:Count>99999999999999999999999</wp:Count>"),
            with_count(99),
            vec![high("99999999999999999999999")],
        ),
        (
            tile("<wp:Count Action='Clear'>100</wp:Count>"),
            Tile { count: Property::Clear, ..Tile::default() },
            vec![high("100")],
        ),
        (
            tile("<wp:Count>-1</wp:Count>"),
            Tile::default(),
            vec![not_a_count.into(), unchanged.into()],
        ),
        (
            tile("<wp:Count>7</wp:Count><wp:Count>many</wp:Count>"),
            Tile::default(),
            vec![
                "Count appears more than once, and only the last one counts".into(),
                not_a_count.into(),
                unchanged.into(),
            ],
        ),
        (
            tile("<wp:BackgroundImage Action='Clear'/><wp:Count>7</wp:Count>"),
            with_count(7),
            vec!["BackgroundImage cannot be cleared".into()],
        ),
        (
            tile("<wp:SmallBackgroundImage>a.png</wp:SmallBackgroundImage><wp:Count>7</wp:Count>"),
            with_count(7),
            vec![
                "SmallBackgroundImage is an element of FlipTile or CycleTile, but Template is absent"
                    .into(),
            ],
        ),
        (
            tile("<wp:Text1>a</wp:Text1><wp:Id>/a</wp:Id><wp:Count>7</wp:Count>"),
            with_count(7),
            vec![
                "Text1 is not an element of a tile".into(),
                "wp:Tile has no element \"wp:Id\"".into(),
            ],
        ),
        (
            tile("<wp:IconImage>a</wp:IconImage><wp:Count>7</wp:Count>")
                .replace("<wp:Tile>", "<wp:Tile Template='iconicTile'>"),
            with_count(7),
            vec![
                "the template \"iconicTile\" is not FlipTile, IconicTile or CycleTile".into(),
                "IconImage is not an element of a tile".into(),
            ],
        ),
    ] {
        assert_eq!(read(&body), (content.into(), warnings), "{body}");
    }
    let colour =
        "<wp:Tile Template='IconicTile'><wp:BackgroundColor>red</wp:BackgroundColor></wp:Tile>";
    let (content, warnings) = read(&notification(colour));
    assert!(content.get(Element::BackgroundColor) == mpns_proto::Value::Keep, "{content:?}");
    assert!(warnings[0].starts_with("BackgroundColor takes a colour"), "{warnings:?}");
}

#[test]
fn a_warning_says_where() {
    let body = "<wp:Notification xmlns:wp='WPNotification'>\r\n\t<wp:Toast>\r\n\t\t<wp:Param>a</wp:Param>\r\n\t\t<wp:Ü/>\r\n\t</wp:Toast>\r\n</wp:Notification>";
    let incoming = read_document(body.as_bytes(), &Limits::default()).expect("read");
    let found: Vec<_> = incoming.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "at line 3, column 3 (byte 60): Param does not begin with / or ?",
            "at line 4, column 3 (byte 86): wp:Toast has no element \"wp:Ü\"",
        ]
    );
    let position = Position { byte: 60, line: 3, column: 3 };
    assert_eq!(incoming.strict().expect_err("odd").position(), Some(position));
}
