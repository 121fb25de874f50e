use std::collections::BTreeMap;

use http::{HeaderName, Request};

/// A request as the service received it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    /// The number of the connection that it came on, in the order in which they were accepted.
    pub(crate) connection: usize,
    /// The bytes that were read.
    pub(crate) bytes: Vec<u8>,
}

impl Received {
    /// What differs between the request received and the one that the transport was given. Headers that
    /// were added are left out if they are `allowed`.
    pub(crate) fn differences(
        &self,
        given: &Request<Vec<u8>>,
        allowed: &[HeaderName],
    ) -> Vec<String> {
        let Some(head) = Head::parse(&self.bytes) else {
            let received = String::from_utf8_lossy(&self.bytes);
            return vec![format!("the head of the request is not complete: {received:?}")];
        };
        let mut differences = Vec::new();
        let mut compare = |what: &str, received: &str, expected: &str| {
            if received != expected {
                differences.push(format!("the {what} is {received:?}, not {expected:?}"));
            }
        };
        let target = given.uri().path_and_query().map_or("/", |target| target.as_str());
        compare("method", &head.method, given.method().as_str());
        compare("target", &head.target, target);
        compare("version", &head.version, "HTTP/1.1");
        differences.extend(header_differences(&head, given, allowed));
        let body = self.bytes.get(head.length..).unwrap_or_default();
        if body != given.body() {
            differences.push(format!(
                "the body has {} bytes ({:?}), not the {} given",
                body.len(),
                String::from_utf8_lossy(body.get(..SHOWN).unwrap_or(body)),
                given.body().len(),
            ));
        }
        differences
    }

    /// Whether a header came that the transport was not given.
    pub(crate) fn has_added(&self, name: &HeaderName, given: &Request<Vec<u8>>) -> bool {
        !given.headers().contains_key(name) && self.header(name.as_str()).is_some()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = Head::parse(&self.bytes)?;
        head.headers.get(name)?.first().cloned()
    }
}

/// The end of the first request in these bytes, if all of it is there.
pub(crate) fn end_of_request(bytes: &[u8]) -> Option<usize> {
    let head = Head::parse(bytes)?;
    let end = if head.headers.contains_key("transfer-encoding") {
        let last = bytes.windows(LAST_CHUNK.len()).position(|window| window == LAST_CHUNK)?;
        last.checked_add(LAST_CHUNK.len())?
    } else {
        let body = head.headers.get("content-length").and_then(|values| values.first());
        head.length.checked_add(body.and_then(|length| length.parse().ok()).unwrap_or(0))?
    };
    (end <= bytes.len()).then_some(end)
}

/// The end of the head of a request in these bytes, if all of it is there, and whether the transport now
/// waits for `100 Continue`.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<(usize, bool)> {
    let head = Head::parse(bytes)?;
    Some((head.length, head.headers.contains_key("expect")))
}

struct Head {
    method: String,
    target: String,
    version: String,
    /// By name in lower case.
    headers: BTreeMap<String, Vec<String>>,
    length: usize,
}

impl Head {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(bytes).ok()? else { return None };
        let mut by_name = BTreeMap::<String, Vec<String>>::new();
        for header in request.headers.iter() {
            let value = String::from_utf8_lossy(header.value).into_owned();
            by_name.entry(header.name.to_ascii_lowercase()).or_default().push(value);
        }
        Some(Self {
            method: request.method?.to_owned(),
            target: request.path?.to_owned(),
            version: format!("HTTP/1.{}", request.version?),
            headers: by_name,
            length,
        })
    }
}

fn header_differences(
    head: &Head,
    given: &Request<Vec<u8>>,
    allowed: &[HeaderName],
) -> Vec<String> {
    let mut expected = BTreeMap::<&str, Vec<String>>::new();
    for (name, value) in given.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        expected.entry(name.as_str()).or_default().push(value);
    }
    let authority = given.uri().authority().map(ToString::to_string);
    expected.insert("host", authority.into_iter().collect());

    let mut differences = Vec::new();
    for (name, values) in &expected {
        match head.headers.get(*name) {
            None => differences.push(format!("the header {name} is missing")),
            Some(received) if received != values => {
                differences.push(format!("the header {name} is {received:?}, not {values:?}"));
            }
            Some(_) => {}
        }
    }
    for (name, values) in &head.headers {
        let is_allowed =
            name == "connection" || allowed.iter().any(|allowed| allowed == name.as_str());
        if !expected.contains_key(name.as_str()) && !is_allowed {
            differences.push(format!(
                "the header {name} was added: {values:?}, which allow_header(\"{name}\") allows"
            ));
        }
    }
    differences
}

const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";
/// How many bytes of a body a text shows.
const SHOWN: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_however_it_is_cut() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\n";
        for (rest, more) in [
            ("Content-Length: 0\r\n\r\n", "POST"),
            ("\r\n", "POST"),
            ("content-length: 5\r\n\r\nhello", "POST"),
            ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "POST"),
            ("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""),
        ] {
            let request = format!("{head}{rest}");
            let bytes = format!("{request}{more}").into_bytes();
            for end in 0..=bytes.len() {
                let expected = (end >= request.len()).then_some(request.len());
                assert_eq!(end_of_request(&bytes[..end]), expected, "{request} {end}");
            }
        }
    }

    #[test]
    fn finds_the_differences() {
        let given = Request::post("http://h:1/a?b").header("content-length", 2).header("x-a", "1");
        let given = given.body(b"hi".to_vec()).expect("a request");
        let allowed = [HeaderName::from_static("x-a"), HeaderName::from_static("x-c")];
        for (received, differences) in [
            ("POST /a?b HTTP/1.1\r\nHOST: h:1\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi", vec![]),
            (
                "POST /a?b HTTP/1.1\r\nhost: h:1\r\nX-C: 1\r\nx-c: 2\r\nx-a: 1\r\ncontent-length: 2\r\n\r\nhi",
                vec![],
            ),
            (
                "PUT /a HTTP/1.0\r\nhost: h\r\nx-a: 1\r\nx-a: 2\r\nx-b: 3\r\n\r\nho",
                vec!["method", "target", "version", "content-length", "host", "x-a", "x-b", "body"],
            ),
            ("POST /a?b HTTP/1.1\r\nhost", vec!["head of the request is not complete"]),
        ] {
            let bytes = received.as_bytes().to_vec();
            let found = Received { connection: 0, bytes }.differences(&given, &allowed);
            assert_eq!(found.len(), differences.len(), "{found:?}");
            for (found, what) in found.iter().zip(differences) {
                assert!(found.contains(what), "{found} {what}");
            }
        }
    }
}
