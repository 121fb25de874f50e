//! Servers whose self-signed certificate is itself trusted.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use x509_cert::time::Time;

use crate::identity::certificate::{Certificate, Validity};

/// Verifies as rustls does, with one exception. rustls refuses a server's self-signed certificate that is
/// marked as an authority's, as `openssl req -x509` generates it. If exactly this certificate is trusted, only
/// its names and its validity are checked.
#[derive(Debug)]
pub(crate) struct SelfSigned {
    usual: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
}

impl SelfSigned {
    pub(crate) fn new(
        usual: Arc<WebPkiServerVerifier>,
        trusted: Vec<CertificateDer<'static>>,
    ) -> Self {
        Self { usual, trusted }
    }
}

impl ServerCertVerifier for SelfSigned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let usual = self.usual.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        if usual.is_ok() || !self.trusted.contains(end_entity) {
            return usual;
        }
        let certificate = Certificate::from_der(end_entity.to_vec())
            .map_err(|_| CertificateError::BadEncoding)?;
        let moment = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(now.as_secs()));
        match certificate.validity(moment.ok_or(Error::FailedToGetCurrentTime)?) {
            Validity::Valid => {}
            Validity::NotYet => {
                let not_before = unix(&certificate.not_before);
                return Err(CertificateError::NotValidYetContext { time: now, not_before }.into());
            }
            Validity::Expired => {
                let not_after = unix(&certificate.not_after);
                return Err(CertificateError::ExpiredContext { time: now, not_after }.into());
            }
        }
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

fn unix(time: &Time) -> UnixTime {
    UnixTime::since_unix_epoch(time.to_unix_duration())
}
