//! Secrets that come from a file or from the environment, where other users of the machine do not see them.

use std::env::{self, VarError};
use std::path::Path;

use crate::failure::Failure;
use crate::input;

/// The first line of a file, or else the value of a variable. `what` names the secret in errors, which do not show it.
pub(crate) fn read(
    what: &str,
    file: Option<&Path>,
    variable: &str,
) -> Result<Option<String>, Failure> {
    match file {
        Some(file) => first_line(what, file).map(Some),
        None => match env::var(variable) {
            Ok(secret) => Ok(Some(secret)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Failure::usage(format_args!("{variable} is not UTF-8")))
            }
        },
    }
}

fn first_line(what: &str, file: &Path) -> Result<String, Failure> {
    let bytes = input::read(file)?;
    let text = input::text(&bytes)
        .map_err(|wrong| Failure::usage(format_args!("{what} in {} is {wrong}", file.display())))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
