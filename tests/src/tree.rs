//! A document as a tree, independent of the reader in `mpns-proto`.

use std::collections::BTreeMap;
use std::fmt::Write;

use roxmltree::{Document, Node, ParsingOptions};
use serde::Deserialize;

/// An element. Names are as written, including the prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// The qualified name: `wp:Toast`.
    pub name: String,
    /// The attributes, including the namespace declarations.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The elements inside, in order.
    #[serde(default)]
    pub children: Vec<Self>,
    /// The text of the element itself.
    #[serde(default)]
    pub text: String,
}

impl Tree {
    /// Reads a document that is well-formed and whose prefixes are declared.
    ///
    /// # Errors
    ///
    /// The parser's message otherwise.
    pub fn parse(document: &str) -> Result<Self, String> {
        let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
        let parsed = Document::parse_with_options(document, options).map_err(|e| e.to_string())?;
        read(parsed.root_element(), document)
    }

    /// Writes the tree as a document.
    pub fn to_document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let Self { name, attributes, children, text } = self;
        write!(out, "<{name}").expect("a string takes everything");
        for (name, value) in attributes {
            write!(out, " {name}=\"{}\"", escape(value)).expect("a string takes everything");
        }
        write!(out, ">{}", escape(text)).expect("a string takes everything");
        for child in children {
            child.write(out);
        }
        write!(out, "</{name}>").expect("a string takes everything");
    }
}

fn read(node: Node<'_, '_>, document: &str) -> Result<Tree, String> {
    let name = qualified_name(node, document);
    let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
    if local != node.tag_name().name() {
        return Err(format!("{name} was read as {}", node.tag_name().name()));
    }
    let namespace = node.lookup_namespace_uri(Some(prefix).filter(|prefix| !prefix.is_empty()));
    if namespace != node.tag_name().namespace() {
        return Err(format!("{name} was read in another namespace"));
    }
    let mut tree = Tree { name, ..Tree::default() };
    for attribute in node.attributes() {
        let name = document[attribute.range_qname()].to_owned();
        tree.attributes.insert(name, attribute.value().to_owned());
    }
    let inherited: Vec<_> = node.parent().map(|p| p.namespaces().collect()).unwrap_or_default();
    for namespace in node.namespaces().filter(|namespace| !inherited.contains(namespace)) {
        let name = namespace.name().map_or("xmlns".to_owned(), |name| format!("xmlns:{name}"));
        tree.attributes.insert(name, namespace.uri().to_owned());
    }
    for child in node.children() {
        match child.text() {
            Some(text) if child.is_text() => tree.text.push_str(text),
            _ if child.is_element() => tree.children.push(read(child, document)?),
            _ => {}
        }
    }
    Ok(tree)
}

/// The name in the start tag: the parser resolves the prefix and drops it.
fn qualified_name(node: Node<'_, '_>, document: &str) -> String {
    let tag = document[node.range()].trim_start_matches('<');
    let end = tag.find(|c: char| c.is_ascii_whitespace() || ['>', '/'].contains(&c));
    tag[..end.unwrap_or(tag.len())].to_owned()
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\r' | '\n' | '\t' => {
                write!(out, "&#{};", u32::from(character)).expect("a string takes everything");
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_prefix() {
        let document = "<?xml version='1.0'?><wp:A xmlns:wp='x' b=\"&amp;\"> <wp:C/>t&#13;<![CDATA[<]]></wp:A>";
        let tree = Tree::parse(document).expect("a tree");
        let child = Tree { name: "wp:C".into(), ..Tree::default() };
        let attributes = [("b", "&"), ("xmlns:wp", "x")].map(|(n, v)| (n.into(), v.into()));
        let expected = Tree {
            name: "wp:A".into(),
            attributes: attributes.into(),
            children: vec![child],
            text: " t\r<".into(),
        };
        assert_eq!(tree, expected);
        assert_eq!(Tree::parse(&tree.to_document()), Ok(expected));
        for broken in ["<a>", "<wp:A/>", "<a/><b/>", "<!DOCTYPE a><a/>", ""] {
            assert!(Tree::parse(broken).is_err(), "{broken}");
        }
    }
}
