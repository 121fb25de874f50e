//! What the TLS library's errors about a server's certificate mean.

use std::time::{Duration, SystemTime};

use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use webpki::Error as Webpki;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5912::{
    DSA_WITH_SHA_1, MD_5_WITH_RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION,
};
use x509_cert::der::{Reader as _, SliceReader};

use super::failure::TlsFailure;
use super::server_fault::ServerFault;
use crate::identity::algorithm;

pub(super) fn classify(error: &CertificateError) -> TlsFailure {
    use CertificateError as E;
    let text = match error {
        // The signature is wrong if another authority of the same name is trusted.
        E::UnknownIssuer | E::BadSignature => return TlsFailure::UntrustedServer,
        E::Expired => return TlsFailure::ServerCertificateExpired { not_after: None },
        E::ExpiredContext { not_after, .. } => {
            return TlsFailure::ServerCertificateExpired { not_after: moment(*not_after) };
        }
        E::NotValidYet => return TlsFailure::ServerCertificateNotYetValid { not_before: None },
        E::NotValidYetContext { not_before, .. } => {
            return TlsFailure::ServerCertificateNotYetValid { not_before: moment(*not_before) };
        }
        E::NotValidForName => return TlsFailure::ServerName { names: None },
        E::NotValidForNameContext { presented, .. } => {
            return TlsFailure::ServerName {
                names: Some(presented.iter().filter_map(|name| plain_name(name)).collect()),
            };
        }
        E::Other(other) => {
            if other.0.downcast_ref() == Some(&ServerFault::SelfSigned) {
                return TlsFailure::SelfSignedServer;
            }
            match (other.0.downcast_ref::<ServerFault>(), other.0.downcast_ref::<Webpki>()) {
                (Some(fault), _) => fault.to_string(),
                (None, Some(error)) => unusual(error).to_owned(),
                (None, None) => REFUSED.to_owned(),
            }
        }
        E::UnsupportedSignatureAlgorithmContext { signature_algorithm_id, .. } => {
            unsupported_signature(signature_algorithm_id)
        }
        E::UnsupportedSignatureAlgorithmForPublicKeyContext { public_key_algorithm_id, .. } => {
            let names: Vec<_> = oids(public_key_algorithm_id).iter().map(algorithm::name).collect();
            format!(
                "or an intermediate one is signed by a kind of key that is not supported ({})",
                names.join(", ")
            )
        }
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => {
            "is not for servers: its extended key usage leaves out server authentication".to_owned()
        }
        E::BadEncoding => "is malformed".to_owned(),
        E::Revoked => "is revoked".to_owned(),
        E::UnhandledCriticalExtension => UNKNOWN_EXTENSION.to_owned(),
        E::UnknownRevocationStatus
        | E::ExpiredRevocationList
        | E::ExpiredRevocationListContext { .. }
        | E::InvalidOcspResponse => "may be revoked: that cannot be verified".to_owned(),
        _ => REFUSED.to_owned(),
    };
    TlsFailure::ServerCertificate(text)
}

/// The errors of webpki that have no counterpart in rustls.
fn unusual(error: &Webpki) -> &'static str {
    match error {
        Webpki::CaUsedAsEndEntity => "is that of an authority, and not of a server",
        Webpki::EndEntityUsedAsCa => "is signed by a certificate that is not an authority's",
        Webpki::PathLenConstraintViolated => {
            "is signed by an authority that may not be this far from the trusted one"
        }
        Webpki::NameConstraintViolation => "is signed by an authority that may not sign this name",
        Webpki::UnsupportedCertVersion => {
            "or an intermediate one is of X.509 version 1 or 2, and version 3 is needed"
        }
        Webpki::UnsupportedCriticalExtension => UNKNOWN_EXTENSION,
        Webpki::EmptyEkuExtension => "is for no purpose: its extended key usage is empty",
        Webpki::CertDistrusted => "is signed by an authority that is no longer trusted",
        Webpki::SignatureAlgorithmMismatch => {
            "is malformed: it names two different signature algorithms"
        }
        Webpki::MaximumPathDepthExceeded
        | Webpki::MaximumPathBuildCallsExceeded
        | Webpki::MaximumSignatureChecksExceeded
        | Webpki::MaximumNameConstraintComparisonsExceeded => {
            "has a chain that is too long or too complex"
        }
        Webpki::BadDer
        | Webpki::BadDerTime
        | Webpki::ExtensionValueInvalid
        | Webpki::InvalidNetworkMaskConstraint
        | Webpki::InvalidSerialNumber
        | Webpki::MalformedDnsIdentifier
        | Webpki::MalformedExtensions
        | Webpki::MalformedNameConstraint
        | Webpki::TrailingData(_)
        | Webpki::UnsupportedNameType => "or an intermediate one is malformed",
        _ => REFUSED,
    }
}

fn unsupported_signature(algorithm_id: &[u8]) -> String {
    let oid = oids(algorithm_id).first().copied();
    let broken = match oid {
        Some(SHA_1_WITH_RSA_ENCRYPTION | ECDSA_WITH_SHA_1 | DSA_WITH_SHA_1) => "SHA-1",
        Some(MD_5_WITH_RSA_ENCRYPTION) => "MD5",
        _ => {
            let name = oid.map_or_else(|| "unknown".to_owned(), |oid| algorithm::name(&oid));
            return format!(
                "or an intermediate one is signed by an algorithm that is not supported ({name})"
            );
        }
    };
    format!("or an intermediate one is signed with {broken}, which is broken and not accepted")
}

/// The object identifiers at the beginning of an algorithm's encoding: the algorithm, and a curve.
fn oids(algorithm_id: &[u8]) -> Vec<ObjectIdentifier> {
    let Ok(mut reader) = SliceReader::new(algorithm_id) else { return Vec::new() };
    std::iter::from_fn(|| reader.decode().ok()).collect()
}

/// A name as webpki shows it, such as `DnsName("a.example")` or `IpAddress(192.0.2.1)`; `None` if it is neither.
fn plain_name(shown: &str) -> Option<String> {
    let dns = shown.strip_prefix("DnsName(\"").and_then(|name| name.strip_suffix("\")"));
    let ip = || shown.strip_prefix("IpAddress(").and_then(|name| name.strip_suffix(')'));
    dns.or_else(ip).map(|name| name.escape_debug().to_string())
}

fn moment(time: UnixTime) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()))
}

/// RFC 3279, section 2.2.3.
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
const UNKNOWN_EXTENSION: &str = "or an intermediate one has a critical extension that is not known";
/// For errors of versions to come.
const REFUSED: &str = "cannot be verified";
