//! What an MPNS transport needs to reach a service: a TLS identity, trust, and the choice of a proxy.
//!
//! Nothing here opens a connection. Whatever can be wrong with certificates, keys, names of cipher suites or
//! proxies is an error when it is loaded, before anything is sent.
//!
//! There are two layers:
//!
//! * **The crate root is for users of a transport**, such as `mpns-hyper` or `mpns-blocking`: [`Identity`],
//!   [`Tls`] and [`Proxy`] go into a client; [`Error`] and [`Connection`] come out of it.
//! * **[`transport`] is for authors of transports.** A transport takes its TLS configuration from [`Tls`],
//!   prepares requests with [`Outbound`](transport::Outbound), asks [`Proxy::decide`] for the
//!   [`Route`](transport::Route) of each, opens tunnels with [`Connect`](transport::Connect), and reports by
//!   [`Error`] and [`Connection`], whose constructors and setters are for transports too. So all transports
//!   behave alike.
//!
//! ```
//! use mpns_connect::{Ca, Identity, Proxy, Tls};
//!
//! # use std::error::Error;
//! fn prepare(cert: &[u8], key: &[u8], ca: &[u8]) -> Result<(Tls, Proxy), Box<dyn Error>> {
//!     let identity = Identity::from_pem(cert, key)?;
//!     println!("the service's name is {:?}", identity.common_name());
//!     let tls = Tls::builder()
//!         .identity(identity)
//!         .add_ca(Ca::from_pem(ca)?)
//!         .ciphers("ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256".parse()?)
//!         .build()?;
//!     Ok((tls, Proxy::from_env()?))
//! }
//! ```
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

mod accept_all;
mod ca;
mod certificate;
mod chain;
mod ciphers;
mod close_delimited;
mod connect;
mod connection;
mod dial_error;
mod error;
mod host;
mod identity;
mod limits;
mod no_proxy;
mod outbound;
mod pem;
mod provider;
mod proxy;
mod proxy_error;
mod proxy_response;
mod proxy_server;
mod self_signed;
mod server_name;
mod tls;
mod tls_failure;
mod tls_session;
mod tls_version;

pub mod transport;

pub use ca::{Ca, CaError};
pub use ciphers::{Ciphers, ParseCiphersError};
pub use connection::Connection;
pub use error::Error;
pub use identity::{Identity, IdentityError};
pub use proxy::{Proxy, ProxyEnvError};
pub use proxy_server::{ParseProxyError, ProxyServer};
pub use tls::{Tls, TlsBuilder, TlsError};
pub use tls_failure::{Alert, TlsFailure};
pub use tls_version::TlsVersion;
