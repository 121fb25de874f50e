//! The transports and the command against programs of other people: nginx, squid, tinyproxy, haproxy and openssl, with
//! certificates made by openssl and Java's keytool.
//!
//! The Debian packages are listed in `tests/real/packages.txt`, next to the configuration of each program. All traffic stays
//! on loopback, on ports that are free; nothing needs to be root.
//!
//! ```sh
//! cargo test -p mpns-tests --features real-parts --test real -- --nocapture
//! ```
//!
//! With `--nocapture` the tables show: each option against each server in each transport, and the handshakes that were
//! counted. The variable `MPNS_COMMAND` names the `mpns` to test; without it, cargo builds it.

#![allow(clippy::arithmetic_side_effects, reason = "a test may panic")]
#![cfg(test)]

mod alerts;
mod case;
mod certificates;
mod command;
mod cutting;
mod identities;
mod killing;
mod nginx;
mod options;
mod part;
mod ports;
mod proxies;
mod proxy_cases;
mod reuse;
mod tally;
mod transport;
mod trust;
