//! The reader: what it accepts from senders, what it warns of, and what it refuses.

mod headers;
mod reasons;
mod senders;
mod structure;
mod user_document;
mod warnings;
mod whitespace;
mod xml;

use http::Request;
use mpns_proto::service::{Refusal, read_notification};
use mpns_proto::{Content, Limits};

pub(crate) fn request(headers: &[(&str, &str)], body: &str) -> Request<Vec<u8>> {
    let mut request = Request::post("/throttledthirdparty/01.00/AAA");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.as_bytes().to_vec()).expect("a request")
}

/// What is read strictly.
pub(crate) fn read(headers: &[(&str, &str)], body: &str) -> Result<Content, Refusal> {
    let incoming = read_notification(&request(headers, body), &Limits::default())?;
    incoming.strict().map(|incoming| incoming.content)
}

pub(crate) fn notification(inside: &str) -> String {
    format!("<wp:Notification xmlns:wp=\"WPNotification\">{inside}</wp:Notification>")
}

pub(crate) const TOAST: (&str, &str) = ("X-WindowsPhone-Target", "toast");
pub(crate) const TILE: (&str, &str) = ("X-WindowsPhone-Target", "token");
