//! Requests as the bytes of HTTP/1.1, for a transport that has only a connection.

use http::Request;
use http::header::HOST;

use crate::header;

/// The bytes of a request in HTTP/1.1 (RFC 9112): the target in origin form, `Host`, the headers, the body.
///
/// `Host` comes from the URI, unless the request has one. Nothing else is added: the requests of this crate
/// have it, and a `Content-Length`.
///
/// ```
/// use mpns_proto::{ChannelUri, Raw, http1};
///
/// let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
/// let bytes = http1::to_bytes(&Raw::from("goal").build()?.request(&channel));
/// let head = "POST /throttledthirdparty/01.00/AAA HTTP/1.1\r\nhost: sn1.notify.live.net\r\n";
/// assert!(bytes.starts_with(head.as_bytes()) && bytes.ends_with(b"\r\n\r\ngoal"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_bytes<B: AsRef<[u8]>>(request: &Request<B>) -> Vec<u8> {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let mut bytes = format!("{} {target} HTTP/1.1\r\n", request.method()).into_bytes();
    if !request.headers().contains_key(HOST) {
        put_header(&mut bytes, HOST.as_str(), header::host(uri).as_bytes());
    }
    for (name, value) in request.headers() {
        put_header(&mut bytes, name.as_str(), value.as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(request.body().as_ref());
    bytes
}

fn put_header(bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        bytes.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_first_and_there_once() {
        for (uri, given, bytes) in [
            ("http://h/a?b", None, "POST /a?b HTTP/1.1\r\nhost: h\r\nx-a: 1\r\n\r\nbody"),
            ("http://h:80", None, "POST / HTTP/1.1\r\nhost: h\r\nx-a: 1\r\n\r\nbody"),
            ("https://[::1]:80/", None, "POST / HTTP/1.1\r\nhost: [::1]:80\r\nx-a: 1\r\n\r\nbody"),
            ("http://u:p@h/", None, "POST / HTTP/1.1\r\nhost: h\r\nx-a: 1\r\n\r\nbody"),
            ("http://h/", Some("g"), "POST / HTTP/1.1\r\nhost: g\r\nx-a: 1\r\n\r\nbody"),
            ("/a", None, "POST /a HTTP/1.1\r\nhost: \r\nx-a: 1\r\n\r\nbody"),
        ] {
            let mut request = Request::post(uri);
            if let Some(host) = given {
                request = request.header(HOST, host);
            }
            let request = request.header("X-A", "1").body("body").expect("a request");
            assert_eq!(String::from_utf8(to_bytes(&request)).as_deref(), Ok(bytes), "{uri}");
        }
    }
}
