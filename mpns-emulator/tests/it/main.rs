//! The emulator as its clients see it.

#![cfg(test)]

mod callback;
mod client;
mod control;
mod guard;
mod head;
mod odd;
mod push;
mod refusal;
mod shutdown;
