//! What several tests need.

use mpns_proto::{ChannelUri, Content, Element, Kind, Raw, Value};

pub(crate) fn channel() -> ChannelUri {
    "http://sn1.notify.live.net/throttledthirdparty/01.00/AAEt?x=%20y".parse().expect("a channel")
}

pub(crate) fn body(content: impl Into<Content>) -> String {
    let notification = content.into().build().expect("a notification");
    String::from_utf8(notification.body().to_vec()).expect("UTF-8")
}

/// The smallest notification of a kind.
pub(crate) fn least(kind: Kind) -> Content {
    let mut content = match kind {
        Kind::Raw => Content::Raw(Raw::from("\u{1F389}")),
        kind => Content::new(kind),
    };
    let element = if kind == Kind::Toast { Element::Text1 } else { Element::Title };
    if kind != Kind::Raw {
        content.set(element, Value::Text("x".into())).expect("an element of the kind");
    }
    content
}
