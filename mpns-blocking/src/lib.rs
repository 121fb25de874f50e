//! Sends MPNS notifications over [ureq](https://docs.rs/ureq) from ordinary threads: the blocking transport
//! of [`mpns_proto`].
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
//! An authenticated channel (`https`) needs a client certificate. It comes from [`mpns_connect::Identity`],
//! which reads PEM and, with the feature `pfx`, PKCS#12 (`.pfx`, `.p12`):
//!
//! ```no_run
//! use mpns_blocking::{Client, mpns_connect::{Identity, Proxy, Tls}};
//!
//! let identity = Identity::from_combined_pem(&std::fs::read("service.pem")?)?;
//! let client = Client::builder()
//!     .tls(Tls::builder().identity(identity).build()?)
//!     .proxy(Proxy::from_env()?)
//!     .build();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * [`Client::send_all`] sends any number of notifications, several at a time.
//! * [`mpns_proto`] and [`mpns_connect`] (certificates, trust, proxies) are exported from here, in the
//!   versions that fit.
//! * `mpns-hyper` is the same for async programs: the same names, options and behaviour.
//!
//! # Errors, and sending again
//!
//! Whatever the service answers is a reply, a 404 or a 412 too; its [`Outcome`](mpns_proto::Outcome) says
//! what to do. An [`Error`] means that there is no reply. Whether the notification may be sent again then
//! depends on [`Error::may_have_been_delivered`]:
//!
//! * If it is `false`, the service has not read the request, and sending it again cannot deliver it twice.
//!   That helps if the cause can pass, and not if the URI, the certificate or the settings are at fault.
//! * If it is `true`, the service may have read the request: sending it again may deliver it twice.
//!
//! # On the wire
//!
//! A request leaves as [`mpns_proto`] made it. Only `Host` is added, as the first header, and the credentials
//! of a proxy that forwards. Redirects are not followed. Interim responses (1xx) are skipped. The head of a
//! response may have 128 headers and 64 KiB. Its body means nothing in MPNS: up to 64 KiB of it are read
//! within half a second, so that the connection can be used again. A body that is longer, slower or without
//! an end of its own costs the connection, not the reply.
//!
//! Nothing that may have been delivered is sent twice. Another connection is used only if a kept one turns
//! out to be closed before anything of the request was written.
//!
//! # Features
//!
//! | feature | gives | on by default |
//! |---|---|---|
//! | `ring` | TLS by ring, which needs only a C compiler to build | yes |
//! | `aws-lc-rs` | TLS by aws-lc-rs, which is preferred if `ring` is on too | |
//! | `native-roots` | `TlsBuilder::native_roots`: trust what the operating system trusts | |
//! | `encrypted-keys` | `Identity::from_encrypted_pem`: private keys under a passphrase | |
//! | `pfx` | `Identity::from_pfx`: PKCS#12 files | |
//!
//! One of `ring` and `aws-lc-rs` has to be on.
//!
//! # Version of ureq
//!
//! The name resolution, proxies and TLS of this crate plug into ureq's `unversioned` API, which may change in
//! any minor version. So this crate needs `ureq` in version `~3.5.1`, and [`Client::builder_over_agent`]
//! takes agents of that version. A program that needs another 3.x itself cannot be built with this crate, as
//! Cargo takes only one 3.x.
//!
//! # Features of ureq
//!
//! Two kinds of features of ureq change what goes over the wire, and no setting of an agent or a request
//! turns them off. Cargo turns them on here as soon as any other crate of the program asks for them:
//!
//! * With `cookies`, what a service sets by `Set-Cookie` is sent back to it as `Cookie`, as long as the
//!   [`Client`] lives.
//! * With `gzip` or `brotli`, a response with such a `Content-Encoding` comes without that header and
//!   `Content-Length`.
//!
//! `cargo tree --edges features --invert ureq` shows who asks for them.
//!
//! # Logs
//!
//! ureq logs through the `log` crate. At `trace` it logs the whole path of a channel URI, which is a secret:
//! keep `ureq` and `ureq_proto` at `debug` or less verbose.

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

pub use builder::ClientBuilder;
pub use client::Client;
pub use custom_client_builder::CustomClientBuilder;
pub use mpns_connect::{self, Connection, Error};
pub use mpns_proto;

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
