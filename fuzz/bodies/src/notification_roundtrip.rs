use arbitrary::Unstructured;
use mpns_proto::service::{Incoming, read_notification};
use mpns_proto::{Content, Kind, Limits, NotificationClass, Raw, Target};
use uuid::Uuid;

use crate::sendable::is_sendable;
use crate::{content, document};

/// What the specification allows is built, and the rest is refused. What is built is well formed to another
/// parser, and the strict reader reads the same content.
///
/// The content is generated from the input.
pub fn notification_roundtrip(data: &[u8]) {
    let u = &mut Unstructured::new(data);
    let (Ok(limits), Ok(id), Ok(content)) =
        (content::limits(u), u.arbitrary::<Option<u128>>(), content::content(u))
    else {
        return;
    };
    check(&content, &limits, id.map(Uuid::from_u128));
}

/// The same for given content.
pub(crate) fn check(content: &Content, limits: &Limits, id: Option<Uuid>) {
    let built = content.build_with(limits);
    let size = built.as_ref().map(|built| built.body().len()).map_err(Clone::clone);
    assert_eq!(content.check(limits), size);
    let is_document = content.kind() != Kind::Raw;
    let unlimited = content.build_with(&Limits { document_bytes: usize::MAX, ..*limits });
    assert_eq!(unlimited.is_ok(), is_sendable(content, limits), "{content:?}: {unlimited:?}");
    if let Ok(unlimited) = unlimited {
        let fits = !is_document || unlimited.body().len() <= limits.document_bytes;
        assert_eq!(built.is_ok(), fits, "{content:?}: {built:?}");
    }
    let mut notification = match built {
        Ok(notification) => notification,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    if let Some(id) = id {
        notification = notification.with_message_id(id);
    }
    let channel = "http://h.example/A".parse().expect("a channel");
    let request = notification.request(&channel);
    assert_eq!(request.headers()["content-length"], notification.body().len().to_string().as_str());
    if is_document {
        document::check(request.body(), content);
    }
    let mut read = read_notification(&request, limits);
    if is_document {
        read = read.and_then(Incoming::strict);
    }
    let read = read.unwrap_or_else(|refusal| panic!("{refusal:?} refuses {content:?}"));
    assert_eq!(read.content, as_sent(content));
    let warnings: Vec<_> = read.warnings.into_iter().map(|warning| warning.what).collect();
    assert_eq!(warnings, content.warnings());
    assert!(warnings.iter().all(|warning| warning.is_advice() != (content.kind() == Kind::Raw)));
    assert_eq!(read.message_id.and_then(|id| id.as_uuid()), id);
}

/// Raw can express the same class and content type in several ways. A reader uses one of them.
fn as_sent(content: &Content) -> Content {
    let mut content = content.clone();
    if let Content::Raw(Raw { content_type, class, interval, .. }) = &mut content {
        let first = NotificationClass::new(Target::Raw, *interval).number();
        *class = class.filter(|class| *class != first);
        *content_type = content_type.take().map(|text| text.trim().to_owned());
        *content_type = content_type.take().filter(|text| text != "text/xml");
    }
    content
}
