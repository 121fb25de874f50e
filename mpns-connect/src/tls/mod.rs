//! The TLS configuration: trust, cipher suites and versions; and what a handshake resulted in.

mod accept_all;
mod alert;
mod ca;
mod ciphers;
pub(crate) mod failure;
mod self_signed;
pub(crate) mod session;
mod tls;
mod version;

pub use alert::Alert;
pub use ca::{Ca, CaError};
pub use ciphers::{Ciphers, ParseCiphersError};
pub use failure::TlsFailure;
pub use session::TlsSession;
pub use tls::{Tls, TlsBuilder, TlsError};
pub use version::TlsVersion;
