//! The strict reader: what it takes from senders, and what it refuses.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

use http::Request;
use mpns_proto::service::{Refusal, StructureError, read_callback, read_notification, respond};
use mpns_proto::{
    BatchingInterval, BuildError, Content, DeviceConnectionStatus, Element, FlipTile, Identifier,
    Kind, Limits, NotificationStatus, OsVersion, Property, Raw, Reply, RetryAfter, Sound,
    SubscriptionStatus, Tile, Toast,
};

fn request(headers: &[(&str, &str)], body: &str) -> Request<Vec<u8>> {
    let mut request = Request::post("/throttledthirdparty/01.00/AAA");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.as_bytes().to_vec()).expect("a request")
}

fn read(headers: &[(&str, &str)], body: &str) -> Result<Content, Refusal> {
    read_notification(&request(headers, body), &Limits::default()).map(|incoming| incoming.content)
}

fn notification(inside: &str) -> String {
    format!("<wp:Notification xmlns:wp=\"WPNotification\">{inside}</wp:Notification>")
}

const TOAST: (&str, &str) = ("X-WindowsPhone-Target", "toast");
const TILE: (&str, &str) = ("X-WindowsPhone-Target", "token");

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
            "blanks in tags",
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

#[test]
fn what_is_not_xml_is_refused() {
    let inside = "<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>";
    let good = notification(inside);
    assert!(read(&[TOAST], &good).is_ok());
    let declared = |declaration: &str| format!("{declaration}{good}");
    let with_text = |text: &str| good.replace(">a<", &format!(">{text}<"));
    let with_tag = |tag: &str| good.replace("<wp:Toast>", tag);
    let with_attributes = |count| {
        let more: String = (1..count).map(|i| format!(" xmlns:a{i}='b'")).collect();
        good.replace(" xmlns:wp", &format!("{more} xmlns:wp"))
    };
    assert!(read(&[TOAST], &with_attributes(32)).is_ok());
    for (name, body) in [
        ("nothing", String::new()),
        ("blanks", "  \n".into()),
        ("text", "a".into()),
        ("unclosed root", good.replace("</wp:Notification>", "")),
        ("unclosed element", good.replace("</wp:Text1>", "")),
        ("wrong end", good.replace("</wp:Text1>", "</wp:Text2>")),
        ("end without start", format!("{good}</wp:Notification>")),
        ("two roots", good.repeat(2)),
        ("text before the root", format!("a{good}")),
        ("text after the root", format!("{good}a")),
        ("reference after the root", format!("{good}&#32;")),
        ("CDATA after the root", format!("{good}<![CDATA[]]>")),
        ("unfinished tag", good.trim_end_matches('>').into()),
        ("forbidden character", with_text("\u{1}")),
        ("forbidden character in a comment", declared("<!--\u{FFFE}-->")),
        ("reference to a forbidden character", with_text("&#1;")),
        ("reference to no character", with_text("&#xD800;")),
        ("reference beyond Unicode", with_text("&#x110000;")),
        ("reference with a sign", with_text("&#+97;")),
        ("reference without digits", with_text("&#x;")),
        ("reference with a capital X", with_text("&#X61;")),
        ("unknown entity", with_text("&nbsp;")),
        ("lone ampersand", with_text("a & b")),
        ("unfinished reference", with_text("&amp")),
        ("lone less-than", with_text("a < b")),
        ("end of CDATA", with_text("]]>")),
        ("unfinished CDATA", with_text("<![CDATA[a")),
        ("CDATA in lower case", with_text("<![cdata[a]]>")),
        ("document type", declared("<!DOCTYPE a>")),
        ("document type in lower case", declared("<!doctype a>")),
        ("declaration after a blank", declared(" <?xml version=\"1.0\"?>")),
        ("declaration twice", declared("<?xml version=\"1.0\"?><?xml version=\"1.0\"?>")),
        ("declaration without version", declared("<?xml encoding=\"utf-8\"?>")),
        ("declaration of version 1.1", declared("<?xml version=\"1.1\"?>")),
        (
            "declaration of another encoding",
            declared("<?xml version=\"1.0\" encoding=\"utf-16\"?>"),
        ),
        ("declaration out of order", declared("<?xml encoding=\"utf-8\" version=\"1.0\"?>")),
        ("reference in the version of a declaration", declared("<?xml version=\"1&#46;0\"?>")),
        (
            "reference in the encoding of a declaration",
            declared("<?xml version=\"1.0\" encoding=\"utf&#45;8\"?>"),
        ),
        ("a second byte order mark", declared("\u{FEFF}\u{FEFF}")),
        ("declaration with more", declared("<?xml version=\"1.0\" a=\"b\"?>")),
        ("declaration in capitals", declared("<?XML version=\"1.0\"?>")),
        ("unfinished declaration", declared("<?xml version=\"1.0\"")),
        ("standalone maybe", declared("<?xml version=\"1.0\" standalone=\"maybe\"?>")),
        ("instruction without a name", declared("<? a?>")),
        ("comment with --", declared("<!-- a -- b -->")),
        ("comment with --->", declared("<!-- a --->")),
        ("unfinished comment", format!("{good}<!-- a")),
        ("attribute without quotes", with_tag("<wp:Toast a=b>")),
        ("attribute without a value", with_tag("<wp:Toast a>")),
        ("attributes without a blank", with_tag("<wp:Toast a=\"b\"c=\"d\">")),
        ("attribute twice", with_tag("<wp:Toast a=\"b\" a=\"b\">")),
        ("more attributes than are read", with_attributes(33)),
        ("attribute with <", with_tag("<wp:Toast a=\"<\">")),
        ("attribute with an unknown entity", with_tag("<wp:Toast a=\"&x;\">")),
        ("attribute with a bad name", with_tag("<wp:Toast 1=\"b\">")),
        ("name that is none", with_text("<1/>")),
        ("local name that is none", good.replace("wp:Text1", "wp:1Text")),
        ("name with a comma", good.replace("wp:Text1", "wp:Te,xt1")),
        ("name with two prefixes", with_text("<wp:a:b/>")),
        ("blank before the name", with_text("< a/>")),
        ("undeclared prefix", with_text("<x:a/>")),
        ("undeclared prefix of an attribute", with_tag("<wp:Toast x:a=\"b\">")),
        ("xml as a prefix of another namespace", good.replace(" xmlns", " xmlns:xml='x' xmlns")),
        ("xmlns as a prefix", good.replace(" xmlns", " xmlns:xmlns='x' xmlns")),
        ("prefix without a namespace", good.replace(" xmlns", " xmlns:x='' xmlns")),
        (
            "namespace of xml for another prefix",
            good.replace(" xmlns", " xmlns:x='http://www.w3.org/XML/1998/namespace' xmlns"),
        ),
        (
            "namespace of xmlns as the default",
            good.replace(" xmlns", " xmlns='http://www.w3.org/2000/xmlns/' xmlns"),
        ),
        ("one too deep", with_text("<wp:a/>")),
        ("two too deep", with_text("<wp:a><wp:b/></wp:a>")),
        ("very deep", "<a>".repeat(1000)),
    ] {
        let found = read(&[TOAST], &body);
        assert!(matches!(found, Err(Refusal::Xml(_))), "{name}: {found:?}\n{body}");
    }
    for (body, position) in [
        (with_text("\u{1}"), good.find(">a<").expect("the text") + 1),
        (declared("\u{FEFF}\r\n<!DOCTYPE a>"), 1),
        (declared("\u{FEFF}\r\n\u{1}"), 1),
    ] {
        let found = read(&[TOAST], &body);
        let at = matches!(&found, Err(Refusal::Xml(e)) if e.position() == position as u64);
        assert!(at, "{found:?}\n{body}");
    }
    let mut latin = request(&[TOAST], &good);
    latin.body_mut().extend(b"<!--\xE9-->");
    let found = read_notification(&latin, &Limits::default());
    assert!(matches!(&found, Err(Refusal::Xml(e)) if e.position() == good.len() as u64 + 4));
}

#[test]
fn a_character_that_xml_forbids_is_refused_wherever_it_stands() {
    let good = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let neighbours =
        ['\u{7F}', '\u{D7FF}', '\u{E000}', '\u{FFFD}', '\u{FFFE}', '\u{FFFF}', '\u{10000}'];
    for character in ('\0'..=' ').chain(neighbours).chain(['\u{10FFFF}']) {
        let forbidden = matches!(u32::from(character), 0..=8 | 11 | 12 | 14..=31 | 0xFFFE | 0xFFFF);
        for body in [
            good.replace(">a<", &format!(">a{character}<")),
            good.replace(">a<", &format!("><![CDATA[a{character}]]><")),
            good.replace(">a<", &format!(">a&#{};<", u32::from(character))),
            good.replace(">a<", &format!("><!--{character}-->a<")),
            good.replace(">a<", &format!("><?p {character}?>a<")),
            good.replace(" xmlns", &format!(" xmlns:a='a{character}' xmlns")),
            format!("{good}<!--{character}-->"),
        ] {
            let found = read(&[TOAST], &body);
            let refused = matches!(found, Err(Refusal::Xml(_)));
            assert_eq!((refused, found.is_ok()), (forbidden, !forbidden), "{body:?}: {found:?}");
        }
    }
}

#[test]
fn xml_that_is_no_notification_is_refused() {
    let doc = notification;
    let toast = |inside: &str| doc(&format!("<wp:Toast>{inside}</wp:Toast>"));
    let tile = |inside: &str| doc(&format!("<wp:Tile>{inside}</wp:Tile>"));
    let attribute = |element: &str, attribute: &str| StructureError::Attribute {
        element: element.into(),
        attribute: attribute.into(),
    };
    for (target, body, error) in [
        (TOAST, "<Notification/>".into(), StructureError::Root),
        (TOAST, "<wp:Notification xmlns:wp=\"other\"/>".into(), StructureError::Root),
        (TOAST, "<wp:Notification xmlns:wp=\"WPNotification \"/>".into(), StructureError::Root),
        (TOAST, "<w:Notification xmlns:w=\"WPNotification\"/>".into(), StructureError::Root),
        (TOAST, doc(""), StructureError::Part),
        (TOAST, doc("<wp:Toast/><wp:Toast/>"), StructureError::Part),
        (TOAST, doc("<wp:Text1/>"), StructureError::Part),
        (TOAST, doc("x<wp:Toast/>"), StructureError::Mixed("wp:Notification".into())),
        (TOAST, toast("x"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("<![CDATA[ ]]>"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("&#32;"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("<wp:Text1/><wp:Text1/>"), StructureError::ElementTwice(Element::Text1)),
        (
            TOAST,
            toast("<wp:Title/>"),
            StructureError::UnknownElement("wp:Title".into(), Kind::Toast),
        ),
        (TOAST, toast("<Text1/>"), StructureError::UnknownElement("Text1".into(), Kind::Toast)),
        (
            TOAST,
            toast("<wp:text1/>"),
            StructureError::UnknownElement("wp:text1".into(), Kind::Toast),
        ),
        (TOAST, toast("<wp:Text1 a='b'/>"), attribute("wp:Text1", "a")),
        (TOAST, toast("<wp:Text1 Silent='true'/>"), attribute("wp:Text1", "Silent")),
        (TOAST, doc("<wp:Toast Id='/a'/>"), attribute("wp:Toast", "Id")),
        (TOAST, doc("<wp:Toast Template='FlipTile'/>"), attribute("wp:Toast", "Template")),
        (TOAST, toast("<wp:Text1 Silent='false'/>"), attribute("wp:Text1", "Silent")),
        (TILE, doc("<wp:Tile Template='NoTile'/>"), StructureError::Template),
        (TILE, tile("<wp:Title Action='clear'/>"), attribute("wp:Title", "Action")),
        (TILE, tile("<wp:Title IsRelative='true'/>"), attribute("wp:Title", "IsRelative")),
        (TILE, tile("<wp:Id/>"), StructureError::UnknownElement("wp:Id".into(), Kind::Tile)),
        (
            TILE,
            tile("<wp:IconImage/>"),
            StructureError::UnknownElement("wp:IconImage".into(), Kind::Tile),
        ),
        (
            TILE,
            doc("<wp:Tile/>").replace("xmlns", "Version='3' xmlns"),
            attribute("wp:Notification", "Version"),
        ),
        (
            TILE,
            doc("<wp:Tile/>").replace("xmlns", "Version='3.0' xmlns"),
            attribute("wp:Notification", "Version"),
        ),
    ] {
        let body: String = body;
        let found = read(&[target], &body);
        assert_eq!(found, Err(Refusal::Structure(error)), "{body}");
    }
    for body in [
        tile("<wp:BackgroundImage Action='Clear'/>"),
        tile("<wp:Count>100</wp:Count>"),
        tile("<wp:Count/>"),
        tile("<wp:Count Action='Clear'>100</wp:Count>"),
        toast("<wp:Sound Action='Clear' Silent='true'/>"),
        toast("<wp:Sound Silent='true' Action='Clear'/>"),
        doc(
            "<wp:Tile Template='IconicTile'><wp:BackgroundColor>red</wp:BackgroundColor></wp:Tile>",
        ),
    ] {
        let target = if body.contains("wp:Toast") { TOAST } else { TILE };
        let found = read(&[target], &body);
        assert!(matches!(found, Err(Refusal::Structure(StructureError::Value(_)))), "{found:?}");
    }
}

#[test]
fn headers_that_contradict_are_refused() {
    let body = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let class = |class| ("X-NotificationClass", class);
    let target = |target| ("X-WindowsPhone-Target", target);
    let header = |name| Refusal::Header(http::HeaderName::from_static(name));
    for (headers, refusal) in [
        (&[target("tile")][..], Refusal::Target),
        (&[target("toast"), target("token")], header("x-windowsphone-target")),
        (&[TOAST, class("0")], Refusal::Class),
        (&[TOAST, class("32")], Refusal::Class),
        (&[TOAST, class("+2")], Refusal::Class),
        (&[TOAST, class("x")], Refusal::Class),
        (&[TOAST, class("258")], Refusal::Class),
        (&[TOAST, TILE, TOAST], header("x-windowsphone-target")),
        (&[TOAST, class("2"), class("12"), class("2")], header("x-notificationclass")),
        (&[TOAST, ("Content-Type", "text/xml; charset=latin1")], Refusal::Charset),
        (&[TOAST, ("Content-Type", "text/xml; charset=\" utf-8 \"")], Refusal::Charset),
    ] {
        assert_eq!(read(headers, &body), Err(refusal), "{headers:?}");
    }
    for (headers, found) in [(&[TOAST, class("3")][..], "class"), (&[TILE], "document")] {
        let refusal = read(headers, &body).expect_err("refused").to_string();
        assert!(refusal.contains(found), "{refusal}");
    }
    assert!(read(&[TOAST, TOAST], &body).is_ok(), "the same twice is no contradiction");
    let mut get = request(&[TOAST], &body);
    *get.method_mut() = http::Method::GET;
    assert_eq!(read_notification(&get, &Limits::default()), Err(Refusal::Method));
    assert_eq!(Refusal::Method.reply(), Reply::new(http::StatusCode::METHOD_NOT_ALLOWED));
    assert_eq!(Refusal::Class.reply(), Reply::new(http::StatusCode::BAD_REQUEST));
}

#[test]
fn raw_bodies_are_anything() {
    for (headers, raw) in [
        (&[][..], Raw::default()),
        (&[("X-WindowsPhone-Target", "raw")], Raw { explicit_target: true, ..Raw::default() }),
        (&[("Content-Type", "text/xml")], Raw::default()),
        (
            &[("Content-Type", "a/b; c=d")],
            Raw { content_type: Some("a/b; c=d".into()), ..Raw::default() },
        ),
        (&[("X-NotificationClass", "3")], Raw::default()),
        (&[("X-NotificationClass", "10")], Raw { class: Some(10), ..Raw::default() }),
        (
            &[("X-NotificationClass", "31")],
            Raw { class: Some(31), interval: BatchingInterval::Within900s, ..Raw::default() },
        ),
    ] {
        let expected = Raw { payload: b"<not xml"[..].into(), ..raw };
        assert_eq!(read(headers, "<not xml"), Ok(expected.into()), "{headers:?}");
    }
}

#[test]
fn the_limits_are_those_of_building() {
    let body = notification("<wp:Toast><wp:Param>/a</wp:Param></wp:Toast>");
    let limits = |os, document_bytes| Limits { os, document_bytes, ..Limits::default() };
    let read = |body: &str, limits| read_notification(&request(&[TOAST], body), &limits).map(drop);
    assert_eq!(read(&body, limits(Some(OsVersion::V7_1), 3072)), Ok(()));
    assert_eq!(read(&body, limits(None, body.len())), Ok(()));
    let newer = read(&body, limits(Some(OsVersion::V7_0), 3072));
    assert!(matches!(newer, Err(Refusal::Content(BuildError::NeedsOs { .. }))), "{newer:?}");
    let (size, limit) = (body.len(), body.len() - 1);
    assert_eq!(read(&body, limits(None, limit)), Err(Refusal::TooLarge { size, limit }));
    // Built again it may be longer, because more characters are escaped.
    let quotes = "'".repeat(2900);
    let quotes = notification(&format!("<wp:Toast><wp:Text1>{quotes}</wp:Text1></wp:Toast>"));
    let quotes = read_notification(&request(&[TOAST], &quotes), &Limits::default());
    let content = quotes.expect("a toast").content;
    assert!(matches!(content.build(), Err(BuildError::TooLarge { limit: 3072, .. })));
    assert!(content.build_with(&limits(None, usize::MAX)).is_ok());
    let empty = read(&notification("<wp:Toast/>"), limits(None, 3072));
    assert_eq!(empty, Err(Refusal::Content(BuildError::EmptyToast)));
}

#[test]
fn message_ids_are_kept_whatever_they_are() {
    let uuid = "01234567-89ab-cdef-0123-456789abcdef";
    for (value, id) in [
        (uuid, Some(Identifier::Uuid(uuid.parse().expect("a UUID")))),
        ("ABC", Identifier::read("ABC")),
        ("", None),
        ("N/A", None),
    ] {
        let request = request(&[("X-MessageID", value)], "x");
        let incoming = read_notification(&request, &Limits::default()).expect("raw");
        assert_eq!(incoming.message_id, id);
    }
}

#[test]
fn callbacks() {
    let callback = |headers: &[(&str, &str)], body: &str| read_callback(&request(headers, body));
    let uri = ("X-CallbackURI", "https://back.example/a?b");
    let read = callback(&[uri], "blob").expect("a callback");
    assert_eq!((read.uri.to_string().as_str(), read.blob.as_slice()), (uri.1, &b"blob"[..]));
    assert_eq!(format!("{read:?}"), "Callback { host: Some(\"back.example\"), bytes: 4, .. }");
    for value in ["", "/a", "ftp://a/", "back.example", "http://"] {
        let refused = callback(&[("X-CallbackURI", value)], "").expect_err("refused");
        assert_eq!(refused, Refusal::CallbackUri, "{value}");
    }
    assert_eq!(callback(&[], "").expect_err("refused"), Refusal::CallbackUri);
    assert_eq!(callback(&[uri], &"x".repeat(1024)).expect("a callback").blob.len(), 1024);
    let large = callback(&[uri], &"x".repeat(1025)).expect_err("refused");
    assert_eq!(large, Refusal::TooLarge { size: 1025, limit: 1024 });
}

#[test]
fn replies_are_written_and_read() {
    let full = Reply::new(http::StatusCode::OK)
        .with_notification_status(NotificationStatus::QueueFull)
        .with_device_connection_status(DeviceConnectionStatus::TempDisconnected)
        .with_subscription_status(SubscriptionStatus::read("Something else").expect("a status"))
        .with_message_id(Identifier::read("7").expect("an identifier"))
        .with_activity_id(uuid::Uuid::nil().into())
        .with_retry_after(RetryAfter::Delay(std::time::Duration::from_secs(5)));
    for reply in [full, Reply::new(http::StatusCode::IM_A_TEAPOT)] {
        let response = respond(&reply);
        assert_eq!(response.headers()["content-length"], "0");
        assert_eq!(Reply::from_response(&response), reply);
    }
    let end = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(253_402_300_800);
    let second = std::time::Duration::from_secs(1);
    for (time, written) in [
        (end, None),
        (end - second, Some("Fri, 31 Dec 9999 23:59:59 GMT")),
        (std::time::SystemTime::UNIX_EPOCH, Some("Thu, 01 Jan 1970 00:00:00 GMT")),
        (std::time::SystemTime::UNIX_EPOCH - second, None),
    ] {
        let reply = Reply::new(http::StatusCode::OK).with_retry_after(RetryAfter::Until(time));
        let response = respond(&reply);
        let header = response.headers().get("retry-after");
        assert_eq!(header.map(|value| value.to_str().expect("a date")), written);
    }
    let broken = NotificationStatus::read("a\r\nb").expect("a status");
    let broken = Reply::new(http::StatusCode::OK).with_notification_status(broken);
    assert!(Reply::from_response(&respond(&broken)).notification_status().is_none());
}
