//! The rules that content is checked against when it is built, about which a reader only warns; and advice.

use super::document::Read;
use super::findings::Findings;
use crate::{Element, Kind, Limits, Value, Warning};

/// Adds what is odd about the content of a document.
pub(super) fn check(read: &Read, limits: &Limits, findings: &mut Findings) {
    let content = &read.content;
    let mut add = |warning: Warning| findings.add(read.places.find(warning.element()), warning);
    if content.is_unchanged() {
        add(match content.kind() {
            Kind::Toast => Warning::EmptyToast,
            kind => Warning::UnchangedTile { kind },
        });
    }
    if let Value::Text(param) = content.get(Element::Param) {
        if !param.starts_with(['/', '?']) {
            add(Warning::ParamStart);
        }
        let (chars, limit) = (param.chars().count(), limits.param_chars);
        if chars > limit {
            add(Warning::ParamTooLong { chars, limit });
        }
    }
    content.warnings().into_iter().for_each(add);
}
