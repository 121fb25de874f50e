//! What the environment says.

use std::{env, fs};

pub(super) fn variable(name: &str) -> String {
    optional(name).unwrap_or_else(|| panic!("the environment has no {name}"))
}

pub(super) fn number(name: &str) -> usize {
    variable(name).parse().unwrap_or_else(|_| panic!("{name} is not a number"))
}

pub(super) fn optional(name: &str) -> Option<String> {
    env::var(name).ok()
}

pub(super) fn optional_file(name: &str) -> Option<Vec<u8>> {
    let path = optional(name)?;
    Some(fs::read(path).unwrap_or_else(|error| panic!("{name}: {error}")))
}
