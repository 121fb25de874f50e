use std::fmt;

use rustls::AlertDescription;

/// A TLS alert (RFC 8446, section 6): a number, shown by its name, or as a number if it is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

impl Alert {
    /// What it means for the sender of a notification, if its name does not say it.
    pub(super) fn reason(self) -> Option<&'static str> {
        use AlertDescription as A;
        Some(match AlertDescription::from(self.0) {
            A::UnknownCA => "it does not trust the certificate's authority",
            A::BadCertificate => "it found the certificate malformed or wrongly signed",
            A::UnsupportedCertificate => "it does not support such certificates",
            A::CertificateRevoked => "the certificate is revoked",
            A::CertificateExpired => "the certificate has expired, by the server's clock",
            A::CertificateUnknown => "it does not accept the certificate",
            A::AccessDenied => "the certificate is not allowed to send",
            A::DecryptError => "it could not verify a signature, such as that of the client's key",
            A::UnrecognisedName => "it does not serve this host name",
            A::InternalError => "it has a fault of its own",
            _ => return None,
        })
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match AlertDescription::from(self.0) {
            AlertDescription::Unknown(number) => write!(f, "alert {number}"),
            known => write!(f, "{known:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_its_name_or_its_number() {
        for (number, text) in
            [(48, "UnknownCA"), (116, "CertificateRequired"), (0, "CloseNotify"), (7, "alert 7")]
        {
            assert_eq!(Alert(number).to_string(), text);
        }
    }
}
