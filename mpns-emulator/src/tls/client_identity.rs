use std::fmt;

/// A client certificate with its private key, both in PEM, as an authenticated service presents it.
#[derive(Clone)]
pub struct ClientIdentity {
    /// The certificate. Its common name is the name of the service.
    pub certificate_pem: String,
    /// The private key, PKCS#8 without a passphrase.
    pub key_pem: String,
}

/// Without the private key.
impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIdentity")
            .field("certificate_pem", &self.certificate_pem)
            .finish_non_exhaustive()
    }
}
