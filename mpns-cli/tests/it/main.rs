//! The command as its users run it.

#![cfg(test)]

mod channel;
mod common;
mod files;
mod job;
mod outcome;
mod request;
mod secrets;
mod send;
mod usage;
