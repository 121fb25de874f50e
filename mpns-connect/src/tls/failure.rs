use std::error::Error;
use std::fmt;

use rustls::{AlertDescription, CertificateError};

use crate::causes::causes;

/// What went wrong in TLS, found in any transport's error.
///
/// In TLS 1.3, a server refuses a client certificate, or the lack of one, only after the client's handshake. A
/// transport then sees a failed read or write, with the reason deep in the chain of its error.
/// [`TlsFailure::find`] looks there, so that all transports report the same.
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
    /// The server wants a client certificate and was shown none.
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

/// A TLS alert (RFC 8446 section 6): a number, shown by its registered name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

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

    /// Whether the server said that it refuses the client certificate, or the lack of one.
    ///
    /// For the server this ends the handshake, however far the client is. So on a connection that carried no
    /// exchange before, the server has read no request.
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

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ALERTS.iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "alert {}", self.0),
        }
    }
}

/// IANA's registry of TLS alerts.
const ALERTS: [(u8, &str); 35] = [
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (21, "decryption_failed"),
    (22, "record_overflow"),
    (30, "decompression_failure"),
    (40, "handshake_failure"),
    (41, "no_certificate"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (60, "export_restriction"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (100, "no_renegotiation"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (111, "certificate_unobtainable"),
    (112, "unrecognized_name"),
    (113, "bad_certificate_status_response"),
    (114, "bad_certificate_hash_value"),
    (115, "unknown_psk_identity"),
    (116, "certificate_required"),
    (120, "no_application_protocol"),
    (121, "ech_required"),
];

#[cfg(test)]
mod tests {
    use std::io;

    use rustls::pki_types::{ServerName, UnixTime};
    use rustls::{InvalidMessage, OtherError, PeerIncompatible};

    use super::*;

    /// A transport's error, with a cause.
    #[derive(Debug)]
    struct Outer(Option<Box<dyn Error>>);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("sending failed")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.0.as_deref()
        }
    }

    /// An error that is its own cause.
    #[derive(Debug)]
    struct Endless;

    impl fmt::Display for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("failed")
        }
    }

    impl Error for Endless {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    fn alert(number: u8) -> rustls::Error {
        rustls::Error::AlertReceived(AlertDescription::from(number))
    }

    #[test]
    fn classifies_what_rustls_says() {
        use CertificateError as E;
        let time = UnixTime::since_unix_epoch(std::time::Duration::ZERO);
        let refused = |number| TlsFailure::ClientCertificateRefused(Alert(number));
        #[rustfmt::skip]
        let cases = [
            (E::UnknownIssuer.into(), TlsFailure::UntrustedServer, true),
            (E::BadSignature.into(), TlsFailure::UntrustedServer, true),
            (E::Expired.into(), TlsFailure::ServerCertificateDate, true),
            (E::ExpiredContext { time, not_after: time }.into(), TlsFailure::ServerCertificateDate, true),
            (E::NotValidYet.into(), TlsFailure::ServerCertificateDate, true),
            (E::NotValidYetContext { time, not_before: time }.into(), TlsFailure::ServerCertificateDate, true),
            (E::NotValidForName.into(), TlsFailure::ServerName, true),
            (E::NotValidForNameContext { expected: ServerName::try_from("a").unwrap(), presented: vec![] }.into(), TlsFailure::ServerName, true),
            (E::Revoked.into(), TlsFailure::ServerCertificate("Revoked".to_owned()), true),
            (alert(116), TlsFailure::ClientCertificateRequired, true),
            (alert(41), TlsFailure::ClientCertificateRequired, true),
            (alert(42), refused(42), true),
            (alert(43), refused(43), true),
            (alert(44), refused(44), true),
            (alert(45), refused(45), true),
            (alert(46), refused(46), true),
            (alert(48), refused(48), true),
            (alert(49), refused(49), true),
            (alert(40), TlsFailure::NothingInCommon, true),
            (alert(70), TlsFailure::NothingInCommon, true),
            (alert(71), TlsFailure::NothingInCommon, true),
            (rustls::Error::PeerIncompatible(PeerIncompatible::NoKxGroupsInCommon), TlsFailure::NothingInCommon, true),
            (rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType), TlsFailure::NotTls, true),
            (alert(80), TlsFailure::Alert(Alert(80)), false),
            (alert(200), TlsFailure::Alert(Alert(200)), false),
            (rustls::Error::DecryptError, TlsFailure::Other("cannot decrypt peer's message".to_owned()), false),
        ];
        for (error, expected, permanent) in cases {
            assert_eq!(TlsFailure::find(&error), Some(expected.clone()), "{error:?}");
            assert_eq!(expected.is_permanent(), permanent, "{expected:?}");
        }
        let other = rustls::Error::Other(OtherError(std::sync::Arc::new(fmt::Error)));
        assert!(matches!(TlsFailure::find(&other), Some(TlsFailure::Other(_))));
    }

    #[test]
    fn looks_through_causes_and_into_io_errors() {
        let tls = || alert(116);
        #[rustfmt::skip]
        let cases: [(Box<dyn Error>, bool); 9] = [
            (Box::new(tls()), true),
            (Box::new(io::Error::other(tls())), true),
            (Box::new(io::Error::other(io::Error::other(tls()))), true),
            (Box::new(Outer(Some(Box::new(tls())))), true),
            (Box::new(Outer(Some(Box::new(Outer(Some(Box::new(io::Error::other(tls())))))))), true),
            (Box::new(Outer(None)), false),
            (Box::new(io::Error::from(io::ErrorKind::BrokenPipe)), false),
            (Box::new(Outer(Some(Box::new(io::Error::other("certificate required"))))), false),
            (Box::new(Endless), false),
        ];
        for (error, found) in cases {
            let expected = found.then_some(TlsFailure::ClientCertificateRequired);
            assert_eq!(TlsFailure::find(&*error), expected, "{error:?}");
        }
    }

    #[test]
    fn tells_what_a_failure_is_about() {
        let refused = TlsFailure::ClientCertificateRefused(Alert(48));
        for (failure, about_client, refusal, permanent, text) in [
            (TlsFailure::ClientCertificateRequired, true, true, true, "wants a client certificate"),
            (refused, true, true, true, "refused the client certificate (unknown_ca)"),
            (TlsFailure::NothingInCommon, true, false, true, "in common"),
            (TlsFailure::UntrustedServer, false, false, true, "not from a trusted authority"),
            (TlsFailure::NotTls, false, false, true, "does not speak TLS"),
            (TlsFailure::Alert(Alert(80)), false, false, false, "internal_error"),
            (TlsFailure::Other("x".to_owned()), false, false, false, "x"),
        ] {
            assert_eq!(failure.is_about_client_certificate(), about_client, "{failure}");
            assert_eq!(failure.is_refusal_of_client(), refusal, "{failure}");
            assert_eq!(failure.is_permanent(), permanent, "{failure}");
            assert!(failure.to_string().contains(text), "{failure}");
        }
    }

    #[test]
    fn an_alert_shows_its_registered_name() {
        for (number, text) in
            [(48, "unknown_ca"), (116, "certificate_required"), (0, "close_notify"), (7, "alert 7")]
        {
            assert_eq!(Alert(number).to_string(), text);
        }
        assert!(ALERTS.is_sorted());
    }
}
