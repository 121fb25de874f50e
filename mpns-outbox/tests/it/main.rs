//! The rules of the outbox, each as a short story in virtual time.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, reason = "tests may panic")]

mod bounds;
mod breaker;
mod budget;
mod clocks;
mod ends;
mod holds;
#[cfg(feature = "serde")]
mod laws;
mod order;
mod story;
