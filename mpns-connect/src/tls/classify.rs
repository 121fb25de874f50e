//! From the TLS library's errors to a [`TlsFailure`].

use std::error::Error;

use rustls::{AlertDescription, InvalidMessage, PeerIncompatible};

use super::alert::Alert;
use super::certificate_error;
use super::failure::TlsFailure;
use crate::causes::causes;

impl TlsFailure {
    /// Finds the TLS failure in an error or its causes, including those inside [`io::Error`](std::io::Error)s.
    ///
    /// ```
    /// use mpns_connect::TlsFailure;
    /// use rustls::AlertDescription::CertificateRequired;
    ///
    /// let error = std::io::Error::other(rustls::Error::AlertReceived(CertificateRequired));
    /// assert_eq!(TlsFailure::find(&error), Some(TlsFailure::ClientCertificateRequired));
    /// assert_eq!(TlsFailure::find(&std::fmt::Error), None);
    /// ```
    #[must_use]
    pub fn find(error: &(dyn Error + 'static)) -> Option<Self> {
        causes(error).find_map(|cause| cause.downcast_ref()).map(classify)
    }
}

fn classify(error: &rustls::Error) -> TlsFailure {
    use rustls::Error as E;
    let text = match error {
        E::InvalidCertificate(error) => return certificate_error::classify(error),
        E::NoCertificatesPresented => {
            return TlsFailure::ServerCertificate("is missing: it presented none".to_owned());
        }
        E::AlertReceived(alert) => return of_alert(*alert),
        E::PeerIncompatible(reason) => return incompatible(reason),
        E::InvalidMessage(reason) if is_no_record(reason) => return TlsFailure::NotTls,
        E::InvalidMessage(_) | E::DecryptError | E::PeerSentOversizedRecord => {
            return TlsFailure::Damaged;
        }
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            "the server sent a message of TLS that has no place there".to_owned()
        }
        E::PeerMisbehaved(reason) => format!("the server broke a rule of TLS ({reason:?})"),
        E::NoApplicationProtocol => {
            "the server wants another protocol than HTTP/1.1 (ALPN)".to_owned()
        }
        E::UnsupportedNameType => "the host is not a name that TLS can verify".to_owned(),
        E::FailedToGetCurrentTime => "the clock of this computer cannot be read".to_owned(),
        E::FailedToGetRandomBytes => "this computer gives no random numbers".to_owned(),
        E::EncryptError => "a message cannot be encrypted".to_owned(),
        E::InconsistentKeys(_) => {
            "the client's private key does not belong to its certificate".to_owned()
        }
        E::General(reason) => reason.escape_debug().to_string(),
        E::Other(reason) => reason.to_string(),
        _ => "the TLS library refuses the connection".to_owned(),
    };
    TlsFailure::Other(text)
}

/// Whether this cannot be the beginning of a record: what every server sends that does not speak TLS.
fn is_no_record(reason: &InvalidMessage) -> bool {
    use InvalidMessage as M;
    matches!(
        reason,
        M::InvalidContentType
            | M::UnknownProtocolVersion
            | M::MessageTooLarge
            | M::InvalidEmptyPayload
    )
}

fn incompatible(reason: &PeerIncompatible) -> TlsFailure {
    use PeerIncompatible as P;
    match reason {
        P::ServerDoesNotSupportTls12Or13
        | P::ServerTlsVersionIsDisabledByOurConfig
        | P::SupportedVersionsExtensionRequired
        | P::Tls12NotOffered
        | P::Tls12NotOfferedOrEnabled => TlsFailure::NoVersionInCommon,
        _ => TlsFailure::NoCipherInCommon,
    }
}

fn of_alert(alert: AlertDescription) -> TlsFailure {
    use AlertDescription as A;
    let number = Alert(u8::from(alert));
    match alert {
        A::CertificateRequired | A::NoCertificate => TlsFailure::ClientCertificateRequired,
        A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCA
        | A::AccessDenied => TlsFailure::ClientCertificateRefused(number),
        A::ProtocolVersion => TlsFailure::NoVersionInCommon,
        A::InsufficientSecurity => TlsFailure::NoCipherInCommon,
        A::HandshakeFailure => TlsFailure::NothingInCommon,
        _ => TlsFailure::Alert(number),
    }
}
