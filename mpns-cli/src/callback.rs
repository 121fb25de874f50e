//! `mpns callback`.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use http::Uri;
use mpns_proto::{CallbackRegistration, Limits};

use crate::channel_option::ChannelOption;
use crate::exchange::{Exchange, ExchangeOptions};
use crate::failure::{Failure, warn};
use crate::input;
use crate::output::print_result;
use crate::reply_text::reply_text;

#[derive(Args)]
#[command(arg_required_else_help = true, next_display_order = 100)]
#[command(mut_arg("channel", |channel| channel.help(CHANNEL_HELP)))]
pub(crate) struct Options {
    #[command(flatten)]
    channel: ChannelOption,

    /// The URI that the service is to call, http or https [default: $MPNS_CALLBACK]. If it has a secret, note that on
    /// the command line other users of this machine can see it
    #[arg(long, value_name = "URI", display_order = 1)]
    callback: Option<Uri>,

    #[arg(long, value_name = "FILE", display_order = 2, help = blob_help())]
    blob: PathBuf,

    #[command(flatten)]
    exchange: ExchangeOptions,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let channel = options.channel.read()?;
    let blob = input::read_at_most(Limits::MAX_CALLBACK_BYTES, &options.blob)?;
    let registration = CallbackRegistration::new(&channel, &options.callback()?, &blob)
        .map_err(|error| Failure::content("the callback is refused", &error))?;
    warn(&registration.warnings(&Limits::default()));
    let exchange = Exchange::new(&options.exchange)?;
    let result = exchange.run("callback", registration.request());
    let response = result.response.map_err(Failure::no_reply)?;
    let reply = registration.reply(&response);
    let printed = print_result(reply_text(&reply).as_bytes(), reply.outcome().is_accepted());
    exchange.explain(&reply, &channel);
    printed
}

impl Options {
    fn callback(&self) -> Result<Uri, Failure> {
        if let Some(callback) = &self.callback {
            return Ok(callback.clone());
        }
        let text = env::var(CALLBACK).map_err(|_| Failure::usage(NO_CALLBACK))?;
        text.parse().map_err(|_| Failure::usage(format_args!("{CALLBACK} is not a URI")))
    }
}

fn blob_help() -> String {
    let most = Limits::MAX_CALLBACK_BYTES;
    format!("A file with what the service is to send, up to {most} bytes; - is standard input")
}

/// The environment variable.
const CALLBACK: &str = "MPNS_CALLBACK";
const NO_CALLBACK: &str =
    "a callback is needed: --callback URI, or the variable MPNS_CALLBACK with a URI in UTF-8";
const CHANNEL_HELP: &str = "Channel URI [default: $MPNS_CHANNEL]. It is a secret; on the command line other users \
                            of this machine can see it";

pub(crate) const EXAMPLES: &str = "\
Example, with the channel in the variable MPNS_CHANNEL:
  mpns callback --callback https://example.org/inactive --blob user-7.txt \\
    --pfx service.pfx --passphrase-file passphrase.txt

When the phone becomes inactive, the service sends the blob to the callback URI,
once. Only an authenticated (https) channel can have a callback, and it has one:
a new one replaces it. The exit status is that of `mpns send`.";
