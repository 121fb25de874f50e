//! The command as its users run it.

#![cfg(test)]

mod batch;
mod callback;
mod channel;
mod check;
mod common;
mod completions;
mod content_options;
mod demo;
mod document;
mod emulator;
mod emulator_config;
mod emulator_scripts;
mod emulator_state;
mod emulator_tls;
mod files;
mod help;
mod identity;
mod job;
mod limits;
mod man;
mod message_id;
mod outcome;
mod passphrase;
mod phone;
mod proxy_password;
mod record;
mod recorder;
mod replies;
mod request;
mod restrictions;
mod secrets;
mod send;
mod signals;
mod unwritten;
mod usage;
mod warnings;
