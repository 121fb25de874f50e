//! Sends MPNS notifications over [ureq](https://docs.rs/ureq) from ordinary threads: the blocking transport
//! of [`mpns_proto`]. `mpns-hyper` is the same for async programs.
//!
//! ```no_run
//! use mpns_blocking::{Client, mpns_proto::{ChannelUri, Toast}};
//!
//! let client = Client::new();
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
//! let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
//! let reply = client.send(&toast, &channel)?;
//! println!("{}: {}", reply.status(), reply.outcome());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What both transports have in common is described in [`mpns_connect`]: [client certificates and
//! proxies](mpns_connect#settings), [errors and sending again](mpns_connect#errors-and-sending-again), [what goes over
//! the wire](mpns_connect#on-the-wire), and the [features](mpns_connect#features), which are the same here.
//!
//! # Version and features of ureq
//!
//! The connections of this crate plug into ureq's `unversioned` API, which may change in any minor version. So this
//! crate needs `ureq` in version `~3.5.1`. A program that needs another 3.x itself cannot be built with this crate, as
//! Cargo takes only one 3.x.
//!
//! Its features `gzip` and `brotli` change what a response looks like, and no setting turns them off: one with such a
//! `Content-Encoding` comes without that header and `Content-Length`. Cargo turns them on here as soon as any other
//! crate of the program asks for them; `cargo tree --edges features --invert ureq` shows which does.
//!
//! # Logs
//!
//! ureq logs through the `log` crate. At `trace` it logs the whole path of a channel URI, which is a secret:
//! keep `ureq` and `ureq_proto` at `debug` or less verbose.

mod buffers;
mod client;
mod connection;
mod connector;
mod deadline;
mod deliver;
mod dial;
mod drain;
mod exchange;
mod hand_over;
mod in_use;
mod observed;
mod send_all;
mod stream;
mod tcp;
mod threads;
mod wire;

pub use client::Client;
pub use deliver::Deliver;
pub use http;
pub use mpns_connect::{self, Connection, Error, ErrorKind, Retry, delivery};
pub use mpns_outbox;
pub use mpns_proto;

/// Settings for a [`Client`].
pub type ClientBuilder = mpns_connect::ClientBuilder<Client>;

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
