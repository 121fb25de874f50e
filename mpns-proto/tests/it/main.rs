//! The core as its users see it.

#![cfg(test)]
#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "tests may panic")]

mod allocations;
mod build_errors;
mod common;
mod documents;
#[cfg(feature = "serde")]
mod json;
#[cfg(all(feature = "serde", feature = "service"))]
mod laws;
mod replies;
mod requests;
#[cfg(all(feature = "serde", feature = "service"))]
mod round_trip;
mod sendable;
#[cfg(feature = "service")]
mod service;
#[cfg(all(feature = "serde", feature = "service"))]
mod strategies;
mod uris;
mod values;
mod warnings;
