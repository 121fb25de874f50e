//! The warnings of a document that is being read.

use super::located::Located;
use super::position::Locator;
use super::tree::Node;
use crate::{IgnoredPart, Warning};

/// The warnings so far, each with the byte that the XML reader counted.
#[derive(Default)]
pub(super) struct Findings(Vec<(usize, Warning)>);

impl Findings {
    pub(super) fn add(&mut self, offset: usize, warning: impl Into<Warning>) {
        self.0.push((offset, warning.into()));
    }

    pub(super) fn ignore_attribute(&mut self, node: &Node, attribute: &str, value: &str) {
        let (attribute, value) = (attribute.to_owned(), value.to_owned());
        let element = node.name.clone();
        self.add(node.offset, IgnoredPart::Attribute { element, attribute, value });
    }

    /// The warnings in the order of the document. That there is no content comes last, because what was left
    /// out may be why.
    pub(super) fn located(mut self, document: &[u8]) -> Vec<Located<Warning>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        self.0.sort_by_key(|(offset, _)| *offset);
        let mut locator = Locator::new(document);
        let mut located: Vec<_> = self
            .0
            .into_iter()
            .map(|(offset, what)| Located { what, position: Some(locator.at(offset)) })
            .collect();
        located.sort_by_key(|found| is_without_content(&found.what));
        located
    }
}

const fn is_without_content(warning: &Warning) -> bool {
    matches!(warning, Warning::EmptyToast | Warning::UnchangedTile { .. })
}
