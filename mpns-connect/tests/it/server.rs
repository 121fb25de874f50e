//! Certificates made by the test, and a TLS server in memory.

use std::error::Error;
use std::io;
use std::sync::Arc;

use mpns_connect::transport::{TlsSession, client_config};
use mpns_connect::{Ca, Identity, Tls, TlsBuilder, TlsFailure};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, SignatureAlgorithm,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{
    ClientConnection, RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion,
};

/// The name of the server, as the client asks for it.
pub(crate) const NAME: &str = "service.example";

/// An authority and what it signs.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub(crate) struct Pair {
    pub(crate) certificate: Certificate,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub(crate) fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Pair {
        self.sign(ExtendedKeyUsagePurpose::ServerAuth, KeyPair::generate().unwrap(), change)
    }

    pub(crate) fn client(&self, algorithm: &'static SignatureAlgorithm) -> Pair {
        let key = KeyPair::generate_for(algorithm).unwrap();
        self.sign(ExtendedKeyUsagePurpose::ClientAuth, key, |_| {})
    }

    fn sign(
        &self,
        purpose: ExtendedKeyUsagePurpose,
        key: KeyPair,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Pair {
        let mut params = CertificateParams::new([NAME.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, NAME);
        params.extended_key_usages = vec![purpose];
        change(&mut params);
        Pair { certificate: params.signed_by(&key, &self.0).unwrap(), key }
    }
}

impl Pair {
    pub(crate) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::new([NAME.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, NAME);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        Self { certificate: params.self_signed(&key).unwrap(), key }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity::from_pem(self.certificate.pem().as_bytes(), self.key.serialize_pem().as_bytes())
            .unwrap()
    }
}

/// The cryptography of the client.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::clone(client_config(&Tls::default()).crypto_provider())
}

/// Trust in this authority alone.
pub(crate) fn only(authority: &Authority) -> TlsBuilder {
    Tls::builder().only_ca(Ca::from_pem(authority.pem().as_bytes()).unwrap())
}

/// What a server requires of its clients.
#[derive(Clone, Copy)]
pub(crate) enum Clients<'a> {
    Anyone,
    /// With a certificate of this authority.
    Of(&'a Authority),
}

pub(crate) fn server(
    provider: &Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
    pair: &Pair,
    clients: Clients<'_>,
) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(pair.key.serialize_der()).unwrap();
    server_with(provider, versions, (pair.certificate.der().clone(), key), clients)
}

pub(crate) fn server_with(
    provider: &Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
    (certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>),
    clients: Clients<'_>,
) -> Arc<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(versions)
        .unwrap();
    let builder = match clients {
        Clients::Anyone => builder.with_no_client_auth(),
        Clients::Of(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().into()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let mut config = builder.with_single_cert(vec![certificate], key).unwrap();
    if matches!(clients, Clients::Of(_)) {
        // A resumed session would not be checked again.
        config.session_storage = Arc::new(NoServerSessionStorage {});
    }
    Arc::new(config)
}

/// The result of a connection, after one message each way.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) session: TlsSession,
    /// The common name of the client's certificate, as the server saw it.
    pub(crate) client: Option<Vec<u8>>,
}

/// Connects in memory, sends one message each way, and returns what the client sees: its session, or its error inside an
/// I/O error, as a transport would see it.
pub(crate) fn connect(tls: &Tls, server: &Arc<ServerConfig>) -> io::Result<Outcome> {
    let name = ServerName::try_from(NAME).unwrap();
    let mut client = ClientConnection::new(Arc::clone(client_config(tls)), name).unwrap();
    let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
    io::Write::write_all(&mut client.writer(), b"request").unwrap();
    io::Write::write_all(&mut server.writer(), b"reply").unwrap();
    loop {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire)?;
        }
        let sent = wire.len();
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest)?;
            // Its error travels as an alert, below.
            let _ = server.process_new_packets();
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire)?;
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest)?;
            client.process_new_packets().map_err(io::Error::other)?;
        }
        if sent == 0 && wire.is_empty() {
            break;
        }
    }
    let mut request = [0; 7];
    io::Read::read_exact(&mut server.reader(), &mut request)?;
    let mut reply = [0; 5];
    io::Read::read_exact(&mut client.reader(), &mut reply)?;
    assert_eq!((&request, &reply), (b"request", b"reply"));
    Ok(Outcome {
        session: TlsSession::of(&client).expect("a finished handshake"),
        client: server.peer_certificates().map(|chain| chain[0].to_vec()),
    })
}

/// What failed in TLS.
pub(crate) fn failure(error: &(dyn Error + 'static)) -> TlsFailure {
    TlsFailure::find(error).unwrap_or_else(|| panic!("no tls failure in {error:?}"))
}
