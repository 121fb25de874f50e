//! `mpns request`: what would be sent.

use std::process::ExitCode;

use clap::ArgMatches;
use http::Request;
use http::header::HOST;
use mpns_connect::transport::host_and_port;

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
        format!("{} {target} HTTP/1.1\r\n{HOST}: {}\r\n", request.method(), host_and_port(uri))
            .into_bytes();
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

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns request toast --text1 Goal! --channel '<URI>'
  mpns request --json job.json

`mpns request KIND --help` shows the options of a kind.";
