use std::fmt;

use http::{StatusCode, Uri};
use mpns_proto::Origin;
use zeroize::Zeroizing;

use super::error::{MAX_HEAD, MAX_HEADERS, ProxyError};
use super::server::ProxyServer;

/// Opens a tunnel through a proxy, without I/O: the request to write, and a reader for the response.
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

/// How much of the proxy's response has been received.
///
/// It is exhaustive, because a transport has to handle each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Progress {
    /// The response is not complete yet: read more.
    NeedMore,
    /// The tunnel is open. The client sends the next byte, to the service.
    Established,
}

impl Tunnel {
    /// How many bytes the head of a response may have, including interim (1xx) responses before it.
    pub const MAX_HEAD: usize = MAX_HEAD;
    /// How many headers a response may have.
    pub const MAX_HEADERS: usize = MAX_HEADERS;

    /// A tunnel through `proxy` to the host and port of `target`.
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
    /// If the response is not a 2xx, or can no longer become one: see [`ProxyError`]. The connection is then of
    /// no use.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Progress, ProxyError> {
        self.received.extend_from_slice(bytes);
        loop {
            let left = Self::MAX_HEAD.saturating_sub(self.dropped);
            let mut headers = [httparse::EMPTY_HEADER; Self::MAX_HEADERS];
            let mut response = httparse::Response::new(&mut headers);
            // No more than shows that a head is too long: the result must not depend on how the connection
            // splits the response.
            let head = self.received.get(..=left).unwrap_or(&self.received);
            let length = match response.parse(head) {
                Ok(httparse::Status::Complete(length)) if length <= left => length,
                Ok(httparse::Status::Partial) if self.received.len() <= left => {
                    return Ok(Progress::NeedMore);
                }
                Ok(_) | Err(httparse::Error::TooManyHeaders) => {
                    return Err(ProxyError::HeadTooLong);
                }
                Err(_) => return Err(ProxyError::NotHttp),
            };
            let status = response
                .code
                .and_then(|code| StatusCode::from_u16(code).ok())
                .ok_or(ProxyError::NotHttp)?;
            let rest = self.received.split_off(length);
            if status.is_success() {
                return if rest.is_empty() {
                    Ok(Progress::Established)
                } else {
                    Err(ProxyError::UnexpectedData)
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
mod tests;
