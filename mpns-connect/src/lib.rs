//! What an MPNS transport needs to reach a service: a TLS identity, trust, and the choice of a proxy.
//!
//! Nothing here opens a connection. A wrong certificate, key, cipher suite name or proxy is an error when it is
//! loaded, before anything is sent.
//!
//! There are two layers:
//!
//! * **The crate root is for users of a transport**, such as `mpns-hyper` or `mpns-blocking`: [`Identity`],
//!   [`Tls`] and [`Proxy`] configure a client, which returns [`Error`] and [`Connection`].
//! * **[`transport`] is for authors of transports.** A transport gets its TLS configuration from
//!   [`client_config`](transport::client_config), prepares requests with [`Outbound`](transport::Outbound),
//!   asks [`Proxy::decide`] for the [`Route`](transport::Route) of each, opens tunnels with
//!   [`Tunnel`](transport::Tunnel), and reports [`Error`] and [`Connection`], whose constructors and setters are
//!   for transports too. So all transports behave alike.
//!
//! The source has four folders. Each depends only on those above it:
//!
//! | folder | contents |
//! |---|---|
//! | `identity` | client certificates with their private keys, from PEM and PKCS#12 files, encrypted or not; nothing but what has been checked is an [`Identity`] |
//! | `tls` | the TLS configuration: trusted authorities, cipher suites, versions; and afterwards what was negotiated, or what failed |
//! | `proxy` | which request uses which proxy, the request that opens a tunnel and its response, and which responses are the proxy's |
//! | `exchange` | one request and its response, without I/O: what is sent, which limits hold, and why there is no reply |
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

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
