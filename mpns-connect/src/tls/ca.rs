use std::fmt;

use rustls::RootCertStore;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use crate::identity::certificate::Certificate;
use crate::identity::file_format::FileFormat;
use crate::identity::pem::{self, NoSections};

/// One or more certificates of authorities to trust.
///
/// It can also be the self-signed certificate of a server, whether it is marked as an authority's or not, which is
/// then trusted for its subject alternative names as long as it is valid.
#[derive(Clone, PartialEq, Eq)]
pub struct Ca {
    anchors: Vec<TrustAnchor<'static>>,
    certificates: Vec<CertificateDer<'static>>,
}

/// Why the certificates of authorities cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaError {
    /// The text is not PEM.
    #[error("the CA certificates are not well-formed PEM")]
    Pem(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is another kind of file.
    #[error("a CA certificate is expected, and this is {0}")]
    Format(FileFormat),
    /// There is no `CERTIFICATE` section.
    #[error("there is no CA certificate in the PEM text")]
    NoCertificate,
    /// One is not an X.509 certificate.
    #[error("CA certificate {number} is not a well-formed X.509 certificate")]
    Certificate {
        /// Its number, counted from 1.
        number: usize,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Ca {
    /// Reads every `CERTIFICATE` section of a PEM text. Other sections are ignored.
    ///
    /// # Errors
    ///
    /// See [`CaError`]. A text without a certificate is an error: with
    /// [`TlsBuilder::only_ca`](crate::TlsBuilder::only_ca), no server would be trusted.
    pub fn from_pem(pem: &[u8]) -> Result<Self, CaError> {
        let sections = pem::wanted(pem, pem::is_certificate).map_err(|error| match error {
            NoSections::Format(format) => CaError::Format(format),
            NoSections::Malformed(error) => CaError::Pem(error),
        })?;
        Self::new(sections.into_iter().map(|section| section.into_contents()))
    }

    /// Reads one certificate in DER.
    ///
    /// # Errors
    ///
    /// [`CaError::Certificate`], or [`CaError::Format`] if it is something else.
    pub fn from_der(der: &[u8]) -> Result<Self, CaError> {
        Self::new([der.to_vec()]).map_err(|error| match FileFormat::of(der) {
            Some(format) if !format.is_der_certificate() => CaError::Format(format),
            _ => error,
        })
    }

    pub(crate) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }

    pub(crate) fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.anchors
    }

    fn new(certificates: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, CaError> {
        let certificates: Vec<_> = certificates.into_iter().map(CertificateDer::from).collect();
        let mut store = RootCertStore::empty();
        for (certificate, number) in certificates.iter().zip(1..) {
            // The TLS library's own error says less.
            store.add(certificate.clone()).map_err(|_| CaError::Certificate {
                number,
                source: match Certificate::from_der(certificate.to_vec()) {
                    Err(error) => error.into(),
                    Ok(_) => "TLS cannot use it as an authority's".into(),
                },
            })?;
        }
        if certificates.is_empty() {
            return Err(CaError::NoCertificate);
        }
        Ok(Self { anchors: store.roots, certificates })
    }
}

impl fmt::Debug for Ca {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ca").field("certificates", &self.certificates.len()).finish_non_exhaustive()
    }
}
