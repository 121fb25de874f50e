use std::fmt;

/// What can be in a file that is given for a certificate or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Certificate,
    TrustedCertificate,
    Request,
    RevocationList,
    PrivateKey,
    PublicKey,
    Pkcs7,
    Pkcs12,
    Jks,
    Jceks,
    MicrosoftKey,
    OpenSshKey,
    OpenSshPublicKey,
    PuttyKey,
    Pgp,
    Html,
    Xml,
    Zip,
    Utf16,
    Empty,
}

impl Content {
    /// What turns it into something that is read, or why nothing can.
    pub(super) fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::TrustedCertificate => "`openssl x509` turns it into a certificate in PEM",
            Self::Request => "an authority turns it into a certificate",
            Self::PublicKey | Self::OpenSshPublicKey => "the private key is in another file",
            Self::Pkcs7 => "`openssl pkcs7 -print_certs` turns it into certificates in PEM",
            Self::Jks | Self::Jceks => {
                "`keytool -importkeystore -deststoretype PKCS12` turns it into PKCS#12"
            }
            Self::MicrosoftKey => "`openssl rsa -inform PVK` turns it into PEM",
            Self::OpenSshKey => "`ssh-keygen -p -m PKCS8` turns it into PEM",
            Self::PuttyKey => "PuTTYgen and then `ssh-keygen -p -m PKCS8` turn it into PEM",
            Self::Utf16 => "it has to be UTF-8",
            _ => return None,
        })
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "a certificate",
            Self::TrustedCertificate => "a trusted certificate of OpenSSL",
            Self::Request => "a certificate signing request (CSR)",
            Self::RevocationList => "a certificate revocation list (CRL)",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
            Self::Pkcs7 => "PKCS#7 (.p7b)",
            Self::Pkcs12 => "PKCS#12 (.pfx, .p12)",
            Self::Jks => "a Java keystore (JKS)",
            Self::Jceks => "a Java keystore (JCEKS)",
            Self::MicrosoftKey => "a private key of Microsoft's tools (.pvk)",
            Self::OpenSshKey => "a private key of OpenSSH",
            Self::OpenSshPublicKey => "a public key of OpenSSH",
            Self::PuttyKey => "a private key of PuTTY (.ppk)",
            Self::Pgp => "a text of OpenPGP",
            Self::Html => "a web page (HTML)",
            Self::Xml => "an XML document",
            Self::Zip => "a ZIP archive",
            Self::Utf16 => "a text in UTF-16",
            Self::Empty => "an empty file",
        })
    }
}
