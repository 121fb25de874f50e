//! What an MPNS transport needs to reach a service: a TLS identity, trust, and the choice of a proxy.
//!
//! Nothing here opens a connection; only names are looked up, on threads. A wrong certificate, key, cipher suite name
//! or proxy is an error when it is loaded, before anything is sent.
//!
//! There are two layers:
//!
//! * **The crate root is for users of a transport**, such as `mpns-hyper` or `mpns-blocking`: [`Identity`],
//!   [`Tls`] and [`Proxy`] are for a [`ClientBuilder`]; [`Error`] and [`Connection`] are what its client reports.
//! * **[`transport`] is for authors of transports.** A transport is created from [`Settings`](transport::Settings),
//!   which prepare its requests; asks [`Proxy::decide`] for the [`Route`](transport::Route) of each; looks up names
//!   with the settings' [`Resolver`](transport::Resolver); opens tunnels with [`Tunnel`](transport::Tunnel); keeps
//!   connections in a [`Pool`](transport::Pool); and reports what it observes to an [`Attempt`](transport::Attempt),
//!   which alone decides whether a request may have been delivered. So all transports behave alike.
//!
//! The source has seven folders. Each depends only on those above it:
//!
//! | folder | contents |
//! |---|---|
//! | `identity` | client certificates with their private keys, from PEM and PKCS#12 files, encrypted or not; nothing but what has been checked is an [`Identity`] |
//! | `tls` | the TLS configuration: trusted authorities, cipher suites, versions; and afterwards what was negotiated, or what failed |
//! | `proxy` | which request uses which proxy, the request that opens a tunnel and its response, and which responses are the proxy's |
//! | `lookup` | the addresses of a name: what is looked up, shared and kept, without I/O, and the threads that ask the system |
//! | `restriction` | which hosts and addresses may be connected to |
//! | `exchange` | one request and its response, without I/O: the settings, what is sent and kept, and why there is no reply |
//! | `delivery` | the delivery of many notifications, without I/O: an outbox with the results of its requests |
//!
//! The rest of this page is about every transport that is built on it: `mpns-hyper` and `mpns-blocking` have the same
//! names, options and behaviour.
//!
//! # Settings
//!
//! An authenticated channel (`https`) needs a client certificate. It comes from [`Identity`], which reads PEM and,
//! with the feature `pfx`, PKCS#12 (`.pfx`, `.p12`):
//!
//! ```
//! use mpns_connect::{Ca, ClientBuilder, Identity, Proxy, Tls, transport::Settings};
//!
//! # use std::error::Error;
//! /// `Client` is that of a transport, whose `Client::builder()` is the same as this default.
//! fn client<Client: From<Settings>>(pem: &[u8], ca: &[u8]) -> Result<Client, Box<dyn Error>> {
//!     let identity = Identity::from_combined_pem(pem)?;
//!     println!("the service's name is {:?}", identity.common_name());
//!     let tls = Tls::builder()
//!         .identity(identity)
//!         .add_ca(Ca::from_pem(ca)?)
//!         .ciphers("ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256".parse()?)
//!         .build()?;
//!     Ok(ClientBuilder::default().tls(tls).proxy(Proxy::from_env()?).build())
//! }
//! ```
//!
//! # Channels from strangers
//!
//! Any host is that of a channel. A sender that takes channel URIs from apps lets them choose what it connects to, inside
//! its own network too. [`ClientBuilder::allowed_hosts`] and [`ClientBuilder::public_addresses_only`] restrict that;
//! `docs/ssrf.md` in the repository explains both:
//!
//! ```
//! use mpns_connect::{ClientBuilder, mpns_proto::AllowedHosts, transport::Settings};
//!
//! let hosts: AllowedHosts = "*.notify.live.net, push.relivewp.net".parse()?;
//! let client = ClientBuilder::<Settings>::default().allowed_hosts(hosts).public_addresses_only(true);
//! # Ok::<(), mpns_connect::mpns_proto::AllowedHostError>(())
//! ```
//!
//! # Errors, and sending again
//!
//! Every response is a reply, a 404 or a 412 too; its [`Outcome`](mpns_proto::Outcome) says what to do. An
//! [`Error`] means that there is no reply. [`Error::retry`] says whether and when to send again, and whether the
//! notification may be shown twice then:
//!
//! ```
//! use std::time::Duration;
//! use mpns_connect::{Error, Retry, mpns_proto::Jitter};
//!
//! /// How long to wait before the notification is sent again; `None` if it is not.
//! fn wait(error: &Error, tries: u32, may_show_twice: bool, random: u16) -> Option<Duration> {
//!     if error.retry() == Retry::Never {
//!         eprintln!("{error}"); // somebody has to change the request or the configuration
//!     }
//!     error.retry().wait(tries, Jitter::new(random), may_show_twice)
//! }
//! ```
//!
//! For a log, an error becomes plain values ([`NoReply`](mpns_proto::NoReply) by `From`), and a job with its result one
//! flat object, `mpns_proto::Record`, with the feature `serde` of `mpns-proto`.
//!
//! # On the wire
//!
//! A request is sent as [`mpns_proto`] built it, always in HTTP/1.1. Only the credentials of a proxy that forwards are
//! added, and `Host` as the first header, if it is missing. Redirects are not followed. Interim responses (1xx) are
//! skipped, with their headers. The head of a response may have 128 headers and 128 KiB. Its body means nothing in
//! MPNS: up to 64 KiB of it are read within half a second, so that the connection can be used again. A body that is
//! longer, slower or without an end of its own costs the connection, not the reply.
//!
//! So does a head that leaves the end of its body in doubt: one of HTTP/1.0, or with a `Transfer-Encoding` other than
//! one `chunked`, or beside a `Content-Length`, which is left out then. What follows it could be taken for the next
//! response.
//!
//! Nothing that may have been delivered is sent twice. Another connection is used only if a kept one turns
//! out to be closed before anything of the request was written. If the request has a message ID, a response that
//! [belongs to another request](mpns_proto::is_stale) is an [`ErrorKind::StaleResponse`], and the connection is closed.
//! Up to 64 unused connections to a host are kept, up to 1,024 in all, and none is used again after 90 seconds without
//! use. If no descriptor is left for a new connection or a name lookup, those that were used least recently are closed
//! for it.
//!
//! # Name lookups
//!
//! A new connection to a name needs its addresses; a kept connection does not, and neither does a URI whose host is an
//! address. A client looks up at most 4 names at the same time. All requests to a name share one lookup, and its answer for
//! the next 10 seconds; a failure is kept for a second. A lookup needs a thread. If the system refuses it, and no other
//! lookup is running, there is no connection ([`ErrorKind::Connect`]). A lookup that hangs keeps its thread until the
//! system gives it up; the requests end at their own time limits, and so does the program.
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
//! At least one of `ring` and `aws-lc-rs` must be on.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod causes;
pub mod delivery;
mod descriptors;
mod exchange;
mod identity;
mod lookup;
mod provider;
mod proxy;
mod restriction;
mod tls;
mod utc;

pub mod transport;

pub use exchange::{ClientBuilder, Connection, Error, ErrorKind, Retry};
pub use identity::{Certificate, FileFormat, Identity, IdentityError, IdentityFacts, KeyType};
pub use mpns_outbox;
pub use mpns_proto;
pub use proxy::{ParseProxyError, Proxy, ProxyEnvError, ProxyServer};
pub use restriction::NotAllowed;
pub use tls::{
    Alert, Ca, CaError, Ciphers, ClientAuth, ParseCiphersError, Tls, TlsBuilder, TlsError,
    TlsFailure, TlsVersion,
};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
