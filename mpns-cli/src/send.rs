//! `mpns send`.

use std::fmt::{Display, Write};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use clap::{ArgMatches, Args, FromArgMatches, ValueEnum};
use mpns_connect::Connection;
use mpns_proto::{ChannelUri, Outcome, Record, Reply, Report};

use crate::addressed_notification::AddressedNotification;
use crate::connection_options::ConnectionOptions;
use crate::failure::{Failure, say};
use crate::output::{json_line, print, print_result};
use crate::transport::Transport;

/// The options of `mpns send` besides those of the notification.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// How to print the result: as text for people, or as a record in JSON, of what was sent (without the channel),
    /// when, and the reply or the error
    #[arg(long, value_name = "FORM", global = true, default_value = "text")]
    output: Output,

    /// Prints to standard error how the service was reached
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// The values of `--output`.
#[derive(Clone, Copy, ValueEnum)]
enum Output {
    Text,
    Json,
}

pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let of_kind = matches.subcommand().map_or(matches, |(_, of_kind)| of_kind);
    let options = Options::from_arg_matches(of_kind)?;
    let AddressedNotification { job, notification } = AddressedNotification::from_matches(matches)?;
    let channel = job.channel.clone();
    let transport = Transport::new(&options.connection)?;
    if options.verbose {
        let (kind, bytes) = (notification.kind(), notification.body().len());
        say(format_args!("* {kind} of {bytes} bytes to {}", channel.host()));
    }
    let (sent_at, start) = (SystemTime::now(), Instant::now());
    let response = transport.request(notification.request(&channel));
    let took = start.elapsed();
    if options.verbose
        && let Ok(response) = &response
        && let Some(connection) = response.extensions().get::<Connection>()
    {
        let milliseconds = took.as_secs_f64() * 1000.0;
        say(format_args!("* {connection}, answered in {milliseconds:.1} ms"));
    }
    let reply = response.map(|response| Reply::from_response(&response));
    let output = match (options.output, &reply) {
        (Output::Text, Ok(reply)) => text(reply).into_bytes(),
        (Output::Text, Err(_)) => Vec::new(),
        (Output::Json, _) => {
            let record = Record::new(job, reply.as_ref(), sent_at, took);
            json_line(serde_json::to_vec(&record))?
        }
    };
    let reply = match reply {
        Ok(reply) => reply,
        Err(no_reply) => {
            if let Err(unwritten) = print(&output) {
                unwritten.report();
            }
            return Err(Failure::no_reply(no_reply));
        }
    };
    let printed = print_result(&output, reply.outcome().is_accepted());
    let missing = || missing_certificate(&reply, &channel, options.connection.has_identity());
    if let Some(explanation) = transport.explain(&reply, &channel).or_else(missing) {
        say(format_args!("mpns: {explanation}"));
    }
    printed
}

/// A likely reason for a 400 that does not come from MPNS: nginx, for one, sends it if it wants a client
/// certificate and gets none.
fn missing_certificate(
    reply: &Reply,
    channel: &ChannelUri,
    has_identity: bool,
) -> Option<&'static str> {
    let is_bare = reply.outcome() == Outcome::BadRequest && !reply.has_statuses();
    (is_bare && channel.is_authenticated() && !has_identity).then_some(
        "the server may want a client certificate, and none is configured (--pfx or --cert)",
    )
}

/// A reply as a few lines of text.
fn text(reply: &Reply) -> String {
    let report = Report::new(reply, SystemTime::now());
    let mut text = format!("{} {}: {}\n", report.status, report.outcome, report.outcome.advice());
    let mut line = |name: &str, value: Option<&dyn Display>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
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
  export MPNS_CHANNEL='http://127.0.0.1:8080/throttledthirdparty/01.00/<TOKEN>'
  mpns send toast --text1 Goal! --text2 2:1 --param '/Match.xaml?id=7'
  mpns send flip-tile --count 3 --title Inbox --clear back-title,back-content
  mpns send raw --body-file state.json --content-type application/json
  mpns send --json job.json --output json
  mpns send toast --text1 Goal! --pfx service.pfx \\
    --passphrase-file passphrase.txt
  mpns send toast --text1 Goal! --channel '<URI>'

`mpns emulator --help` shows how to get a channel to try with.
Exit status: 0 accepted; 1 not accepted or no reply; 2 wrong usage or content;
3 accepted, but the result could not be written: do not send it again.
`mpns send KIND --help` shows the options of a kind.";

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use mpns_proto::{NotificationStatus, SubscriptionStatus};

    use super::*;

    #[test]
    fn a_missing_certificate_is_named_if_it_may_be_the_reason() {
        let bare = Reply::new(StatusCode::BAD_REQUEST);
        let dropped = bare.clone().with_notification_status(NotificationStatus::Dropped);
        let active = bare.clone().with_subscription_status(SubscriptionStatus::Active);
        for (reply, channel, has_identity, is_named) in [
            (&bare, "https://h/A", false, true),
            (&bare, "https://h/A", true, false),
            (&bare, "http://h/A", false, false),
            (&dropped, "https://h/A", false, false),
            (&active, "https://h/A", false, false),
            (&bare.clone().with_wns(), "https://h/A", false, false),
            (&Reply::new(StatusCode::NOT_FOUND), "https://h/A", false, false),
            (&Reply::new(StatusCode::OK), "https://h/A", false, false),
        ] {
            let channel = channel.parse().expect("a channel");
            let named = missing_certificate(reply, &channel, has_identity);
            assert_eq!(named.is_some(), is_named, "{reply:?} {channel:?} {has_identity}");
        }
    }
}
