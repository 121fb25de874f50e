//! Reads XML 1.0 into a tree of bounded depth, and refuses everything else.
//!
//! quick-xml splits the document. This module checks what quick-xml does not: characters, names, the
//! declaration, references, text outside the root, prefixes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesPI, Event};

use super::characters::{BYTE_ORDER_MARK, is_name, normalize_line_ends};
use super::tree::{Node, Tree};
use super::xml_error::{Fault, Problem};
use super::{declaration, reference};
use crate::escape;
use crate::special_bytes::SpecialBytes;

/// The text of a document, ready for [`parse`]: UTF-8 without a byte order mark and without forbidden
/// characters; each line end is a line feed.
pub(super) fn decode(document: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let text = str::from_utf8(document).map_err(|_| not_utf8(document))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // quick-xml would skip a second one, too.
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(Fault { offset: 0, problem: Problem::OutsideRoot });
    }
    let text = normalize_line_ends(text);
    let forbidden = |(offset, _)| Some((offset, escape::forbidden(&text, offset)?));
    match SpecialBytes::of(text.as_bytes()).find_map(forbidden) {
        // UTF-16 without a byte order mark.
        Some((0 | 1, '\0')) => Err(Fault { offset: 0, problem: Problem::Utf16 }),
        Some((offset, character)) => Err(Fault { offset, problem: Problem::Character(character) }),
        None => Ok(text),
    }
}

fn not_utf8(document: &[u8]) -> Fault {
    if document.starts_with(b"\xFF\xFE") || document.starts_with(b"\xFE\xFF") {
        return Fault { offset: 0, problem: Problem::Utf16 };
    }
    let start = document.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    match declaration::check_start(start) {
        Err(problem @ Problem::DeclarationEncoding(_)) => Fault { offset: 0, problem },
        _ => Fault { offset: usize::MAX, problem: Problem::Encoding },
    }
}

/// The root element of a document.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    let has_cdata_end = text.contains(CDATA_END);
    loop {
        let offset = as_offset(reader.buffer_position());
        let fail = |problem| Fault { offset, problem };
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let offset = as_offset(reader.error_position());
                let rest = text.get(offset..).unwrap_or_default();
                return Err(Fault { offset, problem: tree.explain(&error, rest) });
            }
        };
        match event {
            Event::Decl(found) if offset == 0 => {
                declaration::check(found.strip_prefix("xml").unwrap_or_default())
            }
            Event::Decl(_) => Err(Problem::DeclarationPlace),
            Event::DocType(_) => Err(Problem::DocumentType),
            Event::Comment(_) => Ok(()),
            Event::PI(instruction) => check_instruction(&instruction),
            Event::Start(tag) => tree.open(&tag, offset),
            Event::Empty(tag) => tree.open(&tag, offset).and_then(|()| tree.close()),
            Event::End(_) => tree.close(),
            Event::Text(text) if has_cdata_end && text.contains(CDATA_END) => {
                Err(Problem::CdataEnd)
            }
            Event::Text(text) => tree.text(&text),
            Event::CData(text) => tree.marked_text(&text),
            Event::GeneralRef(name) => reference::resolve(&name)
                .and_then(|character| tree.marked_text(character.encode_utf8(&mut [0; 4]))),
            Event::Eof => return tree.finish().map_err(fail),
        }
        .map_err(fail)?;
    }
}

fn as_offset(position: u64) -> usize {
    position.try_into().unwrap_or(usize::MAX)
}

fn check_instruction(instruction: &BytesPI<'_>) -> Result<(), Problem> {
    let target = instruction.target();
    if is_name(target) && !target.eq_ignore_ascii_case("xml") {
        Ok(())
    } else {
        Err(Problem::Instruction)
    }
}

/// What a text cannot have, and few documents have at all.
const CDATA_END: &str = "]]>";
