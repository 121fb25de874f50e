//! `mpns man`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_mangen::{Man, generate_to};

use crate::failure::Failure;
use crate::output::print;

#[derive(Args)]
pub(crate) struct Options {
    /// The command whose page to print, such as `send toast` [default: mpns itself]
    #[arg(value_name = "COMMAND")]
    commands: Vec<String>,

    /// Writes the pages of all commands to this folder instead
    #[arg(long, value_name = "FOLDER", conflicts_with = "commands")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(options: &Options, command: Command) -> Result<ExitCode, Failure> {
    match &options.folder {
        Some(folder) => generate_to(command, folder).map_err(|error| {
            Failure::unwritten(format_args!("cannot write to {}: {error}", folder.display()))
        })?,
        None => print(&page(&options.commands, command)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn page(names: &[String], command: Command) -> Result<Vec<u8>, Failure> {
    let mut command = command.disable_help_subcommand(true);
    // Gives each command its full name and the options that it inherits.
    command.build();
    let mut found = &command;
    for name in names {
        found = found
            .find_subcommand(name)
            .ok_or_else(|| Failure::usage(format_args!("there is no command {name:?}")))?;
    }
    let mut page = Vec::new();
    Man::new(found.clone())
        .render(&mut page)
        .map_err(|error| Failure::content("the page cannot be written", &error))?;
    Ok(page)
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns man send toast | man -l -
  mpns man --folder ~/.local/share/man/man1";
