//! What an MPNS transport needs to reach a service: TLS identity and trust, and the choice of a
//! proxy.
//!
//! Nothing here opens a connection. A transport takes its TLS configuration from [`Tls`], makes requests
//! ready by [`Outbound`], asks [`Proxy::decide`] how they travel, opens a tunnel by [`Connect`], and
//! tells the caller what became of them by [`Error`] and [`Connection`]: so all transports behave
//! alike. Everything that can be wrong with certificates, keys, names of cipher suites and proxies is
//! an error when it is loaded, before anything is sent.
//!
//! ```
//! use mpns_connect::{Ca, Identity, Proxy, Tls, transport::Route};
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
//!
//! let proxy: Proxy = "http://user:password@proxy.example:3128".parse()?;
//! match proxy.decide(&"https://sn1.notify.live.net/unthrottledthirdparty/01.00/AAE".parse()?) {
//!     Route::Direct => { /* connect to the origin */ }
//!     Route::Forward(server) => { /* connect to the server, send in absolute form */ }
//!     Route::Tunnel(server) => { /* connect to the server, open a tunnel, speak TLS in it */ }
//! }
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! # Features
//!
//! | feature | gives | on by default |
//! |---|---|---|
//! | `ring` | TLS by ring; it builds with a C compiler alone | yes |
//! | `aws-lc-rs` | TLS by aws-lc-rs, also where `ring` is on | |
//! | `native-roots` | `TlsBuilder::native_roots`: trust as the operating system does | |
//! | `encrypted-keys` | `Identity::from_encrypted_pem`: private keys under a passphrase | |
//! | `pfx` | `Identity::from_pfx`: PKCS#12 files | |
//!
//! One of `ring` and `aws-lc-rs` has to be on.

mod accept_all;
mod ca;
mod certificate;
mod chain;
mod ciphers;
mod connect;
mod connection;
mod dial_error;
mod error;
mod host;
mod identity;
mod limits;
mod no_proxy;
mod outbound;
mod own_answer;
mod own_certificate;
mod pem;
mod provider;
mod proxy;
mod proxy_error;
mod proxy_server;
mod server_name;
mod tls;
mod tls_failure;
mod tls_session;
mod tls_version;

pub mod transport;

pub use self::{
    ca::{Ca, CaError},
    ciphers::{Ciphers, ParseCiphersError},
    connection::Connection,
    error::Error,
    identity::{Identity, IdentityError},
    proxy::{Proxy, ProxyEnvError},
    proxy_server::{ParseProxyError, ProxyServer},
    tls::{Tls, TlsBuilder, TlsError},
    tls_failure::{Alert, TlsFailure},
    tls_version::TlsVersion,
};
