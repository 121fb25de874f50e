//! The crate as its users and the transports see it.

#![cfg(test)]

mod error;
mod server;
mod settings;
mod tls;
