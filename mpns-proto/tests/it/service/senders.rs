//! What senders write, and the reader accepts.

use mpns_proto::{BatchingInterval, Content, FlipTile, Property, Sound, Tile, Toast};

use super::{TILE, TOAST, notification, read};

#[test]
fn lenient_forms_of_real_senders_are_read() {
    let toast = || Toast { text1: Some("a".into()), ..Toast::default() };
    let plain = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let within = |interval| Toast { interval, ..toast() };
    for (name, headers, body, content) in [
        ("no declaration", &[TOAST][..], plain.clone(), toast()),
        ("no class", &[TOAST], plain.clone(), toast()),
        ("lower-case names", &[("x-windowsphone-target", "toast")], plain.clone(), toast()),
        ("capital value", &[("X-WindowsPhone-Target", "Toast")], plain.clone(), toast()),
        (
            "class 22",
            &[TOAST, ("X-NotificationClass", " 22 ")],
            plain.clone(),
            within(BatchingInterval::Within900s),
        ),
        ("charset", &[TOAST, ("Content-Type", "text/xml; charset=utf-8")], plain.clone(), toast()),
        (
            "quoted charset",
            &[TOAST, ("Content-Type", "text/xml;charset=\"UTF-8\"")],
            plain.clone(),
            toast(),
        ),
        (
            "form",
            &[TOAST, ("Content-Type", "application/x-www-form-urlencoded")],
            plain.clone(),
            toast(),
        ),
        ("single quotes", &[TOAST], plain.replace('"', "'"), toast()),
        (
            "declaration",
            &[TOAST],
            format!("<?xml version='1.0' encoding='utf-8'?>\r\n{plain}"),
            toast(),
        ),
        (
            "standalone",
            &[TOAST],
            format!("<?xml version=\"1.0\" standalone=\"yes\" ?>{plain}"),
            toast(),
        ),
        ("byte order mark", &[TOAST], format!("\u{FEFF}<?xml version=\"1.0\"?>{plain}"), toast()),
        ("CRLF indentation", &[TOAST], plain.replace("><", ">\r\n\t<"), toast()),
        ("Version", &[TOAST], plain.replace("n\">", "n\" Version=\"2.0\">"), toast()),
        (
            "other namespaces",
            &[TOAST],
            plain.replace(" xmlns:wp", " xmlns:xsi='x' xmlns='y' xmlns:wp"),
            toast(),
        ),
        (
            "comments and instructions",
            &[TOAST],
            format!(
                "<!-- a --><?p i?>{}<!---->",
                plain.replace("<wp:Toast>", "<wp:Toast><!--b--><?q?>")
            ),
            toast(),
        ),
        (
            "xml declared",
            &[TOAST],
            plain.replace(" xmlns", " xmlns:xml='http://www.w3.org/XML/1998/namespace' xmlns"),
            toast(),
        ),
        (
            "empty Param",
            &[TOAST],
            plain.replace("</wp:Toast>", "<wp:Param></wp:Param></wp:Toast>"),
            toast(),
        ),
        ("CDATA", &[TOAST], plain.replace(">a<", "><![CDATA[a]]><"), toast()),
        ("references", &[TOAST], plain.replace(">a<", ">&#x61;<"), toast()),
        ("pieces", &[TOAST], plain.replace(">a<", "><!-- -->&#97;<![CDATA[]]><"), toast()),
        (
            "whitespace in tags",
            &[TOAST],
            plain.replace("<wp:Text1>", "<wp:Text1 >").replace("</wp:Text1>", "</wp:Text1\n>"),
            toast(),
        ),
    ] {
        let found = read(headers, &body).unwrap_or_else(|e| panic!("{name}: {e:?}\n{body}"));
        assert_eq!(found, content.into(), "{name}");
    }
}

#[test]
fn tiles_of_real_senders_are_read() {
    for (name, inside, content) in [
        (
            "any order",
            "<wp:Tile><wp:Title>t</wp:Title><wp:Count> 07\n</wp:Count></wp:Tile>",
            Content::from(Tile { title: "t".into(), count: 7.into(), ..Tile::default() }),
        ),
        (
            "Clear beside a content",
            "<wp:Tile Template='FlipTile'><wp:Title Action=\"Clear\">t</wp:Title></wp:Tile>",
            FlipTile { title: Property::Clear, ..FlipTile::default() }.into(),
        ),
        (
            "Clear beside a count",
            "<wp:Tile><wp:Count Action='Clear'> 7 </wp:Count></wp:Tile>",
            Tile { count: Property::Clear, ..Tile::default() }.into(),
        ),
        (
            "IsRelative",
            "<wp:Tile Template='FlipTile' Id='/a&#x9;b\tc'><wp:BackgroundImage IsRelative='true'>i</wp:BackgroundImage></wp:Tile>",
            FlipTile {
                id: Some("/a\tb c".into()),
                background_image: "i".into(),
                ..FlipTile::default()
            }
            .into(),
        ),
        (
            "empty element without Action",
            "<wp:Tile><wp:Title/><wp:BackTitle></wp:BackTitle></wp:Tile>",
            Tile { title: "".into(), back_title: "".into(), ..Tile::default() }.into(),
        ),
    ] {
        let found = read(&[TILE], &notification(inside));
        assert_eq!(found.unwrap_or_else(|e| panic!("{name}: {e:?}")), content, "{name}");
    }
}

#[test]
fn sounds() {
    for (sound, expected) in [
        ("<wp:Sound>a.mp3</wp:Sound>", Sound::File("a.mp3".into())),
        ("<wp:Sound Silent=\"true\"/>", Sound::Silent),
        ("<wp:Sound Silent=\"true\">a.mp3</wp:Sound>", Sound::Silent),
        ("<wp:Sound Silent=\"false\">a.mp3</wp:Sound>", Sound::File("a.mp3".into())),
    ] {
        let body = notification(&format!("<wp:Toast>{sound}</wp:Toast>"));
        let toast = Toast { sound: Some(expected), ..Toast::default() };
        assert_eq!(read(&[TOAST], &body), Ok(toast.into()), "{sound}");
    }
}
