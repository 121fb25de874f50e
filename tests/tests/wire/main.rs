//! What goes over the wire, against scripted servers on loopback: the same for every transport.

#![cfg(test)]

mod addresses;
mod connect_timeouts;
mod deliver;
mod descriptors;
mod emulator_tls;
mod failures;
mod fan_out;
mod faults;
mod idle;
mod lookups;
mod names;
mod odd_heads;
mod proxies;
mod replies;
mod requests;
mod restrictions;
mod reuse;
mod stale;
mod support;
mod timeouts;
mod tls;
mod tunnels;
