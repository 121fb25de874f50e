//! What a refusal says: the reason, and what to write instead.

use std::error::Error;

use mpns_proto::Limits;
use mpns_proto::service::{Refusal, read_document, read_notification};

use super::{TOAST, notification, request};

/// The refusal and its causes.
fn text(refusal: &Refusal) -> String {
    let causes = std::iter::successors(refusal.source(), |&cause| cause.source());
    causes.fold(refusal.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[test]
fn a_text_with_markup_is_refused_for_it() {
    let markup = "a < in the text of Text1: a text has no elements, and a < is written &lt;";
    let ampersand = "an & that begins no reference: & is written &amp;";
    let entity = |name| {
        format!(
            "the entity &{name}; is unknown: there are only &amp;, &lt;, &gt;, &quot; and &apos;, and & is written &amp;"
        )
    };
    for (inside, column, reason) in [
        ("1 < 2", 3, markup),
        ("x<y", 2, markup),
        ("I <3 you", 3, markup),
        ("a<br/>b", 2, markup),
        ("a<br>b", 2, markup),
        ("<b>a</b>", 1, markup),
        ("a << b", 3, markup),
        ("a <> b", 3, markup),
        ("a <= b", 3, markup),
        ("a < \"b", 3, markup),
        ("a<wp:b/>", 2, markup),
        ("R&D", 2, ampersand),
        ("R & D", 3, ampersand),
        ("R & D; x", 3, ampersand),
        ("&", 1, ampersand),
        ("&;", 1, ampersand),
        ("a&nbsp;b", 2, &entity("nbsp")),
        ("R&D; x", 2, &entity("D")),
        ("&#1;", 1, "the reference &#1; names no character that XML 1.0 allows"),
        ("&#x;", 1, "the reference &#x; names no character that XML 1.0 allows"),
        ("a]]>b", 1, "]]> in a text, where it is written ]]&gt;"),
    ] {
        let toast = format!("<wp:Toast><wp:Text1>{inside}</wp:Text1></wp:Toast>");
        let refusal = read_document(notification(&toast).as_bytes(), &Limits::default());
        let (column, byte) = (column + 63, column + 62);
        assert_eq!(
            text(&refusal.expect_err("refused")),
            format!(
                "the document is not acceptable XML: at line 1, column {column} (byte {byte}): {reason}"
            ),
            "{inside}"
        );
    }
}

#[test]
fn the_reason_is_the_reason() {
    let good = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let xml = "the document is not acceptable XML: at line 1, column 1 (byte 0): ";
    let root = "the document is not a notification: at line 1, column 1 (byte 0): ";
    let utf16: Vec<_> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xFF\xFE", utf16.as_slice()].concat();
    let latin1 = |declaration: &str| {
        let document = format!("{declaration}{good}").replace(">a<", ">\u{1}<");
        document.bytes().map(|byte| if byte == 1 { 0xE9 } else { byte }).collect::<Vec<_>>()
    };
    let declared = |declaration: &str| format!("{declaration}{good}").into_bytes();
    let wns = " belongs to WNS, the successor of MPNS; a document of MPNS has the root wp:Notification with xmlns:wp=\"WPNotification\"";
    let deep = "<toast launch='a'><visual><binding template='b'><text id='1'>c</text></binding></visual></toast>";
    for (document, reason) in [
        (utf16, format!("{xml}UTF-16, but a document is UTF-8")),
        (marked, format!("{xml}UTF-16, but a document is UTF-8")),
        (
            latin1("<?xml version='1.0' encoding='ISO-8859-1'?>"),
            format!("{xml}an XML declaration of the encoding \"ISO-8859-1\", but a document is UTF-8"),
        ),
        (
            latin1(""),
            "the document is not acceptable XML: at line 1, column 64 (byte 63): not UTF-8".into(),
        ),
        (
            declared("<?xml version='1.0' encoding='utf-16'?>"),
            format!("{xml}an XML declaration of the encoding \"utf-16\", but a document is UTF-8"),
        ),
        (
            declared("<?xml version='1.1'?>"),
            format!("{xml}an XML declaration of version \"1.1\", but a document is XML 1.0"),
        ),
        (
            declared("\r\n<?xml version='1.0'?>"),
            "the document is not acceptable XML: at line 2, column 1 (byte 2): an XML declaration that is not at the start of the document".into(),
        ),
        (
            declared("<?xml encoding='utf-8' version='1.0'?>"),
            format!(
                "{xml}an XML declaration that does not have version, encoding and standalone in this order"
            ),
        ),
        (deep.into(), format!("{root}the root toast{wns}")),
        (b"<tile/>".to_vec(), format!("{root}the root tile{wns}")),
        (b"<badge value='7'/>".to_vec(), format!("{root}the root badge{wns}")),
        (
            good.replace(" xmlns:wp=\"WPNotification\"", "").into_bytes(),
            format!("{xml}the prefix \"wp\" is not declared"),
        ),
        (
            good.replace("\"WPN", "\"<WPN").into_bytes(),
            format!("{xml}a < in an attribute, where it is written &lt;"),
        ),
        (
            good.replace("\"WPN", "\"a&b=c").into_bytes(),
            format!("{xml}an & that begins no reference: & is written &amp;"),
        ),
        (
            good.replace(" xmlns", " a='b' a='c' xmlns").into_bytes(),
            format!("{xml}the attribute \"a\" twice"),
        ),
        (
            good.replace("<wp:Text1>", "<3<wp:Text1>").into_bytes(),
            "the document is not acceptable XML: at line 1, column 54 (byte 53): a < that no name of an element follows: in a text, < is written &lt;".into(),
        ),
    ] {
        let refusal = read_document(&document, &Limits::default()).expect_err("refused");
        assert_eq!(text(&refusal), reason, "{}", String::from_utf8_lossy(&document));
        assert!(refusal.position().is_some());
    }
}

#[test]
fn an_absent_header_is_named() {
    let toast = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let long =
        notification(&format!("<wp:Toast><wp:Text1>{}</wp:Text1></wp:Toast>", "a".repeat(1024)));
    let raw = ("X-WindowsPhone-Target", "raw");
    let class = |class| ("X-NotificationClass", class);
    let absent = "but the header X-WindowsPhone-Target is absent";
    let as_raw = "more than the 1024 allowed for a raw notification, which it is because the header X-WindowsPhone-Target is absent";
    for (headers, body, reason) in [
        (&[class("2")][..], &toast, format!("the notification class 2 is for toast, {absent}")),
        (&[class("21")], &toast, format!("the notification class 21 is for token, {absent}")),
        (
            &[("X-WindowsPhone-Target", ""), class("2")],
            &toast,
            format!("the notification class 2 is for toast, {absent}"),
        ),
        (
            &[raw, class("2")],
            &toast,
            "the notification class 2 is for toast, but the target is raw".into(),
        ),
        (&[], &long, format!("the body takes {} bytes, {as_raw}", long.len())),
        (&[raw], &long, format!("the body takes {} bytes, more than the 1024 allowed", long.len())),
    ] {
        let refusal = read_notification(&request(headers, body), &Limits::default());
        assert_eq!(text(&refusal.expect_err("refused")), reason, "{headers:?}");
    }
    let warning = "the body is a document of a toast, but it is raw, because the header X-WindowsPhone-Target is absent";
    for (headers, body, warnings) in [
        (&[][..], toast.as_str(), &[warning][..]),
        (&[class("3")], &toast, &[warning]),
        (&[class("13"), ("Content-Type", "text/plain")], &toast, &[warning]),
        (&[raw], &toast, &[]),
        (&[], "<wp:Notification xmlns:wp='WPNotification'/>", &[]),
        (&[], "<wp:Toast/>", &[]),
        (&[], "1 < 2", &[]),
    ] {
        let incoming = read_notification(&request(headers, body), &Limits::default()).expect("raw");
        let found: Vec<_> = incoming.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(found, warnings, "{headers:?} {body}");
        assert_eq!(incoming.strict().is_err(), !warnings.is_empty());
    }
}

#[test]
fn the_headers_are_limited_together() {
    let toast = notification("<wp:Toast><wp:Text1>a</wp:Text1></wp:Toast>");
    let size = |headers: &[(&str, &str)]| {
        headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum::<usize>()
    };
    for (chars, refused) in [(0, false), (1024, false), (1025, true)] {
        let mut filler = "a".repeat(chars);
        filler.truncate(chars.saturating_sub(size(&[TOAST, ("X-Other", "")])));
        let headers = [TOAST, ("X-Other", filler.as_str())];
        let read = read_notification(&request(&headers, &toast), &Limits::default());
        let size = size(&headers);
        let refusal = refused.then_some(Refusal::HeadersTooLarge { size, limit: 1024 });
        assert_eq!(read.err(), refusal, "{chars}");
        let wide = Limits { header_bytes: size, ..Limits::default() };
        assert!(read_notification(&request(&headers, &toast), &wide).is_ok());
    }
}
