//! A document as another parser reads it.

use mpns_proto::{Content, Element, ElementType, Value};
use roxmltree::{Document, Node};

/// Asserts that an independent parser accepts the document and finds in it what is in `content`.
pub(crate) fn check(document: &[u8], content: &Content) {
    let text = &decode(document);
    let parsed = parse(text);
    let part = parsed.root_element().first_element_child().expect("a toast or tile");
    assert_eq!(part.attribute("Template"), content.kind().template(), "{text}");
    // An empty Id means the primary tile, as an absent one does.
    let id = part.attribute("Id").or(part.attribute("ID"));
    let id = id.map(|id| id.trim_matches(WHITESPACE)).filter(|id| !id.is_empty());
    assert_eq!(id.map(text_value).unwrap_or(Value::Keep), content.get(Element::Id));
    let leaves: Vec<_> = part.children().filter(is_present).collect();
    let mut set = 0;
    for element in content.kind().elements().iter().filter(|element| **element != Element::Id) {
        let leaf = leaves.iter().find(|leaf| leaf.tag_name().name() == element.name());
        check_leaf(leaf, *element, &content.get(*element));
        set += usize::from(content.get(*element) != Value::Keep);
    }
    assert_eq!(leaves.len(), set, "{text}");
}

/// Asserts that an independent parser accepts the document.
pub(crate) fn check_well_formed(document: &[u8]) {
    parse(&decode(document));
}

fn parse(text: &str) -> Document<'_> {
    Document::parse(text).unwrap_or_else(|error| panic!("not well formed: {error}: {text}"))
}

fn decode(document: &[u8]) -> String {
    let text = str::from_utf8(document).expect("UTF-8");
    // XML 1.0 section 2.11 normalizes line ends before parsing. roxmltree 0.21 takes one after `&#xD;` for
    // part of it.
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Some senders always write a `Param`, a count and a colour, which are absent if they are empty.
fn is_present(leaf: &Node<'_, '_>) -> bool {
    let may_be_absent = ["Param", "Count", "BackgroundColor"].contains(&leaf.tag_name().name());
    let is_empty = text(leaf).trim_matches(WHITESPACE).is_empty();
    leaf.is_element() && !(may_be_absent && is_empty && leaf.attribute("Action").is_none())
}

fn check_leaf(leaf: Option<&Node<'_, '_>>, element: Element, value: &Value<'_>) {
    let Some(leaf) = leaf else { return assert_eq!(value, &Value::Keep) };
    let clear = leaf.attribute("Action") == Some("Clear");
    let silent = leaf.attribute("Silent") == Some("true");
    let text = text(leaf);
    let trimmed = text.trim_matches(WHITESPACE);
    match value {
        Value::Keep => panic!("{leaf:?} is kept"),
        Value::Clear => assert!(clear, "{leaf:?}"),
        Value::Silent => assert!(silent, "{leaf:?}"),
        value => {
            assert!(!clear && !silent, "{leaf:?} holds {value:?}");
            match value {
                Value::Count(count) => assert_eq!(trimmed.parse(), Ok(*count), "{leaf:?}"),
                Value::Color(color) => assert_eq!(trimmed.parse(), Ok(*color), "{leaf:?}"),
                value if element.takes() == ElementType::Text => {
                    assert_eq!(&text_value(&text), value);
                }
                value => assert_eq!(&text_value(trimmed), value),
            }
        }
    }
}

fn text(leaf: &Node<'_, '_>) -> String {
    leaf.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

fn text_value(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

/// What is not part of a value that is not shown.
const WHITESPACE: [char; 4] = [' ', '\t', '\r', '\n'];
