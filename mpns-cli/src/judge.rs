//! `mpns outcome`: what an answer means.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Args;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use mpns_proto::{Reply, Report};

use crate::content::read_file;
use crate::failure::{Failure, exit_code, print};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    /// The status code of the answer
    #[arg(long, value_name = "CODE", required_unless_present = "response")]
    status: Option<u16>,

    /// A header of the answer, as often as there are headers
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,

    /// Takes the raw head of an HTTP response from a file instead; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["status", "headers"])]
    response: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let response = match (&options.response, options.status) {
        (Some(file), _) => read_head(&read_file(file)?)?,
        (None, Some(status)) => put_together(status, &options.headers)?,
        (None, None) => return Err(Failure::usage("a status is needed: --status CODE")),
    };
    let reply = Reply::from_response(&response);
    print(&json(&reply)?)?;
    Ok(exit_code(reply.outcome().is_accepted()))
}

/// A reply and what it means, as one line of JSON.
pub(crate) fn json(reply: &Reply) -> Result<Vec<u8>, Failure> {
    let mut json = serde_json::to_vec(&Report::new(reply, SystemTime::now()))
        .map_err(|error| Failure::content("the reply cannot be written as JSON", &error))?;
    json.push(b'\n');
    Ok(json)
}

fn put_together(status: u16, headers: &[String]) -> Result<Response<()>, Failure> {
    let mut response = Response::new(());
    *response.status_mut() = status_code(status)?;
    for header in headers {
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| Failure::usage(format_args!("{header:?} is not NAME: VALUE")))?;
        append(&mut response, name.as_bytes(), value.as_bytes())?;
    }
    Ok(response)
}

/// Reads the head of a response; a body behind it does not matter, nor does the blank line at its end.
fn read_head(bytes: &[u8]) -> Result<Response<()>, Failure> {
    let mut bytes = bytes.to_vec();
    bytes.extend_from_slice(b"\r\n\r\n");
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    match head.parse(&bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(Failure::usage("the head is not complete")),
        Err(error) => return Err(Failure::content("not the head of a response", &error)),
    }
    let mut response = Response::new(());
    *response.status_mut() = status_code(head.code.unwrap_or_default())?;
    for header in head.headers.iter() {
        append(&mut response, header.name.as_bytes(), header.value)?;
    }
    Ok(response)
}

fn status_code(status: u16) -> Result<StatusCode, Failure> {
    StatusCode::from_u16(status)
        .map_err(|_| Failure::usage(format_args!("status {status} is not one from 100 to 999")))
}

fn append(response: &mut Response<()>, name: &[u8], value: &[u8]) -> Result<(), Failure> {
    let shown = String::from_utf8_lossy(name).into_owned();
    let name = HeaderName::from_bytes(name.trim_ascii())
        .map_err(|_| Failure::usage(format_args!("{shown:?} is not the name of a header")))?;
    let value = HeaderValue::from_bytes(value.trim_ascii()).map_err(|_| {
        Failure::usage(format_args!("the value of {name} cannot stand in a header"))
    })?;
    response.headers_mut().append(name, value);
    Ok(())
}

/// The most headers of a response that is read.
const MOST_HEADERS: usize = 256;

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns outcome --status 412 -H 'X-NotificationStatus: Dropped' -H 'X-DeviceConnectionStatus: Inactive'
  curl -si -X POST ... | mpns outcome --response -

Prints one JSON object. The exit status is that of sending: 0 accepted, 1 not accepted.";
