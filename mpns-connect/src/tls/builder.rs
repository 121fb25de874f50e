use std::sync::Arc;

use rustls::ClientConfig;

use super::ca::Ca;
use super::ciphers::Ciphers;
use super::client_auth::Presenter;
use super::error::TlsError;
use super::tls::Tls;
use super::trust::{Roots, Trust};
use super::version::TlsVersion;
use crate::identity::identity::Identity;
use crate::provider::provider;

/// Settings for a [`Tls`].
///
/// The defaults are: no client certificate; the certificate authorities of Mozilla's list (webpki-roots) are
/// trusted; TLS 1.2 and 1.3 with all of rustls's cipher suites.
///
/// Of [`only_ca`](TlsBuilder::only_ca), `native_roots` and
/// [`danger_accept_invalid_certs`](TlsBuilder::danger_accept_invalid_certs), the last call applies.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct TlsBuilder {
    identity: Option<Identity>,
    trust: Trust,
    ciphers: Option<Ciphers>,
    min_version: Option<TlsVersion>,
    max_version: Option<TlsVersion>,
}

impl Tls {
    /// Starts from the default settings.
    pub fn builder() -> TlsBuilder {
        TlsBuilder::default()
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

impl TlsBuilder {
    /// Presents this client certificate to servers that ask for one, whichever authorities they name.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Trusts these certificate authorities as well. Each call adds some.
    pub fn add_ca(mut self, ca: Ca) -> Self {
        self.trust.additional.push(ca);
        self
    }

    /// Trusts only these certificate authorities and those of [`TlsBuilder::add_ca`]. Each call adds some.
    pub fn only_ca(mut self, ca: Ca) -> Self {
        match &mut self.trust.roots {
            Roots::Only(only) => only.push(ca),
            roots => *roots = Roots::Only(vec![ca]),
        }
        self
    }

    /// Trusts the certificate authorities that the operating system trusts, instead of Mozilla's list.
    #[cfg(feature = "native-roots")]
    pub fn native_roots(mut self) -> Self {
        self.trust.roots = Roots::System;
        self
    }

    /// Verifies nothing about a server: **anyone in between can read and change what is sent**, and pose as the
    /// service. It is for tests against your own server, if [`TlsBuilder::only_ca`] is not possible.
    ///
    /// The client certificate is still presented, and its key still signs.
    pub fn danger_accept_invalid_certs(mut self) -> Self {
        self.trust.roots = Roots::Unverified;
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

    /// Checks the settings and builds the configuration. If the certificates that the operating system trusts
    /// are wanted, this step reads them.
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
            .map_err(|error| TlsError::Library(error.into()))?;
        let builder =
            builder.dangerous().with_custom_certificate_verifier(self.trust.verifier(provider)?);
        let key = self.identity.as_ref().map(|identity| Arc::clone(identity.certified_key()));
        let config = builder.with_client_cert_resolver(Arc::new(Presenter(key)));
        Ok(Tls::new(config, self.identity))
    }
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
    fn exactly_the_configured_authorities_are_trusted() {
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
            ("the last call applies", Tls::builder().danger_accept_invalid_certs().only_ca(ca()), 1),
        ];
        for (name, builder, expected) in cases {
            assert_eq!(builder.trust.store().unwrap().len(), expected, "{name}");
            assert!(builder.build().is_ok(), "{name}");
        }
    }
}
