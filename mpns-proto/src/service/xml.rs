//! Reads XML 1.0 into a tree of bounded depth, and refuses everything else.
//!
//! quick-xml splits the document. This module checks what quick-xml does not: characters, names, the
//! declaration, references, text outside the root, prefixes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesPI, BytesStart, Event};

use super::attributes;
use super::characters::{
    is_name, is_qualified_name, is_whitespace, is_xml_character, normalize_line_ends,
    resolve_reference,
};
use super::xml_error::{MAX_DEPTH, Problem, XmlError};

/// An element. Names are as written, including the prefix.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text of the element, without that of its children.
    pub(super) text: String,
    /// Whether part of the text is a CDATA section or a reference. Whitespace in it does not count as that
    /// between elements (section 3, Element Valid).
    pub(super) is_marked: bool,
    pub(super) children: Vec<Self>,
}

/// The text of a document, ready for [`parse`]: UTF-8 without a byte order mark and without forbidden
/// characters; each line end is a line feed.
pub(super) fn decode(document: &[u8]) -> Result<Cow<'_, str>, XmlError> {
    let fail = |position: usize, problem| XmlError { position: position as u64, problem };
    let text =
        str::from_utf8(document).map_err(|error| fail(error.valid_up_to(), Problem::Encoding))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // quick-xml would skip a second one, too.
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(fail(0, Problem::OutsideRoot));
    }
    let text = normalize_line_ends(text);
    match text.char_indices().find(|(_, character)| !is_xml_character(*character)) {
        Some((position, character)) => Err(fail(position, Problem::Character(character))),
        None => Ok(text),
    }
}

/// The root element of a document.
pub(super) fn parse(text: &str) -> Result<Node, XmlError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    loop {
        let position = reader.buffer_position();
        let fail = |problem| XmlError { position, problem };
        let event = reader.read_event().map_err(|error| XmlError {
            position: reader.error_position(),
            problem: Problem::Syntax(error.to_string()),
        })?;
        match event {
            Event::Decl(declaration) if position == 0 => check_declaration(&declaration),
            Event::Decl(_) => Err(Problem::Declaration),
            Event::DocType(_) => Err(Problem::DocumentType),
            Event::Comment(_) => Ok(()),
            Event::PI(instruction) => check_instruction(&instruction),
            Event::Start(tag) => tree.open(&tag),
            Event::Empty(tag) => tree.open(&tag).and_then(|()| tree.close()),
            Event::End(_) => tree.close(),
            Event::Text(text) if text.contains("]]>") => Err(Problem::CdataEnd),
            Event::Text(text) => tree.text(&text),
            Event::CData(text) => tree.marked_text(&text),
            Event::GeneralRef(name) => resolve_reference(&name)
                .ok_or(Problem::Reference)
                .and_then(|character| tree.marked_text(character.encode_utf8(&mut [0; 4]))),
            Event::Eof => return tree.finish().map_err(fail),
        }
        .map_err(fail)?;
    }
}

/// The part of the document that has been read.
#[derive(Default)]
struct Tree {
    /// The elements that are still open, the root first.
    open: Vec<Node>,
    root: Option<Node>,
    /// The prefixes that the root declares.
    prefixes: Vec<String>,
}

impl Tree {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        if self.root.is_some() {
            return Err(Problem::SecondRoot);
        }
        if self.open.len() == MAX_DEPTH {
            return Err(Problem::Depth);
        }
        let name = tag.name().into_inner();
        if !is_qualified_name(name) {
            return Err(Problem::Name);
        }
        let attributes = attributes::parse(tag.attributes_raw())?;
        if !attributes.iter().all(|(name, value)| attributes::is_namespace(name, value)) {
            return Err(Problem::Namespace);
        }
        if self.open.is_empty() {
            let declared =
                |(name, _): &(String, String)| name.strip_prefix("xmlns:").map(Into::into);
            self.prefixes = attributes.iter().filter_map(declared).collect();
        }
        let names = attributes.iter().map(|(name, _)| name.as_str()).chain([name]);
        for prefix in names.filter_map(|name| name.split_once(':').map(|(prefix, _)| prefix)) {
            if !["xml", "xmlns"].contains(&prefix) && !self.prefixes.iter().any(|p| p == prefix) {
                return Err(Problem::Prefix);
            }
        }
        let name = name.to_owned();
        self.open.push(Node { name, attributes, ..Node::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let node = self.open.pop().ok_or(Problem::OutsideRoot)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    /// Text, which may be outside the root if it is whitespace.
    fn text(&mut self, text: &str) -> Result<(), Problem> {
        if self.open.is_empty() && text.chars().all(is_whitespace) {
            return Ok(());
        }
        self.innermost()?.text.push_str(text);
        Ok(())
    }

    /// Text of a CDATA section or a reference.
    fn marked_text(&mut self, text: &str) -> Result<(), Problem> {
        let node = self.innermost()?;
        node.is_marked = true;
        node.text.push_str(text);
        Ok(())
    }

    fn innermost(&mut self) -> Result<&mut Node, Problem> {
        self.open.last_mut().ok_or(Problem::OutsideRoot)
    }

    fn finish(self) -> Result<Node, Problem> {
        if !self.open.is_empty() {
            return Err(Problem::Unclosed);
        }
        self.root.ok_or(Problem::NoRoot)
    }
}

/// Checks what follows `<?xml`: version, encoding and standalone, in this order.
fn check_declaration(declaration: &BytesDecl<'_>) -> Result<(), Problem> {
    // A declaration has no references.
    let parts = declaration.strip_prefix("xml").filter(|parts| !parts.contains('&'));
    let parts = parts.map(attributes::parse);
    let mut parts = parts.and_then(Result::ok).ok_or(Problem::Declaration)?.into_iter().peekable();
    let version = parts.next().is_some_and(|(name, value)| name == "version" && value == "1.0");
    let encoding = parts
        .next_if(|(name, _)| name == "encoding")
        .is_none_or(|(_, value)| value.eq_ignore_ascii_case("utf-8"));
    let standalone = parts
        .next_if(|(name, _)| name == "standalone")
        .is_none_or(|(_, value)| ["yes", "no"].contains(&value.as_str()));
    if version && encoding && standalone && parts.next().is_none() {
        Ok(())
    } else {
        Err(Problem::Declaration)
    }
}

fn check_instruction(instruction: &BytesPI<'_>) -> Result<(), Problem> {
    let target = instruction.target();
    if is_name(target) && !target.eq_ignore_ascii_case("xml") {
        Ok(())
    } else {
        Err(Problem::Instruction)
    }
}

const BYTE_ORDER_MARK: char = '\u{FEFF}';
