//! What an MPNS transport needs to reach a service: TLS identity and trust, and the choice of a proxy.
//!
//! Nothing here opens a connection. Each transport takes its TLS configuration from [`Tls`], asks [`Proxy::decide`] how a
//! request travels, opens tunnels with [`Connect`], and looks into its errors with [`TlsFailure::find`]: so all of them
//! behave alike.
//!
//! ```
//! use mpns_connect::{Ca, Identity, Proxy, Route, Tls};
//!
//! fn connect(cert: &[u8], key: &[u8], ca: &[u8]) -> Result<(Tls, Proxy), Box<dyn std::error::Error>> {
//!     let tls = Tls::builder()
//!         .identity(Identity::from_pem(cert, key)?)
//!         .add_ca(Ca::from_pem(ca)?)
//!         .ciphers("ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256".parse()?)
//!         .build()?;
//!     Ok((tls, Proxy::from_env()?))
//! }
//! ```

mod accept_all;
mod ca;
mod certificate;
mod ciphers;
mod connect;
mod identity;
mod no_proxy;
mod own_certificate;
mod pem;
mod provider;
mod proxy;
mod proxy_error;
mod proxy_server;
mod tls;
mod tls_failure;
mod tls_session;
mod tls_version;

pub use self::{
    ca::{Ca, CaError},
    ciphers::{Ciphers, ParseCiphersError},
    connect::{Connect, Progress},
    identity::{Identity, IdentityError},
    proxy::{Proxy, ProxyEnvError, Route},
    proxy_error::ProxyError,
    proxy_server::{ParseProxyError, ProxyServer},
    tls::{Tls, TlsBuilder, TlsError},
    tls_failure::{Alert, TlsFailure},
    tls_session::TlsSession,
    tls_version::TlsVersion,
};
