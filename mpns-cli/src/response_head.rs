//! Reads the head of a response from what tools such as `curl -si` print.

use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::failure::Failure;

/// Reads the final head. Interim responses and those of a proxy may precede it, a body may follow it, and the
/// empty line at its end may be missing.
pub(crate) fn read(bytes: &[u8]) -> Result<Response<()>, Failure> {
    let (mut response, mut rest) = read_one(bytes)?;
    while is_superseded(response.status(), rest) {
        (response, rest) = read_one(rest)?;
    }
    Ok(response)
}

/// Adds a header to a response.
pub(crate) fn append(
    response: &mut Response<()>,
    name: &[u8],
    value: &[u8],
) -> Result<(), Failure> {
    let shown = String::from_utf8_lossy(name).into_owned();
    let name = HeaderName::from_bytes(name.trim_ascii())
        .map_err(|_| Failure::usage(format_args!("{shown:?} is not the name of a header")))?;
    let value = HeaderValue::from_bytes(value.trim_ascii()).map_err(|_| {
        Failure::usage(format_args!("the value of {name} is not allowed in a header"))
    })?;
    response.headers_mut().append(name, value);
    Ok(())
}

/// The status code of a number.
pub(crate) fn status_code(status: u16) -> Result<StatusCode, Failure> {
    StatusCode::from_u16(status)
        .map_err(|_| Failure::usage(format_args!("status {status} is not between 100 and 999")))
}

/// Whether another head follows: this one is interim, or comes from a proxy that opened a tunnel or asked
/// for a password.
fn is_superseded(status: StatusCode, rest: &[u8]) -> bool {
    let may_be_first = status.is_informational()
        || status.is_success()
        || status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
    may_be_first && rest.starts_with(b"HTTP/")
}

/// Reads a head, and also returns what follows it.
fn read_one(bytes: &[u8]) -> Result<(Response<()>, &[u8]), Failure> {
    let bytes = bytes.trim_ascii_start();
    let later_version = LATER_VERSIONS.iter().find_map(|version| bytes.strip_prefix(*version));
    let head = match later_version {
        Some(after_version) => [b"HTTP/1.1 ", after_version, END].concat(),
        None => [bytes, END].concat(),
    };
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    let length = match parsed.parse(&head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => {
            return Err(Failure::usage("the head of the response is not complete"));
        }
        Err(error) => return Err(Failure::content("not the head of a response", &error)),
    };
    let mut response = Response::new(());
    *response.status_mut() = status_code(parsed.code.unwrap_or_default())?;
    for header in parsed.headers.iter() {
        append(&mut response, header.name.as_bytes(), header.value)?;
    }
    let behind = head.len().saturating_sub(length).saturating_sub(END.len());
    Ok((response, bytes.split_at(bytes.len().saturating_sub(behind)).1))
}

/// How status lines begin that tools print for later versions of HTTP.
const LATER_VERSIONS: [&[u8]; 4] = [b"HTTP/2 ", b"HTTP/2.0 ", b"HTTP/3 ", b"HTTP/3.0 "];
/// Ends a head that was cut off after its last header.
const END: &[u8] = b"\r\n\r\n";
/// The most headers that a response may have.
const MOST_HEADERS: usize = 256;
