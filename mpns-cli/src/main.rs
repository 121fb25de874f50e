//! The `mpns` command.

// These macros panic if the output cannot be written, even after a delivery: use `output::print` and
// `failure::say`.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod addressed_notification;
mod batch;
mod callback;
mod channel_option;
mod check;
mod completions;
mod connection_options;
mod content;
mod content_args;
mod control_api;
mod deadline;
mod demo;
mod document_option;
mod emulator;
mod exchange;
mod failure;
mod help;
mod identity;
mod identity_options;
mod input;
mod interrupt;
mod job;
mod kebab_case;
mod limit_options;
mod lines;
mod man;
mod missing_value;
mod outcome;
mod output;
mod phone;
mod proxy_options;
mod query_option;
#[cfg(feature = "postgres")]
mod queue;
mod redact;
mod reply_text;
mod request;
mod resolve;
mod response_head;
mod restriction_options;
mod rfc3339;
mod secret;
mod send;
mod table;
mod terminal;
mod transport;
mod trust_options;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::failure::Failure;
use crate::output::print;

/// Windows Phone push notifications (MPNS): send them, see their requests, judge responses, emulate the
/// service
#[derive(Parser)]
#[command(name = "mpns", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Mpns {}

/// The commands, each with its options.
#[derive(Subcommand)]
enum Action {
    /// Send every kind of notification to a built-in emulator, and toasts to bad channels
    #[command(after_help = demo::EXAMPLES)]
    Demo,
    /// Run an emulator of the service until interrupted
    #[command(after_help = emulator::EXAMPLES)]
    Emulator(Box<emulator::Options>),
    /// Be a phone of a running emulator, and show what comes
    #[command(after_help = phone::EXAMPLES)]
    Phone(phone::Options),
    /// Show what a client certificate is: its name, validity, usage, chain and key
    #[command(after_help = identity::EXAMPLES)]
    Identity(identity::Options),
    /// Judge a response of the service
    #[command(after_help = outcome::EXAMPLES)]
    Outcome(outcome::Options),
    /// Send many notifications, retry as the service asks, and go on after an interruption
    #[command(after_help = batch::EXAMPLES)]
    Batch(Box<batch::Options>),
    /// Queue notifications in PostgreSQL, and deliver them from any number of machines
    #[cfg(feature = "postgres")]
    #[command(after_help = queue::EXAMPLES)]
    Queue(Box<queue::Options>),
    /// Read a notification as a service does, and print what is wrong or odd
    #[command(after_help = check::EXAMPLES)]
    Check(check::Options),
    /// Ask the service to report when the phone of a channel becomes inactive
    #[command(after_help = callback::EXAMPLES)]
    Callback(Box<callback::Options>),
    /// Print a script that completes command lines in a shell
    #[command(after_help = completions::EXAMPLES)]
    Completions(completions::Options),
    /// Print the manual page of a command
    #[command(after_help = man::EXAMPLES)]
    Man(man::Options),
}

fn main() -> ExitCode {
    run().unwrap_or_else(|failure| failure.report())
}

fn run() -> Result<ExitCode, Failure> {
    let args: Vec<_> = std::env::args_os().collect();
    missing_value::check(command(), &args)?;
    let matches = match command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) if names_queue(&error) => return Err(Failure::usage(NO_QUEUE)),
        Err(error) if error.use_stderr() => return Err(error.into()),
        Err(help) => {
            print(help.render().to_string().as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    match matches.subcommand() {
        Some(("send", matches)) => send::run(matches),
        Some(("request", matches)) => request::run(matches),
        _ => match Action::from_arg_matches(&matches)? {
            Action::Batch(options) => batch::run(&options),
            #[cfg(feature = "postgres")]
            Action::Queue(options) => queue::run(&options),
            Action::Demo => demo::run(),
            Action::Emulator(options) => emulator::run(&options),
            Action::Phone(options) => phone::run(&options),
            Action::Identity(options) => identity::run(&options),
            Action::Outcome(options) => outcome::run(&options),
            Action::Check(options) => check::run(&options),
            Action::Callback(options) => callback::run(&options),
            Action::Completions(options) => completions::run(&options, command()),
            Action::Man(options) => man::run(&options, command()),
        },
    }
}

/// Whether the command is one that this build does not have.
fn names_queue(error: &clap::Error) -> bool {
    let name = error.get(ContextKind::InvalidSubcommand);
    !cfg!(feature = "postgres") && name == Some(&ContextValue::String("queue".to_owned()))
}

/// The whole command line. `send` and `request` have a subcommand for each kind of notification, generated
/// from the elements of the kind.
fn command() -> Command {
    // After the options of the kind itself.
    let inherited = |name: &'static str| Command::new(name).next_display_order(100);
    let usage = |name: &str| {
        format!(
            "mpns {name} <KIND> --channel <URI> [OPTIONS]\n       mpns {name} --json <FILE> [OPTIONS]"
        )
    };
    let send = addressed_notification::with_kinds(send::Options::augment_args(inherited("send")))
        .about("Send a notification to a channel")
        .override_usage(usage("send"))
        .after_help(send::EXAMPLES);
    let request = addressed_notification::with_kinds(inherited("request"))
        .about("Print the request of a notification, byte for byte, without sending it")
        .override_usage(usage("request"))
        .after_help(request::EXAMPLES);
    let mpns = Mpns::command();
    let about = mpns.get_about().cloned().unwrap_or_default();
    Action::augment_subcommands(mpns.subcommands([send, request]))
        .about(about)
        // There, no connection is opened.
        .mut_subcommand("identity", |identity| {
            identity.mut_args(|arg| arg.help_heading(None::<&'static str>))
        })
}

const NO_QUEUE: &str = "mpns queue is not in this build: it needs the feature postgres, as in `cargo install --features postgres`";

const EXAMPLES: &str = "\
Examples:
  mpns demo
  mpns send toast --text1 Goal! --channel '<URI>'
  mpns request flip-tile --count 3 --clear back-title --channel '<URI>'
  mpns outcome --status 412 -H 'X-DeviceConnectionStatus: Inactive'

Exit status:
  0  the notification was accepted
  1  it was not accepted, or there was no reply
  2  wrong usage or content
  3  it was accepted, or nothing was to be sent, but the output could not be
     written";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }
}
