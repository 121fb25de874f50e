//! The TLS configuration: trusted authorities, cipher suites, versions; and afterwards what was negotiated, or
//! what failed.

mod accept_all;
mod alert;
mod builder;
mod ca;
mod certificate_error;
mod ciphers;
mod classify;
pub(crate) mod client_auth;
mod diagnosis;
mod error;
pub(crate) mod failure;
mod handshake;
mod self_signed;
mod server_fault;
pub(crate) mod session;
pub(crate) mod tls;
mod trust;
pub(crate) mod version;

pub use alert::Alert;
pub use builder::TlsBuilder;
pub use ca::{Ca, CaError};
pub use ciphers::{Ciphers, ParseCiphersError};
pub use client_auth::ClientAuth;
pub use error::TlsError;
pub use failure::TlsFailure;
pub use handshake::Handshake;
pub use session::TlsSession;
pub use tls::{Tls, client_config};
pub use version::TlsVersion;
