use std::io;
use std::net::SocketAddr;

#[cfg(feature = "store")]
use crate::StateError;
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
    #[error(
        "the emulator cannot listen on {address} again, which the channel URIs in its state file lead to"
    )]
    ListenAgain { address: SocketAddr, source: io::Error },
    #[cfg(feature = "store")]
    #[error(transparent)]
    State(StateError),
    #[cfg(feature = "tls")]
    #[error("the emulator cannot speak TLS")]
    Tls(#[source] TlsError),
}

impl StartError {
    pub(crate) fn listen(address: SocketAddr, source: io::Error) -> Self {
        Self(Reason::Listen { address, source })
    }

    pub(crate) fn listen_again(address: SocketAddr, source: io::Error) -> Self {
        Self(Reason::ListenAgain { address, source })
    }

    #[cfg(feature = "tls")]
    pub(super) fn tls(source: TlsError) -> Self {
        Self(Reason::Tls(source))
    }
}

#[cfg(feature = "store")]
impl From<StateError> for StartError {
    fn from(error: StateError) -> Self {
        Self(Reason::State(error))
    }
}
