//! Options that were taken for the value of the option before them.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::failure::Failure;

/// Refuses a command line on which an option that takes any text stands in front of another option: its
/// text was left out, or is meant and can be said in one word with it.
pub(crate) fn check(mut command: Command, args: &[OsString]) -> Result<(), Failure> {
    // Gives every command the options that it inherits. Help would show them in another order.
    command.build();
    let words: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let command = words
        .iter()
        .fold(&command, |command, word| command.find_subcommand(word).unwrap_or(command));
    for (option, value) in words.iter().zip(words.iter().skip(1)) {
        let takes_any = find(command, option).is_some_and(Arg::is_allow_hyphen_values_set);
        if takes_any && find(command, value).is_some() {
            return Err(Failure::usage(format_args!(
                "{option} has no value, for {value} is an option; where it is the value, write {option}={value}"
            )));
        }
    }
    Ok(())
}

/// The option that is written like this.
fn find<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let name = word.strip_prefix("--")?;
    command.get_arguments().find(|arg| arg.get_long() == Some(name))
}
