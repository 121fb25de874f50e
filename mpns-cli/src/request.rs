//! `mpns request`: what would be sent.

use std::process::ExitCode;

use clap::ArgMatches;
use mpns_proto::http1;

use crate::addressed_notification::AddressedNotification;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode, Failure> {
    let addressed = AddressedNotification::from_matches(matches)?;
    addressed.warn();
    let AddressedNotification { job, notification, .. } = addressed;
    print(&http1::to_bytes(&notification.request(&job.channel)))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns request toast --text1 Goal! --channel '<URI>'
  mpns request --json job.json

`mpns request KIND --help` shows the options of a kind.";
