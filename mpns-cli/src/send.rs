//! `mpns send`.

use std::process::ExitCode;

use clap::{ArgMatches, Args, FromArgMatches};
use mpns_proto::{Record, Reply};
use uuid::Uuid;

use crate::addressed_notification::AddressedNotification;
use crate::exchange::{Exchange, ExchangeOptions};
use crate::failure::Failure;
use crate::output::{Form, json_line, print_findings, print_result};
use crate::reply_text::reply_text;

/// The options of `mpns send` besides those of the notification.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    #[command(flatten)]
    exchange: ExchangeOptions,

    /// How to print the result: as text for people, or as a record in JSON, of what was sent (without the channel),
    /// when, and the reply or the error
    #[arg(long, value_name = "FORM", global = true, default_value = "text")]
    output: Form,
}

pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let of_kind = matches.subcommand().map_or(matches, |(_, of_kind)| of_kind);
    let options = Options::from_arg_matches(of_kind)?;
    let mut addressed = AddressedNotification::from_matches(matches)?;
    // With a message ID, the response to another request is noticed.
    let message_id = *addressed.job.message_id.get_or_insert_with(Uuid::new_v4);
    addressed.notification = addressed.notification.with_message_id(message_id);
    addressed.warn();
    let AddressedNotification { job, notification, .. } = addressed;
    let channel = job.channel.clone();
    let exchange = Exchange::new(&options.exchange)?;
    let result = exchange.run(notification.kind(), notification.request(&channel));
    let reply = result.response.map(|response| Reply::from_response(&response));
    let output = match (options.output, &reply) {
        (Form::Text, Ok(reply)) => reply_text(reply).into_bytes(),
        (Form::Text, Err(_)) => Vec::new(),
        (Form::Json, _) => {
            let record = Record::new(job, reply.as_ref(), result.sent_at, result.took);
            json_line(&record)?
        }
    };
    let reply = match reply {
        Ok(reply) => reply,
        Err(no_reply) => return print_findings(&output, Some(Failure::no_reply(no_reply))),
    };
    let printed = print_result(&output, reply.outcome().is_accepted());
    exchange.explain(&reply, &channel);
    printed
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  export MPNS_CHANNEL='http://127.0.0.1:8080/throttledthirdparty/01.00/<TOKEN>'
  mpns send toast --text1 Goal! --text2 2:1 --param '/Match.xaml?id=7'
  mpns send flip-tile --count 3 --title Inbox --clear back-title,back-content
  mpns send raw --body-file state.json --content-type application/json
  mpns send tile --document tile.xml
  mpns send --json job.json --output json
  mpns send toast --text1 Goal! --pfx service.pfx \\
    --passphrase-file passphrase.txt
  mpns send toast --text1 Goal! --channel '<URI>'

`mpns emulator --help` shows how to get a channel to try with.
Exit status: 0 accepted; 1 not accepted or no reply; 2 wrong usage or content;
3 accepted, but the result could not be written: do not send it again.
`mpns send KIND --help` shows the options of a kind.";
