//! From the XML of a toast or tile to the notification.

use super::characters::is_whitespace;
use super::refusal::Refusal;
use super::structure_error::StructureError;
use super::xml::{self, Node};
use crate::document::NAMESPACE;
use crate::{Content, Element, ElementType, Kind, Value};

/// Reads the document of a toast or tile.
pub(super) fn read(document: &[u8]) -> Result<Content, Refusal> {
    let root = xml::parse(&xml::decode(document)?)?;
    Ok(read_root(root)?)
}

fn read_root(mut root: Node) -> Result<Content, StructureError> {
    let wp = |(name, value): &(String, String)| name == "xmlns:wp" && value == NAMESPACE;
    if root.name != "wp:Notification" || !root.attributes.iter().any(wp) {
        return Err(StructureError::Root);
    }
    for (attribute, value) in &root.attributes {
        let namespace = attribute == "xmlns" || attribute.starts_with("xmlns:");
        let version = attribute == "Version" && ["1.0", "2.0"].contains(&value.as_str());
        if !namespace && !version {
            return Err(unknown_attribute(&root, attribute));
        }
    }
    check_no_text(&root)?;
    let part = root.children.pop().filter(|_| root.children.is_empty());
    read_part(part.ok_or(StructureError::Part)?)
}

/// Reads `wp:Toast` or `wp:Tile`.
fn read_part(part: Node) -> Result<Content, StructureError> {
    let kind = match part.name.as_str() {
        "wp:Toast" => Kind::Toast,
        "wp:Tile" => tile_kind(&part)?,
        _ => return Err(StructureError::Part),
    };
    check_no_text(&part)?;
    let mut content = Content::new(kind);
    for (attribute, value) in &part.attributes {
        match attribute.as_str() {
            "Template" if kind != Kind::Toast => {}
            name => {
                let element = find(name, kind).filter(|element| element.is_attribute());
                let element = element.ok_or_else(|| unknown_attribute(&part, attribute))?;
                // Older senders write an empty Id for the primary tile.
                let value = value.trim_matches(is_whitespace);
                if !value.is_empty() {
                    content.set(element, Value::Text(value.into()))?;
                }
            }
        }
    }
    let mut seen = Vec::new();
    for leaf in part.children {
        let element = leaf
            .name
            .strip_prefix("wp:")
            .and_then(|name| find(name, kind))
            .filter(|element| !element.is_attribute())
            .ok_or_else(|| StructureError::UnknownElement(leaf.name.clone(), kind))?;
        if seen.contains(&element) {
            return Err(StructureError::ElementTwice(element));
        }
        seen.push(element);
        for value in read_leaf(leaf, element)? {
            content.set(element, value)?;
        }
    }
    Ok(content)
}

/// The element of a kind with this name.
fn find(name: &str, kind: Kind) -> Option<Element> {
    Element::from_name(name).filter(|element| kind.elements().contains(element))
}

fn tile_kind(tile: &Node) -> Result<Kind, StructureError> {
    let Some((_, template)) = tile.attributes.iter().find(|(name, _)| name == "Template") else {
        return Ok(Kind::Tile);
    };
    Kind::ALL
        .iter()
        .copied()
        .find(|kind| kind.template() == Some(template))
        .ok_or(StructureError::Template)
}

/// The values of an element, of which the last counts. Content beside `Action` or `Silent` is overruled, but
/// the element must be able to take it.
fn read_leaf(leaf: Node, element: Element) -> Result<Vec<Value<'static>>, StructureError> {
    if !leaf.children.is_empty() {
        return Err(StructureError::Mixed(leaf.name));
    }
    let mut acts = Vec::new();
    for (attribute, text) in &leaf.attributes {
        match (attribute.as_str(), text.as_str()) {
            ("Action", "Clear") => acts.push(Value::Clear),
            ("Silent", "true") if element == Element::Sound => acts.push(Value::Silent),
            ("Silent", "false") if element == Element::Sound => {}
            ("IsRelative", "true" | "false") if element.takes() == ElementType::Image => {}
            _ => return Err(unknown_attribute(&leaf, attribute)),
        }
    }
    let text = match element.takes() {
        ElementType::Text => leaf.text,
        // A formatted document has whitespace around its values.
        _ => leaf.text.trim_matches(is_whitespace).to_owned(),
    };
    // rpush and ruby-mpns send an empty Param with every toast that has no Param.
    let absent = text.is_empty() && (!acts.is_empty() || element == Element::Param);
    let content = Some(Value::Text(text.into())).filter(|_| !absent);
    Ok(content.into_iter().chain(acts).collect())
}

fn check_no_text(node: &Node) -> Result<(), StructureError> {
    if node.text.trim_ascii().is_empty() && !node.is_marked {
        Ok(())
    } else {
        Err(StructureError::Mixed(node.name.clone()))
    }
}

fn unknown_attribute(node: &Node, attribute: &str) -> StructureError {
    StructureError::Attribute { element: node.name.clone(), attribute: attribute.to_owned() }
}
