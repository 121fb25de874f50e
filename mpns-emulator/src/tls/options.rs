use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

/// TLS of an emulator: a second address, which the URIs of authenticated channels have.
///
/// The handshake accepts every client, with any client certificate or none. Who the client is, decides the answer: see
/// [`Emulator`](crate::Emulator#tls).
#[derive(Clone, Debug)]
pub struct TlsOptions {
    /// The address to listen on; a free port of the loopback interface by default.
    pub address: SocketAddr,
    /// The identity of the service. By default it is generated.
    pub identity: TlsIdentity,
    /// The authorities of client certificates besides the emulator's own, in PEM; none by default.
    pub client_ca: Vec<u8>,
}

impl Default for TlsOptions {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            identity: TlsIdentity::Generated,
            client_ca: Vec::new(),
        }
    }
}

/// The certificate and private key of the emulator as a TLS server.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum TlsIdentity {
    /// Generated at each start by the [authority](crate::Emulator::ca_pem) of the emulator: for `localhost`,
    /// `127.0.0.1`, `::1` and the host of the channel URIs.
    #[default]
    Generated,
    /// Given.
    Pem {
        /// The certificate in PEM, followed by the intermediate ones.
        certificates: Vec<u8>,
        /// The private key in PEM, without a passphrase.
        key: Vec<u8>,
    },
}

/// Without the private key.
impl fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Generated => "Generated",
            Self::Pem { .. } => "Pem",
        })
    }
}
