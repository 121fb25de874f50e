//! Sends MPNS notifications over [hyper](https://docs.rs/hyper) on tokio: the async transport of
//! [`mpns_proto`]. `mpns-blocking` is the same for ordinary threads.
//!
//! ```no_run
//! use mpns_hyper::{Client, mpns_proto::{ChannelUri, Toast}};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new();
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
//! let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
//! let reply = client.send(&toast, &channel).await?;
//! println!("{}: {}", reply.status(), reply.outcome());
//! # Ok(())
//! # }
//! ```
//!
//! What both transports have in common is described in [`mpns_connect`]: [client certificates and
//! proxies](mpns_connect#settings), [errors and sending again](mpns_connect#errors-and-sending-again), [what goes over
//! the wire](mpns_connect#on-the-wire), and the [features](mpns_connect#features), which are the same here.

mod body;
mod client;
mod connection;
mod deadline;
mod deliver;
mod dial;
mod exchange;
mod task;
mod tcp;
mod watched;

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
