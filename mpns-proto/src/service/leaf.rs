//! An element inside of a toast or tile.

use super::findings::Findings;
use super::tree::Node;
use super::value;
use crate::{Content, Element, ElementType, IgnoredPart, Kind, Limits, Value, Warning};

/// The element with a name, if it is one of the kind.
pub(super) fn element(
    name: &str,
    parent: &str,
    kind: Kind,
    template: Option<&str>,
) -> Result<Element, IgnoredPart> {
    let find = |name| Element::from_name(name).filter(|element| !element.is_attribute());
    let Some(element) = name.strip_prefix("wp:").and_then(find) else {
        return Err(match find(name) {
            Some(element) => IgnoredPart::NoPrefix { element },
            None => {
                IgnoredPart::UnknownElement { name: name.to_owned(), parent: parent.to_owned() }
            }
        });
    };
    if kind.elements().contains(&element) {
        return Ok(element);
    }
    let mut templates = Kind::ALL.iter().filter(|kind| kind.template().is_some());
    if kind == Kind::Tile
        && template.is_none()
        && templates.any(|kind| kind.elements().contains(&element))
    {
        return Err(IgnoredPart::NoTemplate { element });
    }
    Err(IgnoredPart::ElementOfAnotherKind { element, kind })
}

/// Sets an element. `Action` and `Silent` overrule a text, but the element must be able to take it.
pub(super) fn read(leaf: Node, element: Element, content: &mut Content, findings: &mut Findings) {
    let mut acts = Vec::new();
    for (attribute, text) in &leaf.attributes {
        match (attribute.as_str(), text.as_str()) {
            ("Action", "Clear") => acts.push(Value::Clear),
            ("Silent", "true") if element == Element::Sound => acts.push(Value::Silent),
            ("Silent", "false") if element == Element::Sound => {}
            ("IsRelative", "true" | "false") if element.takes() == ElementType::Image => {}
            _ => findings.ignore_attribute(&leaf, attribute, text),
        }
    }
    let text = value::read(element, &leaf.text);
    let text = text.filter(|text| !text.is_empty() || acts.is_empty());
    let text = text.map(|text| read_text(text, element, leaf.offset, findings));
    // An element that was set before is set anew.
    for value in [Value::Keep].into_iter().chain(text).chain(acts) {
        if let Err(error) = content.set(element, value) {
            findings.add(leaf.offset, IgnoredPart::from(error));
        }
    }
}

/// The value of a text. A count that is too high is what the phone shows instead.
fn read_text<'a>(
    text: &'a str,
    element: Element,
    offset: usize,
    findings: &mut Findings,
) -> Value<'a> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let is_high = text.parse::<u8>().map_or(true, |count| count > Limits::MAX_COUNT);
    if element == Element::Count && is_number && is_high {
        findings.add(offset, Warning::CountTooHigh { count: text.to_owned() });
        return Value::Count(Limits::MAX_COUNT);
    }
    Value::Text(text.into())
}
