use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::authority::Authority;
use super::client_certificates::{CLIENT_CA, ClientCertificates};
use super::error::TlsError;
use super::options::{TlsIdentity, TlsOptions};
use super::pem;
use crate::HandshakeFault;
use crate::connection_faults::ConnectionFaults;
use crate::peer::Peer;

/// What accepts TLS connections.
#[derive(Clone)]
pub(crate) struct Acceptor {
    tls: TlsAcceptor,
    clients: Arc<ClientCertificates>,
    faults: watch::Receiver<ConnectionFaults>,
    /// How long a handshake may take.
    pub(crate) handshake_time: Duration,
}

impl Acceptor {
    /// An acceptor with the identity of the options, or with one from the authority, for the usual local names and
    /// another host.
    pub(crate) fn new(
        options: &TlsOptions,
        authority: &Authority,
        host: &str,
        handshake_time: Duration,
        faults: watch::Receiver<ConnectionFaults>,
    ) -> Result<Self, TlsError> {
        let (chain, key) = match &options.identity {
            TlsIdentity::Generated => {
                let (certificate, key) =
                    authority.server(&["localhost", "127.0.0.1", "::1", host])?;
                (vec![certificate], key)
            }
            TlsIdentity::Pem { certificates, key } => {
                (pem::certificates(certificates, CERTIFICATE)?, pem::key(key, KEY)?)
            }
        };
        let mut authorities = vec![authority.der()];
        if !options.client_ca.is_empty() {
            authorities.extend(pem::certificates(&options.client_ca, CLIENT_CA)?);
        }
        let provider = Arc::new(ring::default_provider());
        let clients = Arc::new(ClientCertificates::new(authorities, Arc::clone(&provider))?);
        let unusable = |error: rustls::Error| TlsError::Unusable {
            what: "identity of the service",
            source: error.into(),
        };
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_client_cert_verifier(Arc::clone(&clients) as _)
            .with_single_cert(chain, key)
            .map_err(unusable)?;
        Ok(Self { tls: Arc::new(config).into(), clients, faults, handshake_time })
    }

    /// What a client gets in place of a handshake, if anything.
    pub(crate) fn fault(&self) -> Option<HandshakeFault> {
        self.faults.borrow().handshake
    }

    /// Performs the handshake. `None` if it fails.
    pub(crate) async fn accept(&self, stream: TcpStream) -> Option<(TlsStream<TcpStream>, Peer)> {
        let stream = self.tls.accept(stream).await.ok()?;
        let (_, session) = stream.get_ref();
        let peer = Peer::Tls(self.clients.judge(session.peer_certificates()));
        Some((stream, peer))
    }
}

const CERTIFICATE: &str = "certificate of the service";
const KEY: &str = "private key of the service";
