use std::fmt;
use std::time::SystemTime;

use super::alert::Alert;
use crate::utc::utc;

/// What went wrong in TLS, found in any transport's error.
///
/// In TLS 1.3, a server refuses a client certificate, or the lack of one, only after the client has finished its
/// handshake. A transport then has a failed read or write, with the reason deep in the chain of causes.
/// [`TlsFailure::find`] finds it there, so all transports report the same.
///
/// Its text is one plain sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFailure {
    /// The server's certificate is not from a trusted authority.
    UntrustedServer,
    /// The server's certificate is signed with its own key, and not one of the trusted ones.
    SelfSignedServer,
    /// The server's certificate has expired.
    ServerCertificateExpired {
        /// The last moment at which it was valid, if it is known.
        not_after: Option<SystemTime>,
    },
    /// The server's certificate is not valid yet.
    ServerCertificateNotYetValid {
        /// The first moment at which it is valid, if it is known.
        not_before: Option<SystemTime>,
    },
    /// The server's certificate is for other names.
    ServerName {
        /// The host names and addresses that it is for, if they are known; of special characters, their escapes.
        names: Option<Vec<String>>,
    },
    /// The server's certificate is unusable for another reason, given as the rest of a sentence about it.
    ServerCertificate(String),
    /// The server requires a client certificate, and none was presented.
    ClientCertificateRequired,
    /// The server refused the client certificate with this alert.
    ClientCertificateRefused(Alert),
    /// Client and server have no TLS version in common.
    NoVersionInCommon,
    /// Client and server have no cipher suite, or other parameter, in common.
    NoCipherInCommon,
    /// The server found nothing in common, and did not say what. In TLS 1.2, servers also say this if a client
    /// certificate is missing.
    NothingInCommon,
    /// The server does not speak TLS.
    NotTls,
    /// What was received on a TLS connection is not what the server encrypted: the connection is damaged.
    Damaged,
    /// The server ended the connection with another alert.
    Alert(Alert),
    /// Anything else, given as text.
    Other(String),
}

impl TlsFailure {
    /// Whether the same request will fail again until somebody changes something: a certificate, the trust, the
    /// clock, the server. [`Damaged`](Self::Damaged), [`Alert`](Self::Alert) and [`Other`](Self::Other) are not
    /// permanent: they may be a server's internal error or a broken connection.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        !matches!(self, Self::Damaged | Self::Alert(_) | Self::Other(_))
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

    /// The same failure, found in the handshake or after it: the server does speak TLS then.
    pub(crate) fn placed(self, in_handshake: bool) -> Self {
        match self {
            Self::NotTls if !in_handshake => Self::Damaged,
            other => other,
        }
    }
}

impl fmt::Display for TlsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UntrustedServer => {
                f.write_str("the server's certificate is not from a trusted authority")
            }
            Self::SelfSignedServer => f.write_str(
                "the server's certificate is self-signed, and is not one of the trusted certificates",
            ),
            Self::ServerCertificateExpired { not_after: None } => {
                f.write_str("the server's certificate has expired")
            }
            Self::ServerCertificateExpired { not_after: Some(end) } => {
                write!(f, "the server's certificate expired at {}", utc(*end))
            }
            Self::ServerCertificateNotYetValid { not_before: None } => {
                f.write_str("the server's certificate is not valid yet")
            }
            Self::ServerCertificateNotYetValid { not_before: Some(begin) } => {
                write!(f, "the server's certificate is not valid before {}", utc(*begin))
            }
            Self::ServerName { names } => write_names(f, names.as_deref()),
            Self::ServerCertificate(text) => write!(f, "the server's certificate {text}"),
            Self::ClientCertificateRequired => f.write_str("the server wants a client certificate"),
            Self::ClientCertificateRefused(alert) => {
                write!(f, "the server refused the client certificate ({alert})")?;
                alert.reason().map_or(Ok(()), |reason| write!(f, ": {reason}"))
            }
            Self::NoVersionInCommon => f.write_str(
                "client and server have no TLS version in common: 1.2 and 1.3 are supported, \
                 unless the settings leave one out",
            ),
            Self::NoCipherInCommon => {
                f.write_str("client and server have no cipher suite or key exchange in common")
            }
            Self::NothingInCommon => f.write_str(
                "client and server have no TLS version or cipher suite in common, \
                 or the server wants a client certificate",
            ),
            Self::NotTls => f.write_str("the server does not speak TLS on this port"),
            Self::Damaged => f.write_str(
                "what was received on the TLS connection is damaged, or not from the server",
            ),
            Self::Alert(alert) => {
                write!(f, "the server ended the TLS connection ({alert})")?;
                alert.reason().map_or(Ok(()), |reason| write!(f, ": {reason}"))
            }
            Self::Other(text) => write!(f, "TLS failed: {text}"),
        }
    }
}

fn write_names(f: &mut fmt::Formatter<'_>, names: Option<&[String]>) -> fmt::Result {
    match names {
        None => f.write_str("the server's certificate is for another name"),
        Some([]) => f.write_str(
            "the server's certificate is for no name: it has no subject alternative name of a host",
        ),
        Some(names) => {
            let (shown, left) = names.split_at(names.len().min(MAX_NAMES));
            write!(f, "the server's certificate is for another name: {}", shown.join(", "))?;
            if left.is_empty() { Ok(()) } else { write!(f, " and {} more", left.len()) }
        }
    }
}

/// As many names as a line can show.
const MAX_NAMES: usize = 4;

#[cfg(test)]
mod tests;
