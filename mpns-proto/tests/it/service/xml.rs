//! What is not XML.

use mpns_proto::Limits;
use mpns_proto::service::{Refusal, read_notification};

use super::{TOAST, notification, read, request};

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
        ("whitespace", "  \n".into()),
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
        ("declaration after a space", declared(" <?xml version=\"1.0\"?>")),
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
        ("attributes without whitespace between", with_tag("<wp:Toast a=\"b\"c=\"d\">")),
        ("attribute twice", with_tag("<wp:Toast a=\"b\" a=\"b\">")),
        ("more attributes than are read", with_attributes(33)),
        ("attribute with <", with_tag("<wp:Toast a=\"<\">")),
        ("attribute with an unknown entity", with_tag("<wp:Toast a=\"&x;\">")),
        ("attribute with a bad name", with_tag("<wp:Toast 1=\"b\">")),
        ("invalid name", with_text("<1/>")),
        ("invalid local name", good.replace("wp:Text1", "wp:1Text")),
        ("name with a comma", good.replace("wp:Text1", "wp:Te,xt1")),
        ("name with two prefixes", with_text("<wp:a:b/>")),
        ("space before the name", with_text("< a/>")),
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
        (declared("\u{FEFF}\r\n<!DOCTYPE a>"), 5),
        (declared("\u{FEFF}\r\n\u{1}"), 5),
    ] {
        let found = read(&[TOAST], &body);
        let at = matches!(&found, Err(Refusal::Xml(e)) if e.position().byte == position);
        assert!(at, "{found:?}\n{body}");
    }
    let mut latin = request(&[TOAST], &good);
    latin.body_mut().extend(b"<!--\xE9-->");
    let found = read_notification(&latin, &Limits::default());
    assert!(matches!(&found, Err(Refusal::Xml(e)) if e.position().byte == good.len() + 4));
}

#[test]
fn a_character_that_xml_forbids_is_refused_anywhere() {
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
