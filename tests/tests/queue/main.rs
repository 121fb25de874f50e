//! The queue against PostgreSQL, which each test starts in a folder of its own, on a Unix socket.
//!
//! The Debian packages are in `tests/queue/packages.txt`.
//!
//! ```sh
//! cargo test -p mpns-tests --features postgres --test queue
//! ```
//!
//! The variable `MPNS_COMMAND` names the `mpns` to test, with its feature `postgres`; without it, cargo builds it.

#![allow(clippy::arithmetic_side_effects, reason = "a test may panic")]
#![cfg(test)]

mod command;
mod crash;
mod cutter;
mod delivery;
mod enqueueing;
mod holds;
mod hosts;
mod kept_plans;
mod plans;
mod privileges;
mod program;
mod reading;
mod relivewp;
mod roles;
mod scans;
mod schema;
mod statements;
mod story;
mod tenants;
mod trouble;
mod upgrade;
