use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, RootCertStore};

use super::accept_all::AcceptAll;
use super::ca::Ca;
use super::ciphers::Ciphers;
use super::self_signed::SelfSigned;
use super::version::TlsVersion;
use crate::identity::identity::Identity;
use crate::provider::provider;

/// A TLS configuration that was checked once, for any number of connections of any transport.
///
/// It is cheap to clone, and clones share the sessions that TLS resumes, so use one `Tls` for a whole program.
/// No application protocol is negotiated (ALPN): MPNS is HTTP/1.1, which needs none.
///
/// ```
/// let tls = mpns_connect::Tls::builder().build()?;
/// assert!(!tls.has_identity());
/// # Ok::<(), mpns_connect::TlsError>(())
/// ```
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
    identity: Option<Identity>,
}

/// Settings for a [`Tls`].
///
/// The defaults are: no client certificate; the certificate authorities of Mozilla's list (webpki-roots) are
/// trusted; TLS 1.2 and 1.3 with all of rustls's cipher suites.
///
/// Of [`only_ca`](TlsBuilder::only_ca), `native_roots` and
/// [`danger_accept_invalid_certs`](TlsBuilder::danger_accept_invalid_certs), the last call counts.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct TlsBuilder {
    identity: Option<Identity>,
    trust: Trust,
    additional: Vec<Ca>,
    ciphers: Option<Ciphers>,
    min_version: Option<TlsVersion>,
    max_version: Option<TlsVersion>,
}

/// Why there is no usable TLS configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The lowest version, the highest version and the cipher suites leave no version.
    #[error("the chosen lowest version, highest version and cipher suites leave no TLS version")]
    NoVersion,
    /// The certificates that the operating system trusts could not be read, or there are none.
    #[error("no trusted certificate could be read from the operating system")]
    NativeRoots(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The TLS library refused the configuration.
    #[error("the TLS library refused the configuration")]
    Library(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[derive(Clone, Debug, Default)]
enum Trust {
    #[default]
    Webpki,
    #[cfg(feature = "native-roots")]
    Native,
    Only(Vec<Ca>),
    Everyone,
}

impl Tls {
    /// Default settings, to be changed.
    pub fn builder() -> TlsBuilder {
        TlsBuilder::default()
    }

    /// Whether a client certificate is shown to servers that ask for one.
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// The client certificate that is shown to servers that ask for one.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The configuration for rustls. It is the same one at each call, so that transports share its sessions.
    #[must_use]
    pub fn client_config(&self) -> &Arc<ClientConfig> {
        &self.config
    }
}

/// The default settings of [`TlsBuilder`].
impl Default for Tls {
    #[expect(
        clippy::expect_used,
        reason = "nothing is chosen that could be refused, and nothing is read"
    )]
    fn default() -> Self {
        Self::builder().build().expect("the default settings make a configuration")
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl TlsBuilder {
    /// Shows this client certificate to servers that ask for one, whichever authorities they name.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Trusts these certificate authorities as well. Each call adds some.
    pub fn add_ca(mut self, ca: Ca) -> Self {
        self.additional.push(ca);
        self
    }

    /// Trusts only these certificate authorities and those of [`TlsBuilder::add_ca`]. Each call adds some.
    pub fn only_ca(mut self, ca: Ca) -> Self {
        match &mut self.trust {
            Trust::Only(only) => only.push(ca),
            trust => *trust = Trust::Only(vec![ca]),
        }
        self
    }

    /// Trusts the certificate authorities that the operating system trusts, instead of Mozilla's list.
    #[cfg(feature = "native-roots")]
    pub fn native_roots(mut self) -> Self {
        self.trust = Trust::Native;
        self
    }

    /// Verifies nothing about a server: **anyone on the way can read and change what is sent**, and pose as the
    /// service. It is for tests against your own server, if [`TlsBuilder::only_ca`] is not possible.
    ///
    /// The client certificate is still shown, and its key still signs.
    pub fn danger_accept_invalid_certs(mut self) -> Self {
        self.trust = Trust::Everyone;
        self
    }

    /// The cipher suites to offer, in order of preference. A TLS version without one of them is not offered.
    pub fn ciphers(mut self, ciphers: Ciphers) -> Self {
        self.ciphers = Some(ciphers);
        self
    }

    /// The lowest TLS version to offer.
    pub fn min_version(mut self, version: TlsVersion) -> Self {
        self.min_version = Some(version);
        self
    }

    /// The highest TLS version to offer.
    pub fn max_version(mut self, version: TlsVersion) -> Self {
        self.max_version = Some(version);
        self
    }

    /// Checks the settings and makes the configuration. Only this step reads the certificates that the
    /// operating system trusts, if asked for.
    ///
    /// # Errors
    ///
    /// See [`TlsError`].
    pub fn build(self) -> Result<Tls, TlsError> {
        let mut provider = provider();
        if let Some(ciphers) = &self.ciphers {
            provider.cipher_suites = ciphers.choose(&provider.cipher_suites);
        }
        let versions: Vec<_> = TlsVersion::ALL
            .into_iter()
            .filter(|version| self.min_version.is_none_or(|min| *version >= min))
            .filter(|version| self.max_version.is_none_or(|max| *version <= max))
            .map(TlsVersion::supported)
            .filter(|version| {
                provider.cipher_suites.iter().any(|suite| suite.version() == *version)
            })
            .collect();
        if versions.is_empty() {
            return Err(TlsError::NoVersion);
        }
        let provider = Arc::new(provider);
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&versions)
            .map_err(library)?;
        let builder =
            builder.dangerous().with_custom_certificate_verifier(self.verifier(provider)?);
        let config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(
                identity.certified_key().clone(),
            ))),
            None => builder.with_no_client_auth(),
        };
        Ok(Tls { config: Arc::new(config), identity: self.identity })
    }

    fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, TlsError> {
        if matches!(self.trust, Trust::Everyone) {
            return Ok(Arc::new(AcceptAll::new(&provider)));
        }
        let roots = Arc::new(self.roots()?);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
            .build()
            .map_err(library)?;
        let trusted: Vec<_> = self.given().flat_map(Ca::certificates).cloned().collect();
        Ok(if trusted.is_empty() { verifier } else { Arc::new(SelfSigned::new(verifier, trusted)) })
    }

    /// The trusted authorities.
    fn roots(&self) -> Result<RootCertStore, TlsError> {
        let mut roots = RootCertStore::empty();
        match &self.trust {
            Trust::Webpki => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            #[cfg(feature = "native-roots")]
            Trust::Native => add_native_roots(&mut roots)?,
            Trust::Only(_) | Trust::Everyone => {}
        }
        roots.extend(self.given().flat_map(Ca::anchors).cloned());
        Ok(roots)
    }

    /// The authorities that were given, not those of a list.
    fn given(&self) -> impl Iterator<Item = &Ca> {
        let only = match &self.trust {
            Trust::Only(only) => only.as_slice(),
            _ => &[],
        };
        only.iter().chain(&self.additional)
    }
}

/// A certificate that cannot be read is ignored, as every other program on the system does.
#[cfg(feature = "native-roots")]
fn add_native_roots(roots: &mut RootCertStore) -> Result<(), TlsError> {
    let native = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(native.certs);
    if added == 0 {
        return Err(TlsError::NativeRoots(native.errors.into_iter().next().map(Into::into)));
    }
    Ok(())
}

fn library(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TlsError {
    TlsError::Library(error.into())
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

    use super::*;

    fn ca() -> Ca {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Ca::from_der(params.self_signed(&key).unwrap().der()).unwrap()
    }

    #[test]
    fn only_what_was_said_is_trusted() {
        let list = webpki_roots::TLS_SERVER_ROOTS.len();
        #[rustfmt::skip]
        let cases = [
            ("default", Tls::builder(), list),
            ("one added", Tls::builder().add_ca(ca()), list + 1),
            ("two added", Tls::builder().add_ca(ca()).add_ca(ca()), list + 2),
            ("one only", Tls::builder().only_ca(ca()), 1),
            ("two only", Tls::builder().only_ca(ca()).only_ca(ca()), 2),
            ("one only, one added", Tls::builder().only_ca(ca()).add_ca(ca()), 2),
            ("one added, one only", Tls::builder().add_ca(ca()).only_ca(ca()), 2),
            ("the last one counts", Tls::builder().danger_accept_invalid_certs().only_ca(ca()), 1),
        ];
        for (name, builder, expected) in cases {
            assert_eq!(builder.roots().unwrap().len(), expected, "{name}");
            assert!(builder.build().is_ok(), "{name}");
        }
    }
}
