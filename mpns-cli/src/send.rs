//! `mpns send`.

use std::fmt::{Display, Write};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use clap::{ArgMatches, Args, FromArgMatches, ValueEnum};
use mpns_connect::Connection;
use mpns_proto::{Reply, Report};

use crate::failure::{Failure, exit_code, print, say};
use crate::judge;
use crate::message::Message;
use crate::reach;
use crate::transport::Transport;

/// How `mpns send` sends and what it prints.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    #[command(flatten)]
    reach: reach::Options,

    /// What to print of the reply: lines for people, or the object that `mpns outcome` prints
    #[arg(long, value_name = "FORM", global = true, default_value = "text")]
    output: Output,

    /// Says on standard error how the service was reached
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// A form of output by its name.
#[derive(Clone, Copy, ValueEnum)]
enum Output {
    Text,
    Json,
}

pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let of_kind = matches.subcommand().map_or(matches, |(_, of_kind)| of_kind);
    let options = Options::from_arg_matches(of_kind)?;
    let Message { channel, notification } = Message::from_matches(matches)?;
    let transport = Transport::new(&options.reach)?;
    if options.verbose {
        let (kind, bytes) = (notification.kind(), notification.body().len());
        say(format_args!("* {kind} of {bytes} bytes to {}", channel.host()));
    }
    let start = Instant::now();
    let response = transport.request(notification.request(&channel))?;
    if options.verbose
        && let Some(connection) = response.extensions().get::<Connection>()
    {
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        say(format_args!("* {connection}, answered in {milliseconds:.1} ms"));
    }
    let reply = Reply::from_response(&response);
    match options.output {
        Output::Text => print(people(&reply).as_bytes())?,
        Output::Json => print(&judge::json(&reply)?)?,
    }
    if let Some(explanation) = transport.explain(&reply, &channel) {
        say(format_args!("mpns: {explanation}"));
    }
    Ok(exit_code(reply.outcome().is_accepted()))
}

/// A reply as a few lines of text.
fn people(reply: &Reply) -> String {
    let report = Report::new(reply, SystemTime::now());
    let mut text = format!("{} {}: {}\n", report.status, report.outcome, report.outcome.advice());
    let mut line = |name: &str, value: Option<&dyn Display>| {
        if let Some(value) = value {
            // A string takes everything.
            let _ = writeln!(text, "  {name:<20} {value}");
        }
    };
    line("notification status", report.notification_status.as_ref().map(|s| s as _));
    line("device connection", report.device_connection_status.as_ref().map(|s| s as _));
    line("subscription", report.subscription_status.as_ref().map(|s| s as _));
    line("message ID", report.message_id.as_ref().map(|s| s as _));
    line("activity ID", report.activity_id.as_ref().map(|s| s as _));
    let wait = report.retry_after_seconds.map(|seconds| format!("not before {seconds} s"));
    line("try again", wait.as_ref().map(|s| s as _));
    text
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  export MPNS_CHANNEL='http://127.0.0.1:8080/throttledthirdparty/01.00/AAA'
  mpns send toast --text1 Goal! --text2 2:1 --param '/Match.xaml?id=7'
  mpns send flip-tile --count 3 --title Inbox --clear back-title,back-content
  mpns send raw --body-file state.json --content-type application/json
  mpns send --json job.json --output json
  mpns send toast --text1 Goal! --pfx service.pfx \\
    --passphrase-file passphrase.txt
  mpns send toast --text1 Goal! \\
    --channel http://127.0.0.1:8080/throttledthirdparty/01.00/AAA

Exit status: 0 accepted, 1 not accepted or no reply, 2 wrong usage or content.
`mpns send KIND --help` shows the options of a kind.";
