//! The emulator as its clients see it.

#![cfg(test)]

mod callback;
mod client;
mod control;
mod described;
mod devices;
mod events;
mod guard;
mod head;
mod images;
mod lists;
mod log;
mod odd;
mod odd_requests;
mod openapi;
mod push;
mod refusal;
mod reset;
mod sent_names;
mod shapes;
mod shutdown;
mod state;
#[cfg(feature = "store")]
mod store;
mod waiting;
