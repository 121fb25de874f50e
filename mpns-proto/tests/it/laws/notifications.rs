//! Laws that hold for all notifications.

use http::Request;
use mpns_proto::service::{Incoming, read_notification};
use mpns_proto::{Content, Element, ElementType, Kind, Limits, OsVersion, Target, Value};
use proptest::option::of;
use proptest::prelude::*;

use crate::sendable::is_sendable;
use crate::strategies;

/// Which characters of a text a careless sender escapes.
#[derive(Clone, Copy, Debug)]
enum Escapes {
    /// Only markup and what a reader would change.
    Few,
    /// Every character, as a reference.
    All,
}

impl Escapes {
    fn escaped(self, text: &str) -> String {
        let written = |c: char| match self {
            Self::Few if !"&<>'\"\r\t\n".contains(c) => c.to_string(),
            Self::Few | Self::All => format!("&#{};", u32::from(c)),
        };
        text.chars().map(written).collect()
    }
}

/// The request of a careless sender: the document is written without any check.
fn careless(content: &Content, escapes: Escapes) -> Request<Vec<u8>> {
    let kind = content.kind();
    let (mut attributes, mut inside) = (String::new(), String::new());
    for element in kind.elements() {
        let name = element.name();
        let text = match content.get(*element) {
            Value::Keep => continue,
            Value::Clear => {
                inside += &format!("<wp:{name} Action='Clear'></wp:{name}>\n");
                continue;
            }
            Value::Silent => {
                inside += "<wp:Sound Silent='true'></wp:Sound>";
                continue;
            }
            Value::Text(id) if *element == Element::Id => {
                attributes += &format!(" Id='{}'", escapes.escaped(&id));
                continue;
            }
            Value::Text(text) => escapes.escaped(&text),
            Value::Count(count) => count.to_string(),
            Value::Color(color) => color.to_string(),
        };
        inside += &format!("<wp:{name}>{text}</wp:{name}>\n");
    }
    let part = if kind == Kind::Toast { "Toast" } else { "Tile" };
    if let Some(template) = kind.template() {
        attributes += &format!(" Template='{template}'");
    }
    let body = match content {
        Content::Raw(raw) => raw.payload.to_vec(),
        _ => format!(
            "<wp:Notification xmlns:wp='WPNotification'>\n<wp:{part}{attributes}>{inside}</wp:{part}></wp:Notification>"
        )
        .into_bytes(),
    };
    let mut request = Request::post("/");
    if kind.target() != Target::Raw {
        request = request.header("X-WindowsPhone-Target", kind.target().as_str());
    }
    request.body(body).expect("a request")
}

/// What is read and not built: an empty `Param` or `Id`, and whitespace around a value that is not shown.
fn as_read(content: &Content) -> Content {
    let mut as_read = content.clone();
    for element in content.kind().elements().iter().filter(|e| e.takes() != ElementType::Text) {
        let Value::Text(text) = content.get(*element) else { continue };
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let is_absent = text.is_empty() && element.takes() == ElementType::NavigationUri;
        let value = if is_absent { Value::Keep } else { Value::Text(text.into()) };
        as_read.set(*element, value).expect("a text or nothing");
    }
    as_read
}

fn os() -> impl Strategy<Value = Option<OsVersion>> {
    of(proptest::sample::select(OsVersion::ALL))
}

proptest! {
    #[test]
    fn exactly_what_may_be_sent_is_built(content in strategies::content(), os in os()) {
        let limits = Limits { os, document_bytes: usize::MAX, ..Limits::default() };
        let built = content.build_with(&limits);
        prop_assert_eq!(built.is_ok(), is_sendable(&content, &limits), "{:?}", built);
        prop_assert_eq!(content.check(&limits), built.map(|built| built.body().len()));
    }

    #[test]
    fn exactly_what_may_be_sent_is_read_strictly(mut content in strategies::content(), os in os()) {
        let limits = Limits { os, document_bytes: usize::MAX, ..Limits::default() };
        if let Content::Raw(raw) = &mut content {
            (raw.class, raw.content_type, raw.interval) = (None, None, Default::default());
        }
        let as_read = as_read(&content);
        for escapes in [Escapes::Few, Escapes::All] {
            let read = read_notification(&careless(&content, escapes), &limits);
            let read = read.and_then(Incoming::strict);
            prop_assert_eq!(read.is_ok(), is_sendable(&as_read, &limits), "{:?} {:?}", escapes, read);
        }
    }
}
