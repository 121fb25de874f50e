use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Emulator;
use super::start_error::StartError;
use crate::BaseUri;
use crate::connection_faults::ConnectionFaults;
use crate::place::{self, Place};
use crate::tls::{Acceptor, Authority, ClientIdentity, TlsError, TlsOptions};

/// # TLS
///
/// With [`Options::tls`](crate::Options::tls). The handshake accepts every client. A request to an authenticated channel
/// is answered with 403 if it comes without TLS, without a client certificate, or with one that is not from a known
/// authority, is not valid now or is not for clients.
impl Emulator {
    /// The address that the service listens on for TLS, with the actual port.
    pub fn tls_addr(&self) -> Option<SocketAddr> {
        self.tls.as_ref().map(|tls| tls.address)
    }

    /// The certificate of the authority that issues [client identities](Self::client_identity), and the certificate of
    /// the service unless that is [given](crate::TlsIdentity::Pem). In PEM. Each start has another authority, unless its
    /// [state](crate::Options#structfield.state) is kept.
    pub fn ca_pem(&self) -> Option<String> {
        self.tls.as_ref().map(|tls| tls.authority.pem())
    }

    /// A new client certificate for an authenticated service, with its private key.
    ///
    /// ```
    /// use mpns_emulator::{Emulator, Options, TlsOptions};
    ///
    /// let options = Options { tls: Some(TlsOptions::default()), ..Options::default() };
    /// let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options)?;
    /// let identity = emulator.client_identity("push.example")?;
    /// assert!(identity.certificate_pem.starts_with("-----BEGIN CERTIFICATE-----"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the emulator was started without TLS, or no certificate can be generated.
    pub fn client_identity(&self, service_name: &str) -> Result<ClientIdentity, TlsError> {
        self.tls.as_ref().ok_or(TlsError::Off)?.authority.client(service_name)
    }
}

/// The TLS of a running emulator.
pub(super) struct Tls {
    address: SocketAddr,
    authority: Authority,
}

/// What listens for TLS, and what the URIs of authenticated channels start with.
pub(super) struct Secure {
    pub(super) tls: Tls,
    pub(super) listener: TcpListener,
    pub(super) acceptor: Acceptor,
    pub(super) base: BaseUri,
}

impl Secure {
    /// Listens, with certificates for a host, or for the address if there is none.
    pub(super) async fn listen(
        options: &TlsOptions,
        host: Option<&str>,
        handshake_time: Duration,
        faults: watch::Receiver<ConnectionFaults>,
        place: &mut Place,
    ) -> Result<Self, StartError> {
        let failed = |source| StartError::listen(options.address, source);
        let (listener, address) = place::listen(options.address, &mut place.tls_port)?;
        let other = |error| failed(io::Error::other(error));
        let host = match host {
            Some(host) => host.to_owned(),
            None => BaseUri::of(address).map_err(other)?.host(),
        };
        let base = BaseUri::with_tls(&host, address.port()).map_err(other)?;
        let authority = match &place.authority {
            Some(key) => Authority::from_key(key),
            None => Authority::generate(),
        };
        let authority = authority.map_err(StartError::tls)?;
        place.authority = Some(authority.key());
        let acceptor = Acceptor::new(options, &authority, &host, handshake_time, faults)
            .map_err(StartError::tls)?;
        Ok(Self { tls: Tls { address, authority }, listener, acceptor, base })
    }
}
