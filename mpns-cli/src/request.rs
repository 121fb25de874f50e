//! `mpns request`: what would be sent.

use std::process::ExitCode;

use clap::ArgMatches;
use http::header::HOST;
use http::uri::Scheme;
use http::{Request, Uri};

use crate::failure::{Failure, print};
use crate::message::Message;

pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let Message { channel, notification } = Message::from_matches(matches)?;
    print(&http_1_1(&notification.request(&channel)))?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a request in HTTP/1.1, with its target in origin form.
fn http_1_1(request: &Request<Vec<u8>>) -> Vec<u8> {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let mut bytes =
        format!("{} {target} HTTP/1.1\r\n{HOST}: {}\r\n", request.method(), host(uri)).into_bytes();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(request.body());
    bytes
}

/// The host and port of a URI as HTTP clients send them: the port without leading zeros, and left out if it
/// is the scheme's default.
fn host(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    match uri.port_u16() {
        Some(port) if port != default => format!("{host}:{port}"),
        _ => host.to_owned(),
    }
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns request toast --text1 Goal! --channel '<URI>'
  mpns request --json job.json

`mpns request KIND --help` shows the options of a kind.";

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_port_is_shown_unless_it_is_the_default_of_the_scheme() {
        for (uri, expected) in [
            ("http://h/a", "h"),
            ("http://h:80/a", "h"),
            ("http://h:0080/a", "h"),
            ("http://h:443/a", "h:443"),
            ("http://h:018181/a", "h:18181"),
            ("https://h:443/a", "h"),
            ("https://h:0443/a", "h"),
            ("https://h:80/a", "h:80"),
            ("HTTPS://H:443/a", "H"),
            ("http://[::1]:80/a", "[::1]"),
            ("https://[::1]:80/a", "[::1]:80"),
        ] {
            assert_eq!(host(&uri.parse().expect("a URI")), expected, "{uri}");
        }
    }
}
