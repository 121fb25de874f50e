use http::StatusCode;

/// Why a proxy did not carry a request: it refused, or what it sent is not an HTTP response.
///
/// If the proxy was to open a tunnel, nothing of the request has been sent. If it was to forward the request, it
/// may have failed after the service received it: see
/// [`Error::may_have_been_delivered`](crate::Error::may_have_been_delivered). A [status](ProxyError::status) of
/// 407 means that the proxy requires credentials, or other ones. The error never shows the credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The proxy responded with this status, which is not a 2xx.
    #[error("{}", refusal(.0))]
    Refused(StatusCode),
    /// What the proxy sent is not the head of an HTTP response: most likely it is not an HTTP proxy.
    #[error("the proxy's response to CONNECT is not an HTTP response")]
    NotHttp,
    /// The head of the proxy's response exceeds [`Tunnel::MAX_HEAD`](crate::transport::Tunnel::MAX_HEAD)
    /// bytes or [`Tunnel::MAX_HEADERS`](crate::transport::Tunnel::MAX_HEADERS) headers.
    #[error(
        "the head of the proxy's response to CONNECT exceeds {} bytes or {} headers",
        MAX_HEAD,
        MAX_HEADERS
    )]
    HeadTooLong,
    /// The proxy sent bytes after its 2xx. In TLS the client sends first, so they are not the service's.
    #[error(
        "the proxy sent data after its response to CONNECT, before anything was sent to the service"
    )]
    UnexpectedData,
    /// The proxy closed the connection before its response was complete.
    #[error("the proxy closed the connection before its response to CONNECT was complete")]
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

/// Whether a status of the proxy's own says that it does not carry the request, nor would if it were sent again.
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    status.is_redirection() || status.is_client_error()
}

fn refusal(status: &StatusCode) -> String {
    let hint = match *status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            ": it wants credentials, or other ones than it was given"
        }
        StatusCode::FORBIDDEN => ": it does not allow this host or port",
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            ": it did not reach the host, or had no response from it"
        }
        _ => "",
    };
    format!("the proxy refused with status {}{hint}", status.as_u16())
}

/// How many bytes the head of a response to CONNECT may have, including interim (1xx) responses before it.
pub(super) const MAX_HEAD: usize = 16 * 1024;
/// How many headers a response to CONNECT may have.
pub(super) const MAX_HEADERS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_the_proxy_means_by_it() {
        for (status, text) in [
            (407, "status 407: it wants credentials, or other ones than it was given"),
            (403, "status 403: it does not allow this host or port"),
            (502, "status 502: it did not reach the host, or had no response from it"),
            (503, "status 503: it did not reach the host, or had no response from it"),
            (504, "status 504: it did not reach the host, or had no response from it"),
            (500, "status 500"),
        ] {
            let error = ProxyError::Refused(StatusCode::from_u16(status).unwrap());
            assert_eq!(error.to_string(), format!("the proxy refused with {text}"));
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        }
        assert_eq!(ProxyError::NotHttp.status(), None);
    }
}
