//! The header `Host`, which HTTP/1.1 has once (RFC 9112, section 3.2).

use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, HOST};
use http::uri::Authority;
use http::{HeaderValue, Request, StatusCode, Version};

/// Fails if HTTP/1.1 has no `Host`, there are several, or it is not a host with an optional port.
pub(crate) fn check<B>(request: &Request<B>) -> Result<(), HostError> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let Some(host) = hosts.next() else {
        return if request.version() == Version::HTTP_11 { Err(HostError::Absent) } else { Ok(()) };
    };
    if hosts.next().is_some() {
        return Err(HostError::Repeated);
    }
    let authority = Authority::try_from(host.as_bytes()).map_err(|_| HostError::Malformed)?;
    if authority.as_str().contains('@') { Err(HostError::Malformed) } else { Ok(()) }
}

/// Why the `Host` of a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HostError {
    #[error("a request of HTTP/1.1 needs the header Host")]
    Absent,
    #[error("the header Host is repeated")]
    Repeated,
    #[error("the header Host is not a host, or a host and a port")]
    Malformed,
}

impl IntoResponse for HostError {
    fn into_response(self) -> Response {
        let close = [(CONNECTION, HeaderValue::from_static("close"))];
        (StatusCode::BAD_REQUEST, close, format!("{self}\n")).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_host() {
        for (version, hosts, checked) in [
            (Version::HTTP_11, &["h"][..], Ok(())),
            (Version::HTTP_11, &["h:80"], Ok(())),
            (Version::HTTP_11, &["[::1]:8080"], Ok(())),
            (Version::HTTP_11, &["127.0.0.1"], Ok(())),
            (Version::HTTP_11, &[], Err(HostError::Absent)),
            (Version::HTTP_10, &[], Ok(())),
            (Version::HTTP_10, &["h"], Ok(())),
            (Version::HTTP_11, &["h", "h"], Err(HostError::Repeated)),
            (Version::HTTP_10, &["h", "g"], Err(HostError::Repeated)),
            (Version::HTTP_11, &[""], Err(HostError::Malformed)),
            (Version::HTTP_11, &["user@h"], Err(HostError::Malformed)),
            (Version::HTTP_11, &["h/a"], Err(HostError::Malformed)),
            (Version::HTTP_11, &["a b"], Err(HostError::Malformed)),
            (Version::HTTP_11, &["a, b"], Err(HostError::Malformed)),
        ] {
            let mut request = Request::new(());
            *request.version_mut() = version;
            for host in hosts {
                request.headers_mut().append(HOST, host.parse().expect("a value"));
            }
            assert_eq!(check(&request), checked, "{version:?} {hosts:?}");
        }
    }
}
