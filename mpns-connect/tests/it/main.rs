//! The crate as its users and the transports see it.

#![cfg(test)]

mod ca;
mod dial_error;
mod error;
mod no_reply;
mod retry;
mod server;
mod session;
mod settings;
mod tls;
mod trust;
