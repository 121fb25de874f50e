//! A forgotten value: clap then takes the next option for the value.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::failure::Failure;

/// Refuses a command line on which an option that takes any text is followed by another option.
///
/// Most likely the text was forgotten, and the other option (a channel, say) would be sent to the phone. A text
/// that looks like an option can be written in one word with its own: `--text1=--silent`.
pub(crate) fn check(mut command: Command, args: &[OsString]) -> Result<(), Failure> {
    // Gives each command the options that it inherits. That changes the order in the help, so this is a copy.
    command.build();
    let words: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let command = words
        .iter()
        .fold(&command, |command, word| command.find_subcommand(word).unwrap_or(command));
    for (option, value) in words.iter().zip(words.iter().skip(1)) {
        let takes_any = find(command, option).is_some_and(Arg::is_allow_hyphen_values_set);
        let (name, rest) = name_and_rest(value);
        if takes_any && (find(command, name).is_some() || are_shorts(command, name)) {
            return Err(Failure::usage(format_args!(
                "{option} has no value, because {name} is an option; if it is meant as the value, \
                 write {option}={name}{rest}"
            )));
        }
    }
    Ok(())
}

/// The option that has this long name.
fn find<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let name = word.strip_prefix("--")?;
    command.get_arguments().find(|arg| arg.get_long() == Some(name))
}

/// Whether a word is one or more options by their short names, such as `-v`.
fn are_shorts(command: &Command, word: &str) -> bool {
    let is_short = |name| command.get_arguments().any(|arg| arg.get_short() == Some(name));
    word.strip_prefix('-').is_some_and(|names| !names.is_empty() && names.chars().all(is_short))
}

/// The name of an option, and an ellipsis for a value in the same word, which may be secret.
fn name_and_rest(word: &str) -> (&str, &str) {
    word.split_once('=').map_or((word, ""), |(name, _)| (name, "=…"))
}
