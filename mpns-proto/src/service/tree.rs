//! The tree of a document, as far as it has been read.

use quick_xml::Error;
use quick_xml::errors::IllFormedError;
use quick_xml::events::BytesStart;

use super::attributes;
use super::characters::{is_qualified_name, is_whitespace};
use super::xml_error::{MAX_DEPTH, Problem};
use crate::Element;

/// An element. Names are as written, including the prefix.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// The byte of the text at which its tag begins.
    pub(super) offset: usize,
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text of the element, without that of its children.
    pub(super) text: String,
    /// Whether part of the text is a CDATA section or a reference. Whitespace in it does not count as that
    /// between elements (section 3, Element Valid).
    pub(super) is_marked: bool,
    pub(super) children: Vec<Self>,
}

/// The part of the document that has been read.
#[derive(Default)]
pub(super) struct Tree {
    /// The elements that are still open, the root first.
    open: Vec<Node>,
    root: Option<Node>,
}

impl Tree {
    pub(super) fn open(&mut self, tag: &BytesStart<'_>, offset: usize) -> Result<(), Problem> {
        if let Some(element) = self.open_text() {
            return Err(Problem::Markup(element));
        }
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
        let name = name.to_owned();
        self.open.push(Node { offset, name, attributes, ..Node::default() });
        self.check_prefixes()
    }

    /// The element of a notification whose text is being read.
    fn open_text(&self) -> Option<Element> {
        match self.open.as_slice() {
            [_, _, leaf] => Element::from_name(leaf.name.strip_prefix("wp:")?),
            _ => None,
        }
    }

    /// Checks that the prefixes of the innermost element are declared.
    fn check_prefixes(&self) -> Result<(), Problem> {
        let Some(node) = self.open.last() else { return Ok(()) };
        let is_declared = |prefix: &str| {
            let mut attributes = self.open.iter().flat_map(|node| &node.attributes);
            attributes.any(|(name, _)| name.strip_prefix("xmlns:") == Some(prefix))
        };
        let names = node.attributes.iter().map(|(name, _)| name).chain([&node.name]);
        let mut prefixes = names.filter_map(|name| Some(name.split_once(':')?.0));
        match prefixes.find(|prefix| !["xml", "xmlns"].contains(prefix) && !is_declared(prefix)) {
            Some(prefix) => Err(Problem::Prefix(prefix.to_owned())),
            None => Ok(()),
        }
    }

    /// What is wrong if quick-xml does not find the end of the markup that `rest` begins with.
    pub(super) fn explain(&self, error: &Error, rest: &str) -> Problem {
        let mut start = rest.chars();
        let is_tag = start.next() == Some('<') && !start.next().is_some_and(|c| "/!?".contains(c));
        match (error, self.open_text()) {
            (Error::IllFormed(IllFormedError::UnclosedReference), _) => Problem::Ampersand,
            (_, Some(element)) if is_tag => Problem::Markup(element),
            _ => Problem::Syntax(error.to_string()),
        }
    }

    pub(super) fn close(&mut self) -> Result<(), Problem> {
        let node = self.open.pop().ok_or(Problem::OutsideRoot)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    /// Text, which may be outside the root if it is whitespace.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Problem> {
        if self.open.is_empty() && text.chars().all(is_whitespace) {
            return Ok(());
        }
        self.innermost()?.text.push_str(text);
        Ok(())
    }

    /// Text of a CDATA section or a reference.
    pub(super) fn marked_text(&mut self, text: &str) -> Result<(), Problem> {
        let node = self.innermost()?;
        node.is_marked = true;
        node.text.push_str(text);
        Ok(())
    }

    fn innermost(&mut self) -> Result<&mut Node, Problem> {
        self.open.last_mut().ok_or(Problem::OutsideRoot)
    }

    pub(super) fn finish(self) -> Result<Node, Problem> {
        if !self.open.is_empty() {
            return Err(Problem::Unclosed);
        }
        self.root.ok_or(Problem::NoRoot)
    }
}
