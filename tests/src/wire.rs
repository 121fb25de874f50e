//! Requests and responses from the lines of their heads.

use std::str::FromStr;

use http::{Method, Request, Response, StatusCode};

/// A request from the lines of its head, in which each character is one byte.
///
/// # Panics
///
/// If the lines are not a head of HTTP/1.1.
pub fn read_request(head: &[String], body: Vec<u8>) -> Request<Vec<u8>> {
    let head = bytes_of(head);
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    assert!(parsed.parse(&head).expect("a head").is_complete(), "the head has no end");
    let mut request = Request::new(body);
    let method = parsed.method.expect("a method");
    *request.method_mut() = Method::from_str(method).expect("a method");
    *request.uri_mut() = parsed.path.expect("a target").parse().expect("a target");
    append(request.headers_mut(), parsed.headers);
    request
}

/// A response from the lines of its head, in which each character is one byte.
///
/// # Panics
///
/// If the lines are not a head of HTTP/1.1.
pub fn read_response(head: &[String]) -> Response<()> {
    let head = bytes_of(head);
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Response::new(&mut headers);
    assert!(parsed.parse(&head).expect("a head").is_complete(), "the head has no end");
    let mut response = Response::new(());
    let code = parsed.code.expect("a status code");
    *response.status_mut() = StatusCode::from_u16(code).expect("a status code");
    append(response.headers_mut(), parsed.headers);
    response
}

fn append(map: &mut http::HeaderMap, headers: &[httparse::Header<'_>]) {
    for header in headers {
        let name = http::HeaderName::from_str(header.name).expect("a name");
        let value = http::HeaderValue::from_bytes(header.value).expect("a value");
        map.append(name, value);
    }
}

/// Each line followed by CR LF, and all of them by an empty line.
fn bytes_of(head: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in head.iter().map(String::as_str).chain([""]) {
        let latin = |c: char| u8::try_from(u32::from(c)).expect("a character of one byte");
        bytes.extend(line.chars().map(latin));
        bytes.extend(b"\r\n");
    }
    bytes
}
