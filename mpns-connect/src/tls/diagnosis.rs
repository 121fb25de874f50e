//! Why a server's certificate is refused, where the TLS library's reason misleads: it reports a self-signed
//! certificate as one that is an authority's or from an unknown one, and a short key as a wrong signature.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::server_fault::{MIN_RSA_BITS, ServerFault};
use crate::identity::certificate::Certificate;
use crate::identity::key_type::KeyType;

/// Accepts and refuses what another verifier does, with better reasons.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    verifier: Arc<dyn ServerCertVerifier>,
    trusted: Vec<TrustAnchor<'static>>,
}

impl Diagnosis {
    pub(crate) fn new(
        verifier: Arc<dyn ServerCertVerifier>,
        trusted: Vec<TrustAnchor<'static>>,
    ) -> Self {
        Self { verifier, trusted }
    }

    /// The first authority with a short key: of those that the server sent, or of the trusted ones that they name.
    fn weak_authority(&self, chain: &[Certificate]) -> Option<usize> {
        let trusted = self
            .trusted
            .iter()
            .filter(|anchor| chain.iter().any(|one| one.is_issued_by(&anchor.subject)))
            .map(|anchor| KeyType::of_public_key(&anchor.subject_public_key_info).ok());
        let sent = chain.iter().skip(1).map(|one| Some(one.key_type.clone()));
        sent.chain(trusted).flatten().find_map(|key| weak_bits(&key))
    }

    fn explain(
        &self,
        error: Error,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Error {
        let Error::InvalidCertificate(reason) = &error else { return error };
        let read = |der: &CertificateDer<'_>| Certificate::from_der(der.to_vec()).ok();
        let Some(own) = read(end_entity) else { return error };
        let fault = match reason {
            CertificateError::UnknownIssuer | CertificateError::Other(_) => {
                own.is_self_signed.then_some(ServerFault::SelfSigned)
            }
            CertificateError::BadSignature => {
                let chain: Vec<_> =
                    std::iter::once(own).chain(intermediates.iter().filter_map(read)).collect();
                self.weak_authority(&chain).map(ServerFault::WeakAuthority)
            }
            _ => None,
        };
        fault.map_or(error, |fault| fault.into_error().into())
    }
}

/// A signature of the handshake is made with the server's own key.
fn explain_signature(error: Error, certificate: &CertificateDer<'_>) -> Error {
    let weak = || weak_bits(&Certificate::from_der(certificate.to_vec()).ok()?.key_type);
    match error {
        Error::InvalidCertificate(CertificateError::BadSignature) => match weak() {
            Some(bits) => ServerFault::WeakKey(bits).into_error().into(),
            None => error,
        },
        _ => error,
    }
}

fn weak_bits(key: &KeyType) -> Option<usize> {
    match key {
        KeyType::Rsa { bits } if *bits < MIN_RSA_BITS => Some(*bits),
        _ => None,
    }
}

impl ServerCertVerifier for Diagnosis {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| self.explain(error, end_entity, intermediates))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls12_signature(message, certificate, signed)
            .map_err(|error| explain_signature(error, certificate))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls13_signature(message, certificate, signed)
            .map_err(|error| explain_signature(error, certificate))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
