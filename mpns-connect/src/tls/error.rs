/// Why there is no usable TLS configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The lowest version, the highest version and the cipher suites leave no version.
    #[error("the chosen lowest version, highest version and cipher suites leave no TLS version")]
    NoVersion,
    /// The certificates that the operating system trusts could not be read, or there are none.
    #[error("no trusted certificate could be read from the operating system")]
    NativeRoots(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The TLS library refused the configuration.
    #[error("the TLS library refused the configuration")]
    Library(#[source] Box<dyn std::error::Error + Send + Sync>),
}
