use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::written;

/// A document with its bytes changed in one or two places.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<Index>(), any::<Index>(), 0..5_u8, select(TOKENS));
    (written(), proptest::collection::vec(edit, 1..=2)).prop_map(|(document, edits)| {
        let mut bytes = document.into_bytes();
        for (at, to, edit, token) in edits {
            change_bytes(&mut bytes, at, to, edit, token);
        }
        bytes
    })
}

fn change_bytes(bytes: &mut Vec<u8>, at: Index, to: Index, edit: u8, token: &[u8]) {
    let end = bytes.len() + 1;
    let at = at.index(end);
    let to = (at + to.index(20)).min(bytes.len());
    match edit {
        0 => drop(bytes.drain(at..to)),
        1 => drop(bytes.splice(at..to, token.iter().copied())),
        2 => {
            let copy = bytes[at..to].to_vec();
            drop(bytes.splice(at..at, copy));
        }
        // Inside a tag, where a change does more than in a text.
        3 => {
            let tags: Vec<_> = (0..bytes.len()).filter(|i| b"<>/".contains(&bytes[*i])).collect();
            let place = tags.get(at.checked_rem(tags.len().max(1)).unwrap_or(0)).copied();
            let place = place.unwrap_or(0);
            drop(bytes.splice(place..place, token.iter().copied()));
        }
        _ => drop(bytes.splice(at..at, token.iter().copied())),
    }
}

const TOKENS: &[&[u8]] = &[
    b"x",
    b" ",
    b"7",
    b"&amp;",
    b"<!-- x -->",
    b"<",
    b">",
    b"/",
    b"&",
    b";",
    b"=",
    b"\"",
    b"'",
    b":",
    b" ",
    b"\t",
    b"\r\n",
    b"\r",
    b"!",
    b"?",
    b"-",
    b"--",
    b"a",
    b"1",
    b"#",
    b"&#",
    b"&#x",
    b"&#0;",
    b"&#xD;",
    b"&#x110000;",
    b"&#65536;",
    b"&amp;",
    b"&lt",
    b"&nbsp;",
    b"&x;",
    b"]]>",
    b"]]",
    b"<![CDATA[",
    b"<![CDATA[ ]]>",
    b"<!--",
    b"-->",
    b"<!-- x -->",
    b"<!--->",
    b"<?",
    b"?>",
    b"<?a?>",
    b"<?a b?>",
    b"<?a:b?>",
    b"<?xml?>",
    b"<?XML a?>",
    b"<?xml version=\"1.0\"?>",
    b"<!DOCTYPE a>",
    b"<!ENTITY x \"y\">",
    b"<a>",
    b"</a>",
    b"<a/>",
    b"<wp:a/>",
    b"<x:a/>",
    b"<:a/>",
    b"<a:/>",
    b"<a:b:c/>",
    b"</",
    b"/>",
    b"< ",
    b"<1/>",
    b" a=\"b\"",
    b" a='b'",
    b" a=b",
    b" a",
    b" a=\"<\"",
    b" a=\"&\"",
    b" wp:a=\"b\"",
    b" x:a=\"b\"",
    b" xmlns=\"\"",
    b" xmlns=\"x\"",
    b" xmlns:x=\"\"",
    b" xmlns:x=\"y\"",
    b" xmlns:wp=\"y\"",
    b" xmlns:=\"y\"",
    b" xmlns:xml=\"y\"",
    b" xmlns:xmlns=\"y\"",
    b" xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
    b" xmlns:x=\"http://www.w3.org/XML/1998/namespace\"",
    b" xmlns=\"http://www.w3.org/2000/xmlns/\"",
    b" xmlns:x=\"http://www.w3.org/2000/xmlns/\"",
    b" Version=\"2.0\"",
    b" version=\"1.0\"",
    b" encoding=\"utf-8\"",
    b" encoding=\"UTF-16\"",
    b" standalone=\"yes\"",
    b" standalone=\"x\"",
    b"\x00",
    b"\x01",
    b"\x0B",
    b"\x0C",
    b"\x1F",
    b"\x7F",
    b"\x80",
    b"\xC0\xAF",
    b"\xED\xA0\x80",
    b"\xEF\xBB\xBF",
    b"\xEF\xBF\xBE",
    b"\xEF\xBF\xBF",
    b"\xF0\x9F\x98\x80",
    b"\xF4\x90\x80\x80",
    b"\xFE\xFF",
    b"\xFF",
    "é".as_bytes(),
    "\u{85}".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{B7}".as_bytes(),
    "\u{37E}".as_bytes(),
    "\u{2028}".as_bytes(),
];
