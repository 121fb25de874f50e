use std::io;
use std::net::SocketAddr;

#[cfg(feature = "tls")]
use crate::TlsError;

/// Why an [`Emulator`](crate::Emulator) cannot start.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StartError(#[from] Reason);

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error("the emulator cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[cfg(feature = "tls")]
    #[error("the emulator cannot speak TLS")]
    Tls(#[source] TlsError),
}

impl StartError {
    pub(super) fn listen(address: SocketAddr, source: io::Error) -> Self {
        Self(Reason::Listen { address, source })
    }

    #[cfg(feature = "tls")]
    pub(super) fn tls(source: TlsError) -> Self {
        Self(Reason::Tls(source))
    }
}
