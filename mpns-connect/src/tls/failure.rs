use std::error::Error;
use std::fmt;

use rustls::{AlertDescription, CertificateError};

use super::alert::Alert;
use crate::causes::causes;

/// What went wrong in TLS, found in any transport's error.
///
/// In TLS 1.3, a server refuses a client certificate, or the lack of one, only after the client has finished its
/// handshake. A transport then has a failed read or write, with the reason deep in the chain of causes.
/// [`TlsFailure::find`] finds it there, so all transports report the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFailure {
    /// The server's certificate is not from a trusted authority.
    UntrustedServer,
    /// The server's certificate is expired or not yet valid.
    ServerCertificateDate,
    /// The server's certificate is for other names.
    ServerName,
    /// The server's certificate is unusable for another reason, given as text.
    ServerCertificate(String),
    /// The server requires a client certificate, and none was presented.
    ClientCertificateRequired,
    /// The server refused the client certificate with this alert.
    ClientCertificateRefused(Alert),
    /// Client and server have no TLS version, cipher suite or other parameter in common. In TLS 1.2, servers
    /// also say this if a client certificate is missing.
    NothingInCommon,
    /// The server does not speak TLS.
    NotTls,
    /// The server ended the connection with another alert.
    Alert(Alert),
    /// Anything else, given as text.
    Other(String),
}

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
        causes(error).find_map(|cause| cause.downcast_ref()).map(Self::classify)
    }

    /// Whether the same request will fail again until somebody changes something: a certificate, the trust, the
    /// clock, the server. [`Alert`](Self::Alert) and [`Other`](Self::Other) are not permanent: they may be a
    /// server's internal error or a broken connection.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Alert(_) | Self::Other(_))
    }

    /// Whether the failure is, or may be, about the client certificate.
    #[must_use]
    pub fn is_about_client_certificate(&self) -> bool {
        matches!(
            self,
            Self::ClientCertificateRequired
                | Self::ClientCertificateRefused(_)
                | Self::NothingInCommon
        )
    }

    /// Whether the server reported that it refuses the client certificate, or the lack of one.
    ///
    /// For the server this ends the handshake, even if it is complete for the client. So on a connection without
    /// an earlier exchange, the server has read no request.
    #[must_use]
    pub fn is_refusal_of_client(&self) -> bool {
        matches!(self, Self::ClientCertificateRequired | Self::ClientCertificateRefused(_))
    }

    fn classify(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(error) => Self::server_certificate(error),
            rustls::Error::AlertReceived(alert) => Self::alert(*alert),
            rustls::Error::PeerIncompatible(_) => Self::NothingInCommon,
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            other => Self::Other(other.to_string()),
        }
    }

    fn server_certificate(error: &CertificateError) -> Self {
        use CertificateError as E;
        match error {
            // The signature is bad if another authority of the same name is trusted.
            E::UnknownIssuer | E::BadSignature => Self::UntrustedServer,
            E::Expired
            | E::ExpiredContext { .. }
            | E::NotValidYet
            | E::NotValidYetContext { .. } => Self::ServerCertificateDate,
            E::NotValidForName | E::NotValidForNameContext { .. } => Self::ServerName,
            other => Self::ServerCertificate(other.to_string()),
        }
    }

    fn alert(alert: AlertDescription) -> Self {
        use AlertDescription as A;
        let number = Alert(u8::from(alert));
        match alert {
            A::CertificateRequired | A::NoCertificate => Self::ClientCertificateRequired,
            A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCA
            | A::AccessDenied => Self::ClientCertificateRefused(number),
            A::HandshakeFailure | A::ProtocolVersion | A::InsufficientSecurity => {
                Self::NothingInCommon
            }
            _ => Self::Alert(number),
        }
    }
}

impl fmt::Display for TlsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UntrustedServer => {
                f.write_str("the server's certificate is not from a trusted authority")
            }
            Self::ServerCertificateDate => {
                f.write_str("the server's certificate is expired or not yet valid")
            }
            Self::ServerName => f.write_str("the server's certificate is for another name"),
            Self::ServerCertificate(text) => {
                write!(f, "the server's certificate is unusable: {text}")
            }
            Self::ClientCertificateRequired => f.write_str("the server wants a client certificate"),
            Self::ClientCertificateRefused(alert) => {
                write!(f, "the server refused the client certificate ({alert})")
            }
            Self::NothingInCommon => f.write_str(
                "client and server have no TLS version or cipher suite in common, \
                 or the server wants a client certificate",
            ),
            Self::NotTls => f.write_str("the server does not speak TLS on this port"),
            Self::Alert(alert) => write!(f, "the server ended the TLS connection ({alert})"),
            Self::Other(text) => write!(f, "TLS failed: {text}"),
        }
    }
}

#[cfg(test)]
mod tests;
