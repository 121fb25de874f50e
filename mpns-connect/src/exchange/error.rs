use std::error::Error as StdError;
use std::fmt;

use http::{StatusCode, Uri};
use mpns_proto::Backoff;

use super::dial_error::DialError;
use super::error_kind::ErrorKind;
use super::retry::Retry;
use crate::causes::causes;
use crate::proxy::error::{ProxyError, is_refusal};
use crate::tls::failure::TlsFailure;

/// Why there is no reply, from any transport.
///
/// Its text names the host, never the path, which is a secret, and says what failed in TLS. Other causes are its
/// [`source`](StdError::source)s. [`Error::retry`] says whether and when to send the notification again.
///
/// [`Attempt::judge`](crate::transport::Attempt::judge) returns one to a transport. A transport without it creates its
/// own from an [`ErrorKind`], and adds what else it knows in any order:
///
/// ```
/// use mpns_connect::{Error, ErrorKind, Retry};
///
/// let target = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse()?;
/// let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
/// let error = Error::new(ErrorKind::NoReply, &target).with_source(broken);
/// assert!(matches!(error.retry(), Retry::MayShowTwice(_)));
/// assert_eq!(
///     error.to_string(),
///     "no reply from sn1.notify.live.net: the connection failed; the request may have been delivered",
/// );
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// Host and port.
    host: String,
    lacks_identity: bool,
    tls: Option<TlsFailure>,
    proxy_status: Option<StatusCode>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error about the exchange with the host of this URI.
    #[must_use]
    pub fn new(kind: ErrorKind, target: &Uri) -> Self {
        let name = target.host().unwrap_or_default();
        let host = target.port_u16().map_or(name.into(), |port| format!("{name}:{port}"));
        let (tls, proxy_status, source) = (None, None, None);
        let lacks_identity = false;
        Self(Box::new(Inner { kind, host, lacks_identity, tls, proxy_status, source }))
    }

    /// Adds the cause. A TLS failure and a proxy's status are taken from it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let found = TlsFailure::find(&*source).map(|found| found.placed(self.is_connect()));
        self.0.tls = found.or(self.0.tls);
        self.0.proxy_status = causes(&*source)
            .find_map(|cause| cause.downcast_ref::<ProxyError>()?.status())
            .or(self.0.proxy_status);
        self.0.source = Some(source);
        self
    }

    /// Adds what failed in TLS, if the cause does not show it.
    #[must_use]
    pub fn with_tls_failure(mut self, failure: TlsFailure) -> Self {
        let failure = failure.placed(self.is_connect());
        self.0.tls.get_or_insert(failure);
        self
    }

    /// Says that no identity is configured, so that a failure that is about one is explained.
    pub(crate) fn without_identity(mut self) -> Self {
        self.0.lacks_identity = true;
        self
    }

    /// How far the exchange got.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Whether and when to send the notification again, and whether that may show it twice. Never, if the error [is
    /// permanent](Self::is_permanent).
    pub fn retry(&self) -> Retry {
        if self.is_permanent() {
            Retry::Never
        } else if self.may_have_been_delivered() {
            Retry::MayShowTwice(Backoff::new())
        } else {
            Retry::Backoff(Backoff::new())
        }
    }

    /// Whether the same exchange will fail again until the request or the configuration is changed: the URI or the
    /// request is at fault, an identity is missing or refused, TLS fails for a [permanent](TlsFailure::is_permanent)
    /// reason, or a proxy refuses with a 3xx or 4xx, such as 407.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        let Inner { kind, proxy_status, tls, source, .. } = &*self.0;
        let step = source.as_ref().and_then(|source| DialError::find(&**source));
        kind.is_permanent()
            || self.is_identity_missing()
            || proxy_status.is_some_and(is_refusal)
            || tls.as_ref().is_some_and(TlsFailure::is_permanent)
            || matches!(step, Some(DialError::Name(_)))
    }

    /// Whether the service may have read the request: part of it may have been sent, and there is no reply. Sending
    /// it again may deliver it twice.
    #[must_use]
    pub fn may_have_been_delivered(&self) -> bool {
        self.0.kind.may_have_been_delivered()
    }

    /// Whether a time limit was reached: for connecting, or for the whole exchange.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind.is_timeout()
    }

    /// Whether there was no connection, so nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind.is_connect()
    }

    /// Whether a proxy is at fault: it cannot be reached, did not respond in time, or refused.
    #[must_use]
    pub fn is_proxy(&self) -> bool {
        self.0.kind.is_proxy()
    }

    /// What failed in TLS, if something did.
    #[must_use]
    pub fn tls_failure(&self) -> Option<&TlsFailure> {
        self.0.tls.as_ref()
    }

    /// The status with which a proxy refused, if one did.
    #[must_use]
    pub fn proxy_status(&self) -> Option<StatusCode> {
        self.0.proxy_status
    }

    /// Whether there is no reply because no identity is configured, or maybe because of that: the channel is
    /// `https`, and the settings require an identity, or the service refused the client in TLS.
    #[must_use]
    pub fn is_identity_missing(&self) -> bool {
        let is_about_identity =
            self.tls_failure().is_some_and(TlsFailure::is_about_client_certificate);
        self.0.kind == ErrorKind::IdentityRequired || (self.0.lacks_identity && is_about_identity)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, host, tls, .. } = &*self.0;
        match tls {
            Some(tls) if !kind.is_own_text() => write!(f, "no reply from {host}: {tls}")?,
            _ => kind.write(f, host)?,
        }
        if self.is_identity_missing() {
            f.write_str(", and no identity (client certificate) is configured")?;
        }
        if self.may_have_been_delivered() {
            f.write_str("; the request may have been delivered")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("host", &self.0.host)
            .field("may_have_been_delivered", &self.may_have_been_delivered())
            .field("tls_failure", &self.0.tls)
            .field("proxy_status", &self.0.proxy_status)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text says what failed in TLS; the causes would only repeat it, in the words of a library.
        let source = self.0.source.as_ref().filter(|source| TlsFailure::find(&***source).is_none());
        source.map(|source| &**source as _)
    }
}
