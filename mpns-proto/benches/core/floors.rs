//! The least that the same costs without this crate: what a sender would write by hand for just this input.

use http::{HeaderMap, Method, Request, StatusCode, Uri};
use quick_xml::escape::{escape, unescape};

/// A document in parts: a text that is still to be escaped, and the markup after it.
#[derive(Clone)]
pub(crate) struct Parts(Vec<(String, String)>);

impl Parts {
    pub(crate) fn of(document: &[u8]) -> Self {
        let mut parts: Vec<(String, String)> = Vec::new();
        for part in str::from_utf8(document).expect("UTF-8").split_inclusive('>') {
            let (text, tag) = part.split_at(part.find('<').expect("a tag"));
            match parts.last_mut() {
                Some((_, markup)) if text.is_empty() => *markup += tag,
                _ => {
                    let text = unescape(text).expect("escaped text");
                    parts.push((text.into_owned(), tag.to_owned()));
                }
            }
        }
        Self(parts)
    }

    /// One pass for the size, and one to write.
    pub(crate) fn escape_by_hand(&self) -> Vec<u8> {
        let size = self.0.iter().map(|(text, markup)| escaped_size(text) + markup.len()).sum();
        let mut document = Vec::with_capacity(size);
        for (text, markup) in &self.0 {
            let text = text.as_bytes();
            let mut start = 0;
            for (at, byte) in text.iter().enumerate() {
                let entity = match byte {
                    b'&' => "&amp;",
                    b'<' => "&lt;",
                    b'>' => "&gt;",
                    b'"' => "&quot;",
                    b'\'' => "&apos;",
                    _ => continue,
                };
                document.extend_from_slice(&text[start..at]);
                document.extend_from_slice(entity.as_bytes());
                start = at + 1;
            }
            document.extend_from_slice(&text[start..]);
            document.extend_from_slice(markup.as_bytes());
        }
        document
    }

    pub(crate) fn escape_with_quick_xml(&self) -> Vec<u8> {
        let size = self.0.iter().map(|(text, markup)| text.len() + markup.len()).sum();
        let mut document = Vec::with_capacity(size);
        for (text, markup) in &self.0 {
            document.extend_from_slice(escape(text).as_bytes());
            document.extend_from_slice(markup.as_bytes());
        }
        document
    }
}

fn escaped_size(text: &str) -> usize {
    let size = |byte| match byte {
        b'&' => 5,
        b'<' | b'>' => 4,
        b'"' | b'\'' => 6,
        _ => 1,
    };
    text.bytes().map(size).sum()
}

/// A request that is put together from what is known.
pub(crate) fn request(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Request<Vec<u8>> {
    let mut request = Request::new(body.to_vec());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri.clone();
    request.headers_mut().reserve(headers.len());
    for (name, value) in headers {
        request.headers_mut().insert(name, value.clone());
    }
    request
}

/// What three headers and the status code say of a notification that was received.
pub(crate) fn is_received(status: StatusCode, headers: &HeaderMap) -> bool {
    let is = |name, value| headers.get(name).is_some_and(|found| found == value);
    status == StatusCode::OK
        && is("x-notificationstatus", "Received")
        && is("x-deviceconnectionstatus", "Connected")
        && is("x-subscriptionstatus", "Active")
}

/// Reads every event of a document, without any check.
#[cfg(feature = "service")]
pub(crate) fn read_with_quick_xml(document: &str) -> usize {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    let mut reader = Reader::from_str(document);
    let events = std::iter::from_fn(|| match reader.read_event().expect("XML") {
        Event::Eof => None,
        event => Some(event),
    });
    events.count()
}
