/// Who sends a request, as far as its connection shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// A client without TLS.
    Plain,
    /// A client with TLS, and perhaps with a client certificate.
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "there is no TLS"))]
    Tls(ClientCertificate),
}

/// What a client presented in the TLS handshake.
#[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "there is no TLS"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientCertificate {
    /// No certificate.
    Absent,
    /// A certificate that is not from a trusted authority, is not valid now, or is not for clients.
    Untrusted,
    /// A certificate from a trusted authority.
    Trusted {
        /// The common name of its subject: the name of the authenticated service. Empty if it has none.
        common_name: String,
    },
}
