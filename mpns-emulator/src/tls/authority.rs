use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::client_identity::ClientIdentity;
use super::error::TlsError;

/// The authority of an emulator. It issues the certificate of the service and of its clients.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new authority, unlike all before it.
    pub(crate) fn generate() -> Result<Self, TlsError> {
        Self::of(KeyPair::generate().map_err(failed)?)
    }

    /// The authority with a private key in PEM. Those who trust an earlier certificate of it trust it: name and key are
    /// the same.
    pub(crate) fn from_key(pem: &str) -> Result<Self, TlsError> {
        Self::of(KeyPair::from_pem(pem).map_err(failed)?)
    }

    fn of(key: KeyPair) -> Result<Self, TlsError> {
        let mut params = params(CertificateParams::default());
        // Clients find an authority by its name, so that of an earlier start must not have the same.
        let identifier = params.key_identifier(&key);
        let number: String = identifier.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        params.distinguished_name.push(DnType::CommonName, format!("mpns-emulator {number}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        CertifiedIssuer::self_signed(params, key).map(Self).map_err(failed)
    }

    /// Its certificate.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// Its private key in PEM.
    pub(crate) fn key(&self) -> String {
        self.0.key().serialize_pem()
    }

    pub(super) fn der(&self) -> CertificateDer<'static> {
        self.0.as_ref().der().clone()
    }

    /// A certificate for a server of these names and addresses, with its key.
    pub(super) fn server(
        &self,
        hosts: &[&str],
    ) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), TlsError> {
        let key = KeyPair::generate().map_err(failed)?;
        let mut params = params(CertificateParams::default());
        params.distinguished_name.push(DnType::CommonName, "mpns-emulator");
        params.subject_alt_names =
            hosts.iter().map(|host| name(host)).collect::<Result<_, _>>().map_err(failed)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let certificate = params.signed_by(&key, &self.0).map_err(failed)?;
        let key = PrivateKeyDer::try_from(key.serialize_der());
        let key = key.map_err(|error| TlsError::Generate { source: error.into() })?;
        Ok((certificate.der().clone(), key))
    }

    /// An identity for a client with this common name.
    pub(crate) fn client(&self, common_name: &str) -> Result<ClientIdentity, TlsError> {
        let key = KeyPair::generate().map_err(failed)?;
        let mut params = params(CertificateParams::default());
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let certificate = params.signed_by(&key, &self.0).map_err(failed)?;
        Ok(ClientIdentity { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
    }
}

/// Valid from a day ago, for clocks that differ, for a year: clients refuse what is valid for very long.
fn params(mut params: CertificateParams) -> CertificateParams {
    let now = SystemTime::now();
    params.not_before = now.checked_sub(DAY).unwrap_or(now).into();
    params.not_after = now.checked_add(YEAR).unwrap_or(now).into();
    params.use_authority_key_identifier_extension = true;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
}

fn name(host: &str) -> Result<SanType, rcgen::Error> {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match address.parse::<IpAddr>() {
        Ok(address) => Ok(SanType::IpAddress(address)),
        Err(_) => Ok(SanType::DnsName(host.try_into()?)),
    }
}

fn failed(source: rcgen::Error) -> TlsError {
    TlsError::Generate { source: source.into() }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
