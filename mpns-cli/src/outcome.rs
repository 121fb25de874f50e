//! `mpns outcome`: what a response means.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Args;
use http::Response;
use mpns_proto::{Reply, Report};

use crate::failure::Failure;
use crate::output::{json_line, print_result};
use crate::{input, response_head};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    /// The status code of the response
    #[arg(long, value_name = "CODE", required_unless_present = "response")]
    status: Option<u16>,

    /// A header of the response; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,

    /// Reads the head of a response from a file, the last one if there are several; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["status", "headers"])]
    response: Option<PathBuf>,

    /// The response is to a callback registration: of the channel, it says only what its headers say
    #[arg(long)]
    callback: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let response = match (&options.response, options.status) {
        (Some(file), _) => response_head::read(&input::read(file)?)?,
        (None, Some(status)) => response(status, &options.headers)?,
        (None, None) => return Err(Failure::usage("a status is needed: --status CODE")),
    };
    let reply = Reply::from_response(&response);
    let reply = if options.callback { reply.with_callback() } else { reply };
    let json = json_line(&Report::new(&reply, SystemTime::now()))?;
    print_result(&json, reply.outcome().is_accepted())
}

fn response(status: u16, headers: &[String]) -> Result<Response<()>, Failure> {
    let mut response = Response::new(());
    *response.status_mut() = response_head::status_code(status)?;
    for header in headers {
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| Failure::usage(format_args!("{header:?} is not NAME: VALUE")))?;
        response_head::append(&mut response, name.as_bytes(), value.as_bytes())?;
    }
    Ok(response)
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns outcome --status 412 -H 'X-NotificationStatus: Dropped' \\
    -H 'X-DeviceConnectionStatus: Inactive'
  curl -si --data-binary @toast.xml -H 'X-WindowsPhone-Target: toast' \\
    -H 'X-NotificationClass: 2' \"$MPNS_CHANNEL\" | mpns outcome --response -

Prints one JSON object. The exit status is that of `mpns send`: 0 accepted,
1 not accepted, 3 accepted but not written.";
