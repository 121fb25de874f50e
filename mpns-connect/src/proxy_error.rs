use http::StatusCode;

/// Why a proxy did not carry a request: it refused, or what it said is not an answer.
///
/// A proxy that opens no tunnel has let nothing of the request through. One that was to forward the
/// request may have failed behind the origin's back: see
/// [`Error::may_have_been_delivered`](crate::Error::may_have_been_delivered). The credentials are not
/// part of it; [`ProxyError::status`] tells whether the proxy asked for some (407) or for others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The proxy answered with this status, which is not a success.
    #[error("{}", refusal(.0))]
    Refused(StatusCode),
    /// What the proxy sent is not the head of an HTTP response: most likely it is no HTTP proxy.
    #[error("the proxy's answer to CONNECT is not an HTTP response")]
    Garbage,
    /// The head of the proxy's answer exceeds [`Connect::MAX_HEAD`](crate::transport::Connect::MAX_HEAD) bytes
    /// or [`Connect::MAX_HEADERS`](crate::transport::Connect::MAX_HEADERS) headers.
    #[error(
        "the head of the proxy's answer to CONNECT exceeds {} bytes or {} headers",
        crate::transport::Connect::MAX_HEAD,
        crate::transport::Connect::MAX_HEADERS
    )]
    HeadTooLong,
    /// The proxy sent bytes behind its consent. Under TLS the client speaks first, so they are not
    /// the origin's.
    #[error("the proxy sent data behind its answer to CONNECT, before the origin was spoken to")]
    Surplus,
    /// The proxy closed the connection before its answer was whole.
    #[error("the proxy closed the connection before its answer to CONNECT was whole")]
    Closed,
    /// The URI has no host to open a tunnel to.
    #[error("the uri has no host to open a tunnel to")]
    NoHost,
}

impl ProxyError {
    /// The status with which the proxy refused.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused(status) => Some(*status),
            _ => None,
        }
    }
}

fn refusal(status: &StatusCode) -> String {
    let hint = match *status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            ": it wants credentials, or others than it was given"
        }
        StatusCode::FORBIDDEN => ": it does not let this host or port through",
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            ": it did not reach the host, or had no answer from it"
        }
        _ => "",
    };
    format!("the proxy refused with status {}{hint}", status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_the_proxy_means_by_it() {
        for (status, text) in [
            (407, "status 407: it wants credentials, or others than it was given"),
            (403, "status 403: it does not let this host or port through"),
            (502, "status 502: it did not reach the host, or had no answer from it"),
            (503, "status 503: it did not reach the host, or had no answer from it"),
            (504, "status 504: it did not reach the host, or had no answer from it"),
            (500, "status 500"),
        ] {
            let error = ProxyError::Refused(StatusCode::from_u16(status).unwrap());
            assert_eq!(error.to_string(), format!("the proxy refused with {text}"));
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        }
        assert_eq!(ProxyError::Garbage.status(), None);
    }
}
