use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;

use super::accept_all::AcceptAll;
use super::ca::Ca;
use super::diagnosis::Diagnosis;
use super::error::TlsError;
use super::self_signed::SelfSigned;

/// What a server's certificate is verified against.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    pub(super) roots: Roots,
    pub(super) additional: Vec<Ca>,
}

/// What is trusted besides the additional authorities.
#[derive(Clone, Debug, Default)]
pub(super) enum Roots {
    /// Mozilla's list.
    #[default]
    Mozilla,
    /// What the operating system trusts.
    #[cfg(feature = "native-roots")]
    System,
    /// Nothing else but these.
    Only(Vec<Ca>),
    /// Servers are not verified.
    Unverified,
}

impl Trust {
    pub(super) fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
        if matches!(self.roots, Roots::Unverified) {
            return Ok(Arc::new(AcceptAll::new(&provider)));
        }
        let roots = Arc::new(self.store()?);
        let anchors = roots.roots.clone();
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
            .build()
            .map_err(|error| TlsError::Library(error.into()))?;
        let trusted: Vec<_> = self.supplied().flat_map(Ca::certificates).cloned().collect();
        let verifier: Arc<dyn ServerCertVerifier> = if trusted.is_empty() {
            verifier
        } else {
            Arc::new(SelfSigned::new(verifier, trusted))
        };
        Ok(Arc::new(Diagnosis::new(verifier, anchors)))
    }

    /// The trusted authorities.
    pub(super) fn store(&self) -> Result<RootCertStore, TlsError> {
        let mut roots = RootCertStore::empty();
        match &self.roots {
            Roots::Mozilla => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            #[cfg(feature = "native-roots")]
            Roots::System => add_native_roots(&mut roots)?,
            Roots::Only(_) | Roots::Unverified => {}
        }
        roots.extend(self.supplied().flat_map(Ca::anchors).cloned());
        Ok(roots)
    }

    /// The user-supplied authorities.
    fn supplied(&self) -> impl Iterator<Item = &Ca> {
        let only = match &self.roots {
            Roots::Only(only) => only.as_slice(),
            _ => &[],
        };
        only.iter().chain(&self.additional)
    }
}

/// A certificate that cannot be read is ignored, as other programs do.
#[cfg(feature = "native-roots")]
fn add_native_roots(roots: &mut RootCertStore) -> Result<(), TlsError> {
    let native = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(native.certs);
    if added == 0 {
        return Err(TlsError::NativeRoots(native.errors.into_iter().next().map(Into::into)));
    }
    Ok(())
}
