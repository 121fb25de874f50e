//! The page of the emulator in Chromium: what it shows, how it is used, and that nothing in a notification breaks it.
//!
//! The Debian packages are listed in `tests/browser/packages.txt`; axe-core comes from npm, and the libraries of the test
//! `peers` from npm and PyPI. Screenshots are kept in `target/tmp/screenshots`: look at them after a change.
//!
//! ```sh
//! ./check browser
//! ```

#![cfg(test)]

mod accessibility;
mod browser;
#[path = "../peers/driver.rs"]
mod driver;
mod hostile;
mod images;
mod keyboard;
mod kinds;
mod late;
mod libraries;
#[path = "../peers/library.rs"]
mod library;
mod many;
mod motion;
mod panel;
mod service;
mod states;
mod time_to_toast;
