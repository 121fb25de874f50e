use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{StartError, UriShape, server};

/// What channel URIs, and those who trust the emulator, rely on: it stays as it is when the emulator is started again with
/// the same state.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Place {
    pub(crate) port: Option<u16>,
    pub(crate) tls_port: Option<u16>,
    pub(crate) uri_shape: Option<UriShape>,
    /// The private key of the authority that issues certificates, in PEM.
    pub(crate) authority: Option<String>,
}

/// Listens on an address. For port 0 that is the `known` port, if there is one; otherwise the port becomes known.
pub(crate) fn listen(
    mut address: SocketAddr,
    known: &mut Option<u16>,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let again = known.filter(|_| address.port() == 0);
    if let Some(port) = again {
        address.set_port(port);
    }
    let failed = |source| match again {
        Some(_) => StartError::listen_again(address, source),
        None => StartError::listen(address, source),
    };
    let listener = server::listen(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    *known = Some(address.port());
    Ok((listener, address))
}
