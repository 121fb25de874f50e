use std::fmt;

use http::{StatusCode, Uri};
use mpns_proto::Origin;
use zeroize::Zeroizing;

use super::error::{MAX_HEAD, MAX_HEADERS, ProxyError};
use super::server::ProxyServer;

/// The exchange with a proxy that opens a tunnel, without I/O: the request to write, and a reader for the
/// response.
///
/// ```
/// use mpns_connect::{ProxyServer, transport::{Progress, ProxyError, Tunnel}};
///
/// let proxy: ProxyServer = "http://proxy.example:3128".parse().unwrap();
/// let mut tunnel = Tunnel::new(&proxy, &"https://sn1.notify.live.net/1".parse().unwrap())?;
/// assert!(tunnel.request().starts_with(b"CONNECT sn1.notify.live.net:443 HTTP/1.1\r\n"));
/// // What was read from the socket, in pieces of any size.
/// assert_eq!(tunnel.receive(b"HTTP/1.1 200 Connection est")?, Progress::NeedMore);
/// assert_eq!(tunnel.receive(b"ablished\r\n\r\n")?, Progress::Established);
/// # Ok::<(), ProxyError>(())
/// ```
pub struct Tunnel {
    request: Zeroizing<Vec<u8>>,
    received: Vec<u8>,
    /// How many bytes of interim responses were received and dropped.
    dropped: usize,
}

/// How much of the proxy's response has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Progress {
    /// The response is not complete yet: read on.
    NeedMore,
    /// The tunnel is open. The next byte on the connection is the client's, to the service.
    Established,
}

impl Tunnel {
    /// How many bytes the head of a response may have, including interim (1xx) responses before it.
    pub const MAX_HEAD: usize = MAX_HEAD;
    /// How many headers a response may have.
    pub const MAX_HEADERS: usize = MAX_HEADERS;

    /// The exchange that opens a tunnel through `proxy` to host and port of `target`.
    ///
    /// # Errors
    ///
    /// [`ProxyError::NoHost`] if `target` has no [`Origin`].
    pub fn new(proxy: &ProxyServer, target: &Uri) -> Result<Self, ProxyError> {
        let origin = Origin::of(target).map_err(|_| ProxyError::NoHost)?.host_and_port();
        let mut request = format!("CONNECT {origin} HTTP/1.1\r\nhost: {origin}\r\n").into_bytes();
        if let Some(authorization) = proxy.authorization() {
            request.extend_from_slice(b"proxy-authorization: ");
            request.extend_from_slice(authorization.as_bytes());
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        Ok(Self { request: Zeroizing::new(request), received: Vec::new(), dropped: 0 })
    }

    /// The bytes to write to the proxy. They contain its credentials.
    #[must_use]
    pub fn request(&self) -> &[u8] {
        &self.request
    }

    /// Takes what was read from the connection, in pieces of any size. If the connection ends before
    /// [`Progress::Established`], the transport reports [`ProxyError::Closed`].
    ///
    /// # Errors
    ///
    /// If the response is not, or can no longer become, a 2xx: see [`ProxyError`]. The connection is of no use
    /// then.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Progress, ProxyError> {
        self.received.extend_from_slice(bytes);
        loop {
            let left = Self::MAX_HEAD.saturating_sub(self.dropped);
            let mut headers = [httparse::EMPTY_HEADER; Self::MAX_HEADERS];
            let mut response = httparse::Response::new(&mut headers);
            // Just enough to see that a head is too long, so that the verdict does not depend on how the
            // connection cuts the response.
            let head = self.received.get(..=left).unwrap_or(&self.received);
            let length = match response.parse(head) {
                Ok(httparse::Status::Complete(length)) if length <= left => length,
                Ok(httparse::Status::Partial) if self.received.len() <= left => {
                    return Ok(Progress::NeedMore);
                }
                Ok(_) | Err(httparse::Error::TooManyHeaders) => {
                    return Err(ProxyError::HeadTooLong);
                }
                Err(_) => return Err(ProxyError::Garbage),
            };
            let status = response
                .code
                .and_then(|code| StatusCode::from_u16(code).ok())
                .ok_or(ProxyError::Garbage)?;
            let rest = self.received.split_off(length);
            if status.is_success() {
                return if rest.is_empty() {
                    Ok(Progress::Established)
                } else {
                    Err(ProxyError::Surplus)
                };
            }
            if !status.is_informational() {
                return Err(ProxyError::Refused(status));
            }
            self.received = rest;
            self.dropped = self.dropped.saturating_add(length);
        }
    }
}

impl fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tunnel").field("received", &self.received.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tunnel() -> Tunnel {
        let proxy: ProxyServer = "http://proxy:3128".parse().unwrap();
        Tunnel::new(&proxy, &"https://origin.example/1".parse().unwrap()).unwrap()
    }

    #[test]
    fn the_request_names_host_and_port_and_carries_credentials() {
        let basic = "proxy-authorization: Basic dXNlcjpwYXNz\r\n";
        #[rustfmt::skip]
        let cases = [
            ("http://proxy", "https://origin.example/1", "origin.example:443", ""),
            ("http://proxy", "https://origin.example:8443/1", "origin.example:8443", ""),
            ("http://proxy", "http://origin.example/1", "origin.example:80", ""),
            ("http://proxy", "https://192.0.2.1/1", "192.0.2.1:443", ""),
            ("http://proxy", "https://[2001:db8::1]/1", "[2001:db8::1]:443", ""),
            ("http://proxy", "https://someone:secret@origin.example/1", "origin.example:443", ""),
            ("http://user:pass@proxy", "https://[::1]:444/1", "[::1]:444", basic),
        ];
        for (proxy, target, host, authorization) in cases {
            let tunnel = Tunnel::new(&proxy.parse().unwrap(), &target.parse().unwrap()).unwrap();
            let expected =
                format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n{authorization}\r\n");
            assert_eq!(str::from_utf8(tunnel.request()).unwrap(), expected, "{target}");
            assert!(!format!("{tunnel:?}").contains("dXNl"), "{tunnel:?}");
        }
        let proxy = "http://proxy".parse().unwrap();
        assert_eq!(Tunnel::new(&proxy, &"/path".parse().unwrap()).unwrap_err(), ProxyError::NoHost);
    }

    #[test]
    fn reads_every_response_whole_and_byte_by_byte() {
        let refused = |code| Err(ProxyError::Refused(StatusCode::from_u16(code).unwrap()));
        let long = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(Tunnel::MAX_HEAD));
        let long_then_garbage = format!("{long}\r\n\0");
        let endless_interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
        let many = format!("HTTP/1.1 200 OK\r\n{}", "x: y\r\n".repeat(Tunnel::MAX_HEADERS + 1));
        let most = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(Tunnel::MAX_HEADERS));
        let head = "HTTP/1.1 200 OK\r\nx: ";
        let longest = format!("{head}{}\r\n\r\n", "x".repeat(Tunnel::MAX_HEAD - head.len() - 4));
        #[rustfmt::skip]
        let cases = [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Ok(Progress::Established)),
            ("HTTP/1.0 200 OK\r\nvia: squid\r\n\r\n", Ok(Progress::Established)),
            ("HTTP/1.1 200\r\n\r\n", Ok(Progress::Established)),
            ("HTTP/1.1 204 No Content\ncontent-length: 3\n\n", Ok(Progress::Established)),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", Ok(Progress::Established)),
            (&longest, Ok(Progress::Established)),
            (&most, Ok(Progress::Established)),
            ("", Ok(Progress::NeedMore)),
            ("HTTP/1.1 200 OK\r\n", Ok(Progress::NeedMore)),
            ("HTTP/1.1 407 Proxy Authentication Required\r\n", Ok(Progress::NeedMore)),
            ("HTTP/1.1 103 Early Hints\r\n\r\n", Ok(Progress::NeedMore)),
            ("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nbody", refused(407)),
            ("HTTP/1.1 403 Forbidden\r\n\r\n", refused(403)),
            ("HTTP/1.1 502 Bad Gateway\r\n\r\n", refused(502)),
            ("HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n", refused(302)),
            ("HTTP/1.1 999 Own\r\n\r\n", refused(999)),
            ("HTTP/1.1 099 Below\r\n\r\n", Err(ProxyError::Garbage)),
            ("HTTP/2 200 OK\r\n\r\n", Err(ProxyError::Garbage)),
            ("SSH-2.0-OpenSSH_9.2\r\n", Err(ProxyError::Garbage)),
            ("\u{15}\u{3}\u{1}\0\u{2}\u{2}F", Err(ProxyError::Garbage)),
            ("\u{5}\0", Err(ProxyError::Garbage)),
            (&long, Err(ProxyError::HeadTooLong)),
            (&long_then_garbage, Err(ProxyError::HeadTooLong)),
            (&endless_interim, Err(ProxyError::HeadTooLong)),
            (&many, Err(ProxyError::HeadTooLong)),
        ];
        for (answer, expected) in cases {
            let shown: String = answer.chars().take(60).collect();
            assert_eq!(tunnel().receive(answer.as_bytes()), expected, "whole: {shown:?}");
            let mut tunnel = tunnel();
            let mut last = Ok(Progress::NeedMore);
            for byte in answer.as_bytes().chunks(1) {
                last = tunnel.receive(byte);
                if last != Ok(Progress::NeedMore) {
                    break;
                }
            }
            assert_eq!(last, expected, "byte by byte: {shown:?}");
        }
    }

    #[test]
    fn a_head_has_at_most_16_kibibytes() {
        assert_eq!(Tunnel::MAX_HEAD, 16_384);
        for (bytes, verdict) in
            [(16_384, Ok(Progress::Established)), (16_385, Err(ProxyError::HeadTooLong))]
        {
            let (start, end) = ("HTTP/1.1 200 OK\r\na: ", "\r\n\r\n");
            let value = "x".repeat(bytes - start.len() - end.len());
            assert_eq!(tunnel().receive(format!("{start}{value}{end}").as_bytes()), verdict);
        }
    }

    #[test]
    fn debug_shows_no_credentials() {
        let proxy: ProxyServer = "http://user:SECRET@proxy:3128".parse().unwrap();
        let tunnel = Tunnel::new(&proxy, &"https://origin.example/1".parse().unwrap()).unwrap();
        assert_eq!(format!("{tunnel:?}"), "Tunnel { received: 0, .. }");
    }

    #[test]
    fn nobody_speaks_before_the_client_in_a_tunnel() {
        let answer = b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0";
        assert_eq!(tunnel().receive(answer), Err(ProxyError::Surplus));
    }

    proptest! {
        #[test]
        fn takes_any_bytes_in_any_pieces(pieces in prop::collection::vec(any::<Vec<u8>>(), 0..20)) {
            let mut whole = tunnel();
            let expected = whole.receive(&pieces.concat());
            let mut tunnel = tunnel();
            let mut last = Ok(Progress::NeedMore);
            for piece in &pieces {
                last = tunnel.receive(piece);
                if last != Ok(Progress::NeedMore) {
                    break;
                }
            }
            if !pieces.is_empty() {
                prop_assert_eq!(last.is_err(), expected.is_err());
            }
        }
    }
}
