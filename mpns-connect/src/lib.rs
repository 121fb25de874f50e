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
//!   [`Route`](transport::Route) of each, opens tunnels with [`Tunnel`](transport::Tunnel), and reports by
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

mod causes;
mod exchange;
mod identity;
mod provider;
mod proxy;
mod tls;

pub mod transport;

pub use exchange::{Connection, Error};
pub use identity::{Identity, IdentityError};
pub use proxy::{ParseProxyError, Proxy, ProxyEnvError, ProxyServer};
pub use tls::{
    Alert, Ca, CaError, Ciphers, ParseCiphersError, Tls, TlsBuilder, TlsError, TlsFailure,
    TlsVersion,
};
