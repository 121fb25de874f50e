//! From the XML of a toast or tile to the notification.

use super::findings::Findings;
use super::structure_error::StructureError;
use super::tree::Node;
use super::{leaf, value};
use crate::document::NAMESPACE;
use crate::{Content, Element, IgnoredPart, Kind, Value};

/// What a document contains.
pub(super) struct Read {
    pub(super) content: Content,
    pub(super) places: Places,
}

/// The bytes at which the toast or tile and its elements begin, as the XML reader counts.
pub(super) struct Places {
    pub(super) part: usize,
    elements: Vec<(Element, usize)>,
}

impl Places {
    /// Where an element is; `None` is the whole notification.
    pub(super) fn find(&self, element: Option<Element>) -> usize {
        let found = self.elements.iter().find(|(known, _)| Some(*known) == element);
        found.map_or(self.part, |(_, offset)| *offset)
    }

    /// Whether the element was new.
    fn add(&mut self, element: Element, offset: usize) -> bool {
        let before = self.elements.len();
        self.elements.retain(|(known, _)| *known != element);
        let is_new = self.elements.len() == before;
        self.elements.push((element, offset));
        is_new
    }
}

/// Why not, and the byte that the XML reader counted.
pub(super) type Failure = (usize, StructureError);

/// Reads a document. What means nothing to a phone is left out, and is among the findings.
pub(super) fn read(root: Node, findings: &mut Findings) -> Result<Read, Failure> {
    read_part(read_root(root, findings)?, findings)
}

/// The `wp:Toast` or `wp:Tile`.
fn read_root(root: Node, findings: &mut Findings) -> Result<Node, Failure> {
    let wp = |(name, value): &(String, String)| name == "xmlns:wp" && value == NAMESPACE;
    if root.name != ROOT || !root.attributes.iter().any(wp) {
        let is_wns = WNS_ROOTS.contains(&root.name.as_str());
        let error = if is_wns { StructureError::Wns(root.name) } else { StructureError::Root };
        return Err((root.offset, error));
    }
    for (attribute, value) in &root.attributes {
        let is_namespace = attribute == "xmlns" || attribute.starts_with("xmlns:");
        let is_version = attribute == "Version" && ["1.0", "2.0"].contains(&value.as_str());
        if !is_namespace && !is_version {
            findings.ignore_attribute(&root, attribute, value);
        }
    }
    check_no_text(&root, findings);
    let (mut parts, others): (Vec<_>, Vec<_>) =
        root.children.into_iter().partition(|child| [TOAST, TILE].contains(&child.name.as_str()));
    let part = parts.pop().filter(|_| parts.is_empty());
    let part = part.ok_or((root.offset, StructureError::Part))?;
    for Node { offset, name, .. } in others {
        findings.add(offset, IgnoredPart::UnknownElement { name, parent: root.name.clone() });
    }
    Ok(part)
}

fn read_part(part: Node, findings: &mut Findings) -> Result<Read, Failure> {
    let template = part.attributes.iter().find(|(name, _)| name == "Template");
    let template = template.map(|(_, value)| value.as_str());
    let kind = if part.name == TOAST { Kind::Toast } else { tile_kind(template) };
    check_no_text(&part, findings);
    let mut content = Content::new(kind);
    let mut places = Places { part: part.offset, elements: Vec::new() };
    let mut ids = 0_usize;
    for (attribute, value) in &part.attributes {
        match attribute.as_str() {
            // Microsoft's own MpnsRecipe writes ID, and an empty one for the primary tile.
            "Id" | "ID" if kind != Kind::Toast => {
                ids = ids.saturating_add(1);
                let id = value::read(Element::Id, value).map(|id| Value::Text(id.into()));
                if let Err(error) = content.set(Element::Id, id.unwrap_or(Value::Keep)) {
                    findings.add(part.offset, IgnoredPart::from(error));
                }
            }
            "Template" if kind == Kind::Tile => {
                let template = value.clone();
                findings.add(part.offset, IgnoredPart::UnknownTemplate { template });
            }
            "Template" if kind != Kind::Toast => {}
            _ => findings.ignore_attribute(&part, attribute, value),
        }
    }
    if ids > 1 {
        return Err((part.offset, StructureError::IdTwice));
    }
    for leaf in part.children {
        let offset = leaf.offset;
        match leaf::element(&leaf.name, &part.name, kind, template) {
            Ok(element) => {
                if !places.add(element, offset) {
                    findings.add(offset, IgnoredPart::Repeated { element });
                }
                leaf::read(leaf, element, &mut content, findings);
            }
            Err(ignored) => findings.add(offset, ignored),
        }
    }
    Ok(Read { content, places })
}

/// A template that does not exist is read as no template.
fn tile_kind(template: Option<&str>) -> Kind {
    let mut kinds = Kind::ALL.iter().copied().filter(|kind| kind.template().is_some());
    kinds.find(|kind| kind.template() == template).unwrap_or(Kind::Tile)
}

fn check_no_text(node: &Node, findings: &mut Findings) {
    if !node.text.trim_ascii().is_empty() || node.is_marked {
        findings.add(node.offset, IgnoredPart::StrayText { element: node.name.clone() });
    }
}

const ROOT: &str = "wp:Notification";
const TOAST: &str = "wp:Toast";
const TILE: &str = "wp:Tile";
/// The roots of the documents of WNS.
const WNS_ROOTS: [&str; 3] = ["toast", "tile", "badge"];
