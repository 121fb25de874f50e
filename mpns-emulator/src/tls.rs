//! TLS for authenticated channels: certificates that are generated at start or given, and who the clients are.

mod acceptor;
mod authority;
mod client_certificates;
mod client_identity;
mod common_name;
mod error;
mod options;
mod pem;

pub(crate) use self::acceptor::Acceptor;
pub(crate) use self::authority::Authority;
pub use self::client_identity::ClientIdentity;
pub use self::error::TlsError;
pub use self::options::{TlsIdentity, TlsOptions};

#[cfg(test)]
mod tests;
