//! Sends Microsoft push notifications (MPNS) from ordinary threads.
//!
//! What there is to send, and what an answer means, is in [`mpns_proto`]; this crate takes its requests to the service and
//! brings the answers back, over [ureq](https://docs.rs/ureq). Certificates, trust and proxies come from [`mpns_connect`]. The
//! same for async programs is `mpns-hyper`, with the same names and the same behaviour.
//!
//! ```no_run
//! use mpns_blocking::Client;
//! use mpns_proto::{ChannelUri, Outcome, Toast};
//!
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
//! let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse()?;
//!
//! let client = Client::new();
//! let reply = client.send(&toast, &channel)?;
//! assert_eq!(reply.outcome(), Outcome::Received);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An authenticated channel (`https`) is sent to with a client certificate:
//!
//! ```no_run
//! use mpns_blocking::Client;
//! use mpns_connect::{Identity, Proxy, Tls};
//!
//! let identity = Identity::from_combined_pem(&std::fs::read("service.pem")?)?;
//! let client = Client::builder()
//!     .tls(Tls::builder().identity(identity).build()?)
//!     .proxy(Proxy::from_env()?)
//!     .build();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features of ureq
//!
//! Two of ureq's features change what goes over the wire, and no setting of an agent or a request turns them off. Cargo turns
//! them on here as soon as any other crate of the program asks for them:
//!
//! * with `cookies`, what a service sets as `Set-Cookie` is sent back to it as `Cookie`, for as long as the [`Client`] is there;
//! * with `gzip` or `brotli`, an answer with a `Content-Encoding` of theirs comes without that header and `Content-Length`.
//!
//! `cargo tree --edges features --invert ureq` tells who asks for them.
//!
//! # Logs
//!
//! ureq logs through the `log` crate, at `trace` with the whole path of a channel URI, which is a secret: leave `ureq` and
//! `ureq_proto` at `debug` or above.

mod buffers;
mod builder;
mod client;
mod custom_client_builder;
mod deadline;
mod dialer;
mod drain;
mod failed;
mod observe;
mod send_all;
mod tcp;
mod tls;
mod tunnel;
mod whole;

pub use mpns_connect::{Connection, Error};

pub use self::{
    builder::ClientBuilder, client::Client, custom_client_builder::CustomClientBuilder,
};

#[cfg(test)]
#[path = "../tests/wire/black_hole.rs"]
mod black_hole;
