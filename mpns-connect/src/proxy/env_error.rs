use super::server::ParseProxyError;

/// Why a proxy in the environment cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable `{variable}` names a proxy that cannot be used")]
pub struct ProxyEnvError {
    pub(super) variable: &'static str,
    pub(super) source: ParseProxyError,
}

impl ProxyEnvError {
    /// The name of the variable.
    #[must_use]
    pub fn variable(&self) -> &str {
        self.variable
    }
}
