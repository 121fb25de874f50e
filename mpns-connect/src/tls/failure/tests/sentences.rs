//! What a person reads: one plain sentence for each of rustls's errors.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{AlgorithmIdentifier, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ContentType, Error, InconsistentKeys, InvalidMessage,
    OtherError, PeerIncompatible, PeerMisbehaved,
};
use webpki::Error as Webpki;
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::ObjectIdentifier;

use super::TlsFailure;

fn sentence(error: impl Into<Error>) -> String {
    TlsFailure::find(&error.into()).unwrap().to_string()
}

fn of_webpki(error: Webpki) -> Error {
    CertificateError::Other(OtherError(Arc::new(error))).into()
}

/// The encoding of object identifiers, as in an algorithm's.
fn oids(oids: &[&str]) -> Vec<u8> {
    oids.iter().flat_map(|oid| ObjectIdentifier::new_unwrap(oid).to_der().unwrap()).collect()
}

fn signed_by(oid: &str) -> CertificateError {
    let supported = AlgorithmIdentifier::from_slice(&[0x30; 200]);
    CertificateError::UnsupportedSignatureAlgorithmContext {
        signature_algorithm_id: oids(&[oid]),
        supported_algorithms: vec![supported],
    }
}

#[test]
fn a_servers_certificate_is_explained_in_one_sentence() {
    use CertificateError as E;
    let time = UnixTime::since_unix_epoch(Duration::ZERO);
    let elliptic = E::UnsupportedSignatureAlgorithmForPublicKeyContext {
        signature_algorithm_id: oids(&["1.2.840.10045.4.3.2"]),
        public_key_algorithm_id: oids(&["1.2.840.10045.2.1", "1.3.132.0.35"]),
    };
    let unknown = signed_by("1.2.3.4");
    let error: fn() -> OtherError = || OtherError(Arc::new(std::fmt::Error));
    #[rustfmt::skip]
    let cases: [(Error, &str); 22] = [
        (E::UnknownIssuer.into(), "is not from a trusted authority"),
        (E::ExpiredContext { time, not_after: time }.into(), "expired at 1970-01-01T00:00:00Z"),
        (E::NotValidYetContext { time, not_before: time }.into(), "is not valid before 1970-01-01T00:00:00Z"),
        (E::BadEncoding.into(), "is malformed"),
        (E::Revoked.into(), "is revoked"),
        (E::UnknownRevocationStatus.into(), "may be revoked: that cannot be verified"),
        (E::InvalidOcspResponse.into(), "may be revoked: that cannot be verified"),
        (E::UnhandledCriticalExtension.into(), "or an intermediate one has a critical extension that is not known"),
        (E::InvalidPurpose.into(), "is not for servers: its extended key usage leaves out server authentication"),
        (E::ApplicationVerificationFailure.into(), "cannot be verified"),
        (E::Other(error()).into(), "cannot be verified"),
        (signed_by("1.2.840.113549.1.1.5").into(), "or an intermediate one is signed with SHA-1, which is broken and not accepted"),
        (signed_by("1.2.840.10045.4.1").into(), "or an intermediate one is signed with SHA-1, which is broken and not accepted"),
        (signed_by("1.2.840.113549.1.1.4").into(), "or an intermediate one is signed with MD5, which is broken and not accepted"),
        (unknown.into(), "or an intermediate one is signed by an algorithm that is not supported (1.2.3.4)"),
        (elliptic.into(), "or an intermediate one is signed by a kind of key that is not supported (id-ecPublicKey, secp521r1)"),
        (Error::NoCertificatesPresented, "is missing: it presented none"),
        (of_webpki(Webpki::CaUsedAsEndEntity), "is that of an authority, and not of a server"),
        (of_webpki(Webpki::UnsupportedCertVersion), "or an intermediate one is of X.509 version 1 or 2, and version 3 is needed"),
        (of_webpki(Webpki::NameConstraintViolation), "is signed by an authority that may not sign this name"),
        (of_webpki(Webpki::MalformedExtensions), "or an intermediate one is malformed"),
        (of_webpki(Webpki::UnsupportedDeltaCrl), "cannot be verified"),
    ];
    for (error, expected) in cases {
        assert_eq!(sentence(error.clone()), format!("the server's certificate {expected}"));
    }
}

#[test]
fn names_are_shown_up_to_a_limit() {
    let names = |count: usize| Some((1..=count).map(|number| format!("h{number}")).collect());
    for (names, end) in [
        (None, "is for another name"),
        (Some(vec![]), "is for no name: it has no subject alternative name of a host"),
        (names(1), "is for another name: h1"),
        (names(4), "is for another name: h1, h2, h3, h4"),
        (names(6), "is for another name: h1, h2, h3, h4 and 2 more"),
    ] {
        let text = TlsFailure::ServerName { names }.to_string();
        assert_eq!(text, format!("the server's certificate {end}"));
    }
}

#[test]
fn every_other_failure_is_explained_in_one_sentence() {
    use AlertDescription as A;
    let alert = Error::AlertReceived;
    let unexpected = Error::InappropriateMessage {
        expect_types: vec![ContentType::Handshake],
        got_type: ContentType::ApplicationData,
    };
    #[rustfmt::skip]
    let cases = [
        (alert(A::CertificateRequired), "the server wants a client certificate"),
        (alert(A::UnknownCA), "the server refused the client certificate (UnknownCA): it does not trust the certificate's authority"),
        (alert(A::CertificateExpired), "the server refused the client certificate (CertificateExpired): the certificate has expired, by the server's clock"),
        (alert(A::UnrecognisedName), "the server ended the TLS connection (UnrecognisedName): it does not serve this host name"),
        (alert(A::DecodeError), "the server ended the TLS connection (DecodeError)"),
        (alert(A::from(200)), "the server ended the TLS connection (alert 200)"),
        (alert(A::ProtocolVersion), "client and server have no TLS version in common: 1.2 and 1.3 are supported, unless the settings leave one out"),
        (alert(A::HandshakeFailure), "client and server have no TLS version or cipher suite in common, or the server wants a client certificate"),
        (PeerIncompatible::NoCipherSuitesInCommon.into(), "client and server have no cipher suite or key exchange in common"),
        (InvalidMessage::InvalidContentType.into(), "the server does not speak TLS on this port"),
        (Error::DecryptError, "what was received on the TLS connection is damaged, or not from the server"),
        (unexpected, "TLS failed: the server sent a message of TLS that has no place there"),
        (PeerMisbehaved::InvalidKeyShare.into(), "TLS failed: the server broke a rule of TLS (InvalidKeyShare)"),
        (InconsistentKeys::KeyMismatch.into(), "TLS failed: the client's private key does not belong to its certificate"),
        (Error::FailedToGetCurrentTime, "TLS failed: the clock of this computer cannot be read"),
        (Error::HandshakeNotComplete, "TLS failed: the TLS library refuses the connection"),
        (Error::General("a\nb".to_owned()), "TLS failed: a\\nb"),
    ];
    for (error, expected) in cases {
        assert_eq!(sentence(error), expected);
    }
}
