//! Standard output, written without a panic.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use crate::failure::{Failure, exit_code};

/// The values of `--output`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Form {
    Text,
    Json,
}

/// Prints to standard output.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    write(bytes).map_err(|error| {
        Failure::unwritten(format_args!("cannot write to standard output: {error}"))
    })
}

/// Prints to standard output as long as it is read: whether it still is.
pub(crate) fn print_while_read(bytes: &[u8]) -> Result<bool, Failure> {
    match write_to(&mut io::stdout().lock(), bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => {
            Err(Failure::unwritten(format_args!("cannot write to standard output: {error}")))
        }
    }
}

/// Prints the result of a send, and returns the exit status. What was accepted must not look like what was not, or a
/// script sends it again.
pub(crate) fn print_result(bytes: &[u8], is_accepted: bool) -> Result<ExitCode, Failure> {
    let written = write(bytes);
    written.map(|()| exit_code(is_accepted)).map_err(|error| {
        let what = "cannot write to standard output";
        if is_accepted {
            Failure::unwritten(format_args!("the notification was accepted, but {what}: {error}"))
        } else {
            Failure::no_reply(format_args!(
                "the notification was not accepted, and {what}: {error}"
            ))
        }
    })
}

/// Prints the findings about what was given. A problem among them outweighs that they cannot be written.
pub(crate) fn print_findings(bytes: &[u8], problem: Option<Failure>) -> Result<ExitCode, Failure> {
    match (print(bytes), problem) {
        (Err(unwritten), Some(problem)) => {
            unwritten.report();
            Err(problem)
        }
        (printed, None) => printed.map(|()| ExitCode::SUCCESS),
        (Ok(()), Some(problem)) => Err(problem),
    }
}

/// One line of JSON.
pub(crate) fn json_line(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut json = serde_json::to_vec(value)
        .map_err(|error| Failure::content("the result cannot be written as JSON", &error))?;
    json.push(b'\n');
    Ok(json)
}

/// A reader that has gone away is no error: it wanted no more.
fn write(bytes: &[u8]) -> io::Result<()> {
    match write_to(&mut io::stdout().lock(), bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn write_to(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes).and_then(|()| out.flush())
}
