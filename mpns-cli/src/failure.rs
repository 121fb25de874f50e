//! Errors of the command.

use std::error::Error;
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use mpns_proto::Warning;

use crate::redact;

/// Why the command ends early: the text for standard error, and the exit status.
pub(crate) struct Failure {
    text: String,
    code: u8,
}

impl Failure {
    /// The command line or the content is wrong.
    pub(crate) fn usage(text: impl Display) -> Self {
        Self::new(text, USAGE)
    }

    /// The same, with an error and its causes.
    pub(crate) fn content(what: impl Display, error: &dyn Error) -> Self {
        Self::usage(format_args!("{what}: {}", chain(error)))
    }

    /// The command line and the content are right, but there is no reply.
    pub(crate) fn no_reply(text: impl Display) -> Self {
        Self::new(text, NOT_ACCEPTED)
    }

    /// Everything was done, except that standard output cannot be written.
    pub(crate) fn unwritten(text: impl Display) -> Self {
        Self::new(text, UNWRITTEN)
    }

    pub(crate) fn report(self) -> ExitCode {
        say(self.text);
        ExitCode::from(self.code)
    }

    fn new(text: impl Display, code: u8) -> Self {
        Self { text: format!("mpns: {}", redact::text(&text.to_string())), code }
    }
}

/// clap reports a wrong command line as an error, and also the help that it shows if a command is missing.
impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        let text = redact::command_line(error).render().to_string();
        Self { text: text.trim_end().to_owned(), code: USAGE }
    }
}

/// Prints a line to standard error.
pub(crate) fn say(line: impl Display) {
    // If standard error cannot be written, the failure cannot be reported, and a delivery cannot be undone.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints what is odd to standard error. It is sent all the same.
pub(crate) fn warn<'a>(warnings: impl IntoIterator<Item = &'a Warning>) {
    for warning in warnings {
        say(format_args!("mpns: warning: {warning}"));
    }
}

/// An error and its causes on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The exit status after a reply.
pub(crate) fn exit_code(accepted: bool) -> ExitCode {
    if accepted { ExitCode::SUCCESS } else { ExitCode::from(NOT_ACCEPTED) }
}

const NOT_ACCEPTED: u8 = 1;
const USAGE: u8 = 2;
const UNWRITTEN: u8 = 3;
