//! What goes over the wire, against scripted servers on loopback.

mod failures;
mod fan_out;
mod own_agent;
mod proxies;
mod replies;
mod requests;
mod reuse;
mod support;
mod timeouts;
mod tls;
