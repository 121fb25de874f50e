//! What libraries do to the document of a notification.

use mpns_proto::{Element, Value};
use mpns_tests::tree::Tree;

use crate::case::Case;
use crate::sent::{Body, Sent};

/// Removes `Version="2.0"` from the root of a tile with a template.
pub(crate) fn remove_version(sent: &mut Sent) {
    let has_template = sent.part().is_some_and(|part| part.attributes.contains_key("Template"));
    if let Body::Tree(root) = &mut sent.body {
        root.attributes.retain(|name, value| !has_template || name != "Version" || value != "2.0");
    }
}

/// Keeps some elements of the notification.
pub(crate) fn retain(sent: &mut Sent, keeps: impl Fn(&Tree) -> bool) {
    if let Some(part) = sent.part() {
        part.children.retain(keeps);
    }
}

/// Sorts the elements of the notification by their names.
pub(crate) fn sort(sent: &mut Sent, order: &[&str]) {
    let place =
        |leaf: &Tree| order.iter().position(|name| leaf.name.strip_prefix("wp:") == Some(name));
    sent.leaves().sort_by_key(place);
}

/// Changes the text of every element.
pub(crate) fn map_texts(sent: &mut Sent, change: impl Fn(&str) -> String) {
    for leaf in sent.leaves() {
        leaf.text = change(&leaf.text);
    }
}

/// Changes the `Id` of a tile.
pub(crate) fn map_id(sent: &mut Sent, change: impl Fn(&str) -> String) {
    if let Some(id) = sent.part().and_then(|part| part.attributes.get_mut("Id")) {
        *id = change(id);
    }
}

/// Writes a count with the digits that were given; we write the same number.
pub(crate) fn count_as_written(case: &Case, sent: &mut Sent) {
    as_written(case, sent, Element::Count, |text| text.parse::<u8>().ok().map(|n| n.to_string()));
}

/// Writes a colour with the digits that were given; we write the same colour.
pub(crate) fn color_as_written(case: &Case, sent: &mut Sent) {
    as_written(case, sent, Element::BackgroundColor, |text| Some(text.to_uppercase()));
}

/// How an XML reader changes line ends that are not escaped.
pub(crate) fn normalize_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn as_written(
    case: &Case,
    sent: &mut Sent,
    element: Element,
    ours: impl Fn(&str) -> Option<String>,
) {
    let Value::Text(text) = case.get(element) else { return };
    for leaf in sent.leaves() {
        let is_named = leaf.name.strip_prefix("wp:") == Some(element.name());
        if is_named && ours(text).as_ref() == Some(&leaf.text) {
            leaf.text = text.clone().into_owned();
        }
    }
}
