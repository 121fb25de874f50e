//! The `mpns` command.

// They panic where nothing can be written, even after a delivery: `failure` has what does not.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod connection;
mod content;
mod demo;
mod emulator;
mod failure;
mod identity;
mod input;
mod job;
mod message;
mod outcome;
mod redact;
mod request;
mod response_head;
mod send;
mod swallowed;
mod table;
mod transport;

use std::process::ExitCode;

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::failure::{Failure, print};

/// Windows Phone push notifications (MPNS): send them, see them on the wire, judge answers, emulate
/// the service
#[derive(Parser)]
#[command(name = "mpns", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Mpns {}

/// The commands, each with its options.
#[derive(Subcommand)]
enum Action {
    /// Send one of every kind to an emulator inside, and into each bad state
    #[command(after_help = demo::EXAMPLES)]
    Demo,
    /// Serve as MPNS until interrupted
    #[command(after_help = emulator::EXAMPLES)]
    Emulator(emulator::Options),
    /// Judge an answer of the service
    #[command(after_help = outcome::EXAMPLES)]
    Outcome(outcome::Options),
}

fn main() -> ExitCode {
    run().unwrap_or_else(|failure| failure.report())
}

fn run() -> Result<ExitCode, Failure> {
    let args: Vec<_> = std::env::args_os().collect();
    swallowed::check(command(), &args)?;
    let matches = match command().try_get_matches_from(args) {
        Ok(matches) => matches,
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
            Action::Demo => demo::run(),
            Action::Emulator(options) => emulator::run(&options),
            Action::Outcome(options) => outcome::run(&options),
        },
    }
}

/// The whole command line. `send` and `request` have a command for every kind of notification, made from
/// the elements of the kind.
fn command() -> Command {
    // Behind the options that a kind has of its own.
    let inherited = |name: &'static str| Command::new(name).next_display_order(100);
    let send = message::with_kinds(send::Options::augment_args(inherited("send")))
        .about("Send a notification to a channel")
        .override_usage(
            "mpns send <KIND> --channel <URI> [OPTIONS]\n       mpns send --json <FILE> [OPTIONS]",
        )
        .after_help(send::EXAMPLES);
    let request = message::with_kinds(inherited("request"))
        .about("Print the request of a notification, byte for byte, without sending it")
        .override_usage("mpns request <KIND> --channel <URI> [OPTIONS]\n       mpns request --json <FILE> [OPTIONS]")
        .after_help(request::EXAMPLES);
    let mpns = Mpns::command();
    let about = mpns.get_about().cloned().unwrap_or_default();
    Action::augment_subcommands(mpns.subcommands([send, request])).about(about)
}

const EXIT_CODES: &str = "\
Exit status:
  0  the notification was accepted
  1  it was not accepted, or there was no reply
  2  wrong usage or content";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    /// A terminal of 80 columns shows every line as it is, so that a command can be taken from there.
    #[test]
    fn examples_are_not_wrapped_and_are_understood() {
        let mut understood = 0_u32;
        for text in [
            EXIT_CODES,
            demo::EXAMPLES,
            emulator::EXAMPLES,
            outcome::EXAMPLES,
            request::EXAMPLES,
            send::EXAMPLES,
        ] {
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
            for line in text.replace("\\\n", "").lines() {
                let Some(begin) = line.find("  mpns ").or_else(|| line.find("| mpns ")) else {
                    continue;
                };
                let words = words(line.split_at(begin.saturating_add(2)).1);
                let matches = command().try_get_matches_from(words);
                assert!(matches.is_ok(), "{line}: {:?}", matches.err());
                understood = understood.saturating_add(1);
            }
        }
        assert_eq!(understood, 11);
    }

    /// The words of a command line as a shell has them, where its quotation marks are single.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        for (number, part) in line.split('\'').enumerate() {
            let mut pieces = if number % 2 == 0 { part.split(' ').collect() } else { vec![part] };
            let rest = pieces.split_off(1);
            words.last_mut().expect("a word").extend(pieces);
            words.extend(rest.into_iter().map(str::to_owned));
        }
        words.retain(|word| !word.is_empty());
        words
    }
}
