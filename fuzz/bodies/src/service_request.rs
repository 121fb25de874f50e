use http::{HeaderName, HeaderValue, Method, Request, Uri};
use mpns_proto::service::{Incoming, Located, Position, read_callback, read_notification};
use mpns_proto::{Identifier, Kind, Limits, Notification, Target, Warning, header};
use mpns_test_support::oracle;

use crate::document;
use crate::sendable::is_sendable;

/// Any request is read or refused. Another parser accepts the document, too. What is read strictly may be sent,
/// and the other parser finds the same in the document. Written and read again, it is the same. A document that is
/// taken can be sent as it is.
///
/// The input is a request with head and body, or only a body that is read as a toast and as a tile.
pub fn service_request(data: &[u8]) {
    if let Some(request) = request(data) {
        check(&request);
    } else {
        for target in ["toast", "token"] {
            let request = Request::post("/").header("X-WindowsPhone-Target", target).body(data);
            check(&request.expect("a request"));
        }
    }
}

fn check(request: &Request<&[u8]>) {
    let most = usize::MAX;
    let limits = Limits::default();
    let wide = Limits { document_bytes: most, raw_bytes: most, header_bytes: most, ..limits };
    let [read, read_wide] =
        [Limits::default(), wide].map(|limits| read_notification(request, &limits));
    match (read, read_wide) {
        (Ok(incoming), wide) => {
            assert_eq!(Ok(&incoming), wide.as_ref());
            check_incoming(request, &incoming, &Limits::default());
        }
        (Err(refusal), wide_read) => {
            assert!(refusal.reply().status().is_client_error(), "{refusal}");
            let in_body = |at: Position| at.byte <= request.body().len();
            assert!(refusal.position().is_none_or(in_body), "{refusal:?}");
            if let Ok(incoming) = wide_read {
                check_incoming(request, &incoming, &wide);
            }
        }
    }
    if let Ok(callback) = read_callback(request) {
        assert!(callback.blob.len() <= Limits::MAX_CALLBACK_BYTES);
        assert!(callback.uri.host().is_some_and(|host| !host.is_empty()));
    }
}

fn check_incoming(request: &Request<&[u8]>, incoming: &Incoming, limits: &Limits) {
    assert_eq!(
        interval(request, incoming.content.kind().target()),
        Some(incoming.content.interval().seconds())
    );
    let without_content =
        |what: &Warning| matches!(what, Warning::EmptyToast | Warning::UnchangedTile { .. });
    let order = |warning: &Located<Warning>| (without_content(&warning.what), warning.position);
    assert!(incoming.warnings.is_sorted_by_key(order), "{incoming:?}");
    if incoming.content.kind() != Kind::Raw {
        document::check_well_formed(request.body());
        check_user_document(request.body(), incoming, limits);
    }
    if let Err(refusal) = incoming.clone().strict() {
        return assert!(!refusal.to_string().is_empty());
    }
    assert!(is_sendable(&incoming.content, limits), "{incoming:?}");
    if incoming.content.kind() != Kind::Raw {
        document::check(request.body(), &incoming.content);
    }
    // Built again it may be longer, because more characters are escaped.
    let limits = &Limits { document_bytes: usize::MAX, ..*limits };
    let built = incoming.content.build_with(limits);
    let mut built = built.unwrap_or_else(|error| panic!("read and not built: {error}"));
    let id = incoming.message_id.as_ref().and_then(Identifier::as_uuid);
    if let Some(id) = id {
        built = built.with_message_id(id);
    }
    let channel = "http://h.example/A".parse().expect("a channel");
    let again = read_notification(&built.request(&channel), limits).and_then(Incoming::strict);
    let again = again.expect("what was written");
    assert_eq!(again.content, incoming.content, "written and read");
    // The UUID, which may have had another spelling.
    assert_eq!(again.message_id, id.map(Identifier::from));
}

/// A document that was taken can be sent as it is.
fn check_user_document(document: &[u8], incoming: &Incoming, limits: &Limits) {
    let made = Notification::from_user_document(document, incoming.content.interval(), limits);
    let (notification, read) = made.expect("what was read");
    assert_eq!(notification.body(), document);
    assert_eq!((&read.content, &read.warnings), (&incoming.content, &incoming.warnings));
}

/// The seconds of the batching interval that a request asks for, if its class fits the target.
fn interval(request: &Request<&[u8]>, target: Target) -> Option<u16> {
    let class = request.headers().get(header::NOTIFICATION_CLASS);
    let class = class.map_or("", |class| class.to_str().unwrap_or_default().trim());
    match class {
        "" => Some(0),
        class => oracle::interval(target.as_str(), class.parse().ok()?),
    }
}

fn request(data: &[u8]) -> Option<Request<&[u8]>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(data).ok()? else { return None };
    let mut request = Request::new(data.get(length..)?);
    *request.method_mut() = Method::from_bytes(parsed.method?.as_bytes()).ok()?;
    *request.uri_mut() = parsed.path?.parse::<Uri>().ok()?;
    for header in parsed.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        request.headers_mut().append(name, HeaderValue::from_bytes(header.value).ok()?);
    }
    Some(request)
}
