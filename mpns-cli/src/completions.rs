//! `mpns completions`.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::failure::Failure;
use crate::output::print;

#[derive(Args)]
pub(crate) struct Options {
    /// The shell that completes
    shell: Shell,
}

pub(crate) fn run(options: &Options, mut command: Command) -> Result<ExitCode, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(options.shell, &mut command, name, &mut script);
    print(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns completions bash > ~/.local/share/bash-completion/completions/mpns
  mpns completions zsh > ~/.zfunc/_mpns    # with ~/.zfunc in fpath
  mpns completions fish > ~/.config/fish/completions/mpns.fish";
