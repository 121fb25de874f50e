use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use mpns_proto::Origin;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// A proxy server that is connected to over plain HTTP, and the credentials for it.
///
/// Its format is `http://user:password@host:port`. The scheme may be omitted; any scheme but `http` is refused,
/// as TLS to a proxy and SOCKS are not supported. User and password are percent-decoded, so they can contain any
/// byte. The default port is 80, that of the scheme (curl's is 1080). A path is ignored.
///
/// `Debug` and `Display` show only host and port; only [`ProxyServer::authorization`] shows the credentials.
///
/// The proxy forwards an `http` request, and may respond itself. Only responses that identify themselves are
/// attributed to the proxy: 407, squid, tinyproxy, RFC 9209 (see
/// [`Settings::reject_proxy_response`](crate::transport::Settings::reject_proxy_response)). All others are
/// treated as the service's. tinyproxy forwards credentials that it did not ask for, so configure none for it.
///
/// ```
/// use mpns_connect::ProxyServer;
///
/// let server: ProxyServer = "http://aladdin:open%20sesame@proxy.example:3128".parse()?;
/// assert_eq!((server.host(), server.port()), ("proxy.example", 3128));
/// assert_eq!(server.authorization().unwrap(), "Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// assert_eq!(server.to_string(), "proxy.example:3128");
/// # Ok::<(), mpns_connect::ParseProxyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyServer {
    host: String,
    port: u16,
    authorization: Option<HeaderValue>,
    /// The user, decoded, if there is no password.
    user_alone: Option<Vec<u8>>,
}

/// Why the text of a proxy cannot be used. It never repeats the text, which may contain a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseProxyError {
    /// A scheme other than `http`.
    #[error(
        "the proxy scheme `{0}` is not supported: only `http` is, as in \
         `http://user:password@host:port`"
    )]
    Scheme(String),
    /// Host and port are missing or malformed.
    #[error("the proxy's host or port is malformed: `http://user:password@host:port` is expected")]
    Address,
    /// The user's name contains a colon, which ends the name in basic authentication (RFC 7617).
    #[error(
        "the user name for the proxy contains a colon, which basic authentication cannot carry"
    )]
    User,
}

impl ProxyServer {
    /// The host to connect to: a name, an IPv4 address, or an IPv6 address without its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether there is a user without a password: `http://user@host:port`.
    #[must_use]
    pub fn lacks_password(&self) -> bool {
        self.user_alone.is_some()
    }

    /// Adds the password of a [user without one](Self::lacks_password); otherwise nothing changes. The password is
    /// used as it is, not percent-decoded.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        if let Some(user) = self.user_alone.take() {
            self.authorization = Some(basic(&user, password.as_bytes()));
        }
        self
    }

    /// The value of `Proxy-Authorization`, marked as sensitive, if there are credentials.
    ///
    /// Only the proxy may see it: on a CONNECT request, where [`Tunnel`](crate::transport::Tunnel) writes it,
    /// and on a request in absolute form to the proxy itself, never on a request within a tunnel.
    #[must_use]
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl FromStr for ProxyServer {
    type Err = ParseProxyError;

    fn from_str(text: &str) -> Result<Self, ParseProxyError> {
        let text = text.trim();
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some((scheme, _)) if is_scheme(scheme) => {
                return Err(ParseProxyError::Scheme(scheme.to_ascii_lowercase()));
            }
            Some(_) => return Err(ParseProxyError::Address),
            None => text,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // The last `@`, as in curl: passwords often contain one that is not escaped.
        let (credentials, address) = match authority.rsplit_once('@') {
            Some((credentials, address)) => (Some(credentials), address),
            None => (None, authority),
        };
        let (host, port) = host_and_port(address).ok_or(ParseProxyError::Address)?;
        let Some(credentials) = credentials.filter(|credentials| !credentials.is_empty()) else {
            return Ok(Self { host, port, authorization: None, user_alone: None });
        };
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (credentials, None),
        };
        let user: Vec<u8> = percent_decode_str(user).collect();
        if user.contains(&b':') {
            return Err(ParseProxyError::User);
        }
        let decoded =
            Zeroizing::new(percent_decode_str(password.unwrap_or_default()).collect::<Vec<u8>>());
        let authorization = Some(basic(&user, &decoded));
        let user_alone = password.is_none().then_some(user);
        Ok(Self { host, port, authorization, user_alone })
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyServer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("authorization", &self.authorization.as_ref().map(|_| "<redacted>"))
            .finish()
    }
}

/// Whether the text is a scheme by RFC 3986. If so, it is not part of a password, and an error may show it.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn host_and_port(address: &str) -> Option<(String, u16)> {
    let uri = Uri::builder().scheme(Scheme::HTTP).authority(address).path_and_query("/").build();
    let uri = uri.ok()?;
    let origin = Origin::of(&uri).ok().filter(|origin| origin.port() != 0)?;
    Some((origin.host().trim_matches(['[', ']']).to_owned(), origin.port()))
}

#[expect(clippy::expect_used, reason = "base64 has only characters that a header may have")]
fn basic(user: &[u8], password: &[u8]) -> HeaderValue {
    let plain = Zeroizing::new([user, b":", password].concat());
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(&plain)))
        .expect("a header of base64");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests;
