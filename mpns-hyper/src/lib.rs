//! Sends MPNS notifications over hyper: the async transport of [`mpns_proto`], on tokio.
//!
//! ```no_run
//! use mpns_hyper::Client;
//! use mpns_proto::{ChannelUri, Toast};
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
//! An authenticated channel (`https`) is sent to with a client certificate:
//!
//! ```no_run
//! use mpns_connect::{Identity, Proxy, Tls};
//! use mpns_hyper::Client;
//!
//! let identity = Identity::from_combined_pem(&std::fs::read("service.pem")?)?;
//! let client = Client::builder()
//!     .tls(Tls::builder().identity(identity).build()?)
//!     .proxy(Proxy::from_env()?)
//!     .build();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * An [`Error`] means that no reply was had; a 404 or a 412 is a reply, and its outcome says what to do.
//! * Client certificates, trust and proxies come from [`mpns_connect`], by way of [`ClientBuilder`].
//! * [`Client::send_all`] sends a stream of any length, some at a time.
//! * `mpns-blocking` is the same without async: the same names, options and behaviour.
//!
//! # On the wire
//!
//! A request goes out as `mpns-proto` made it, with `Host` and nothing else added; a redirect is not followed. The head of an
//! answer has at most 128 headers and 64 KiB, interim answers are passed over. Its body means nothing in MPNS: up to 64 KiB of
//! it are read within half a second, so that the connection can be used again, and it is closed where there is more. Nothing
//! that may have been delivered is sent twice: only where a kept connection turns out to be closed before the request left
//! does it leave on another one.
//!
//! # Features
//!
//! * `ring` (on by default) and `aws-lc-rs`: the cryptography of TLS, at least one of the two.
//! * `native-roots`: lets `mpns_connect::TlsBuilder` trust what the operating system trusts.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempt;
mod builder;
mod client;
mod connection;
mod connector;
mod custom_client_builder;
mod dial;
mod drain;
mod exchange;
mod gate;
mod host;
mod stream;

pub use mpns_connect::{Connection, Error};

pub use self::{
    builder::ClientBuilder, client::Client, connector::Connector,
    custom_client_builder::CustomClientBuilder, stream::Stream,
};

#[cfg(test)]
#[path = "../tests/wire/black_hole.rs"]
mod black_hole;
