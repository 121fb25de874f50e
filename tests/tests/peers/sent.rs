//! The parts of a request that are compared.

use std::collections::BTreeMap;

use mpns_proto::{
    BatchingInterval, BuildError, Content, Element, ElementType, Kind, Limits, NotificationClass,
    Raw, Value,
};
use mpns_tests::tree::Tree;

use crate::document::normalize_line_ends;
use crate::recorder::Received;

/// The meaning of a request: names of headers in lower case, the body as a tree if it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    /// All but those about the connection and the length of the body.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Body,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A document.
    Tree(Tree),
    /// A raw body, or something that should be a document but is not.
    Bytes(Vec<u8>),
}

impl Body {
    /// Reads the body of a notification of a kind.
    pub(crate) fn read(body: &[u8], kind: Kind) -> Self {
        // XML normalizes line ends before anything else. roxmltree does it for each piece of text, and
        // keeps a carriage return next to a reference.
        let normalized = || Some(normalize_line_ends(str::from_utf8(body).ok()?));
        let tree = || Tree::parse(&normalized()?).ok();
        let tree = Some(kind).filter(|kind| *kind != Kind::Raw).and_then(|_| tree());
        tree.map_or_else(|| Self::Bytes(body.to_vec()), Self::Tree)
    }
}

impl Sent {
    /// Reads a request with a notification of a kind.
    pub(crate) fn read(received: &Received, kind: Kind) -> Self {
        let request = &received.request;
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in request.headers() {
            if !["connection", "content-length"].contains(&name.as_str()) {
                let mut text = value.to_str().expect("visible ASCII").to_owned();
                if name == "user-agent" {
                    // The version is the newest.
                    text.truncate(text.find('/').unwrap_or(text.len()));
                }
                let known = headers.insert(name.to_string(), text);
                assert!(known.is_none(), "{name} stands twice");
            }
        }
        Self {
            method: request.method().to_string(),
            target: received.target.clone(),
            headers,
            body: Body::read(request.body(), kind),
        }
    }

    /// Whether the body should be a document, but is not.
    pub(crate) fn is_broken(&self) -> bool {
        let target = self.headers.get("x-windowsphone-target").map_or("raw", String::as_str);
        target != "raw" && matches!(self.body, Body::Bytes(_))
    }

    /// `wp:Toast` or `wp:Tile`.
    pub(crate) fn part(&mut self) -> Option<&mut Tree> {
        match &mut self.body {
            Body::Tree(root) => root.children.first_mut(),
            Body::Bytes(_) => None,
        }
    }

    /// The elements of the notification.
    pub(crate) fn leaves(&mut self) -> &mut [Tree] {
        self.part().map_or(&mut [], |part| &mut part.children)
    }

    /// The notification in the request, read without the strict reader. An empty `Param`, `Id`, count or colour counts
    /// as absent, and whitespace around a value that is not shown is not part of it.
    /// `None` if the document has something that a notification cannot have.
    pub(crate) fn content(&mut self) -> Option<Result<Content, BuildError>> {
        let class = self.headers.get("x-notificationclass")?.parse().ok()?;
        let interval = NotificationClass::from_number(class)?.interval();
        let explicit_target = self.headers.contains_key("x-windowsphone-target");
        if self.is_broken() {
            return None;
        }
        if let Body::Bytes(bytes) = &self.body {
            let payload = bytes.clone();
            return checked(Raw { payload, explicit_target, ..Raw::default() }.into(), interval);
        }
        let part = self.part()?;
        let template = part.attributes.get("Template").map(String::as_str);
        let kind = match part.name.as_str() {
            "wp:Toast" => Kind::Toast,
            _ => Kind::ALL
                .iter()
                .copied()
                .find(|kind| kind.template() == template && *kind != Kind::Toast)?,
        };
        let mut content = Content::new(kind);
        for (name, value) in &part.attributes {
            match name.as_str() {
                "Template" => {}
                "Id" if value.trim_matches(WHITESPACE).is_empty() => {}
                "Id" => {
                    let id = value.trim_matches(WHITESPACE).to_owned();
                    content.set(Element::Id, Value::Text(id.into())).ok()?;
                }
                _ => return None,
            }
        }
        for leaf in &part.children {
            let element = leaf.name.strip_prefix("wp:").and_then(Element::from_name)?;
            let text = match element.takes() {
                ElementType::Text => &leaf.text,
                _ => leaf.text.trim_matches(WHITESPACE),
            };
            let value = match leaf.attributes.iter().next() {
                None => Value::Text(text.to_owned().into()),
                Some((name, _)) if name == "Silent" => Value::Silent,
                Some(_) => Value::Clear,
            };
            let may_be_absent = match element.takes() {
                ElementType::NavigationUri => true,
                ElementType::Count | ElementType::Color => leaf.attributes.is_empty(),
                _ => false,
            };
            if may_be_absent && text.is_empty() {
                continue;
            }
            content.set(element, value).ok()?;
        }
        checked(content, interval)
    }
}

fn checked(
    mut content: Content,
    interval: BatchingInterval,
) -> Option<Result<Content, BuildError>> {
    content.set_interval(interval);
    Some(content.check(&Limits::default()).map(|_| content))
}

const WHITESPACE: [char; 4] = [' ', '\t', '\r', '\n'];
