use std::env;
use std::str::FromStr;

use http::Uri;
use mpns_proto::Origin;

use super::env_error::ProxyEnvError;
use super::no_proxy::NoProxy;
use super::route::Route;
use super::server::{ParseProxyError, ProxyServer};

/// Which requests use which proxy: one decision for every transport.
///
/// The default is [`Proxy::none`]. Only [`Proxy::from_env`] reads the environment.
///
/// ```
/// use mpns_connect::{Proxy, transport::Route};
///
/// let proxy: Proxy = "http://proxy.example:3128".parse()?;
/// let proxy = proxy.except("intranet.example, 10.0.0.0/8");
/// let http = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse().unwrap();
/// assert!(matches!(proxy.decide(&http), Route::Forward(server) if server.port() == 3128));
/// let https = "https://sn1.notify.live.net/unthrottledthirdparty/01.00/AAE".parse().unwrap();
/// assert!(matches!(proxy.decide(&https), Route::Tunnel(_)));
/// let near = "http://push.intranet.example/channel/1".parse().unwrap();
/// assert_eq!(proxy.decide(&near), Route::Direct);
/// # Ok::<(), mpns_connect::ParseProxyError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxy {
    http: Option<ProxyServer>,
    https: Option<ProxyServer>,
    no_proxy: NoProxy,
}

impl Proxy {
    /// No proxy: every request is sent directly to its service.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One proxy for every request.
    #[must_use]
    pub fn via(server: ProxyServer) -> Self {
        Self { http: Some(server.clone()), https: Some(server), no_proxy: NoProxy::default() }
    }

    /// Uses no proxy for the hosts in this list, which replaces an earlier one. Its format is that of `no_proxy`
    /// (see [`Proxy::from_vars`]).
    #[must_use]
    pub fn except(mut self, hosts: &str) -> Self {
        self.no_proxy = NoProxy::parse(hosts);
        self
    }

    /// Whether a server has a user without a password: `http://user@host:port`.
    #[must_use]
    pub fn lacks_password(&self) -> bool {
        [&self.http, &self.https].into_iter().flatten().any(ProxyServer::lacks_password)
    }

    /// Adds the password of every server that [has a user without one](Self::lacks_password), such as a password that
    /// was read from a file: on a command line, and in the environment, it can be seen by others. It is used as it
    /// is, not percent-decoded.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.http = self.http.map(|server| server.with_password(password));
        self.https = self.https.map(|server| server.with_password(password));
        self
    }

    /// The proxies in the environment of this process, by the rules of [`Proxy::from_vars`].
    ///
    /// # Errors
    ///
    /// If a variable that applies names a proxy that cannot be used. Such a proxy is never silently ignored.
    pub fn from_env() -> Result<Self, ProxyEnvError> {
        // Where the case of a variable's name does not matter, the `Proxy` header of a CGI client sets
        // `http_proxy` too.
        let distrust_http_proxy = cfg!(windows) && env::var_os("REQUEST_METHOD").is_some();
        Self::from_vars(|name| match name {
            "http_proxy" if distrust_http_proxy => None,
            // A value that is not UTF-8 must fail, not be treated as unset.
            _ => env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
        })
    }

    /// The proxies in a set of environment variables, read as curl reads them.
    ///
    /// | for | the first of these that is set and not empty |
    /// |---|---|
    /// | `http` requests | `http_proxy`, `all_proxy`, `ALL_PROXY` |
    /// | `https` requests | `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` |
    /// | hosts without a proxy | `no_proxy`, `NO_PROXY` |
    ///
    /// `HTTP_PROXY` in capitals is never read: under CGI it is the client's `Proxy` header.
    ///
    /// The hosts without a proxy are separated by commas or whitespace. An entry is a name, which includes all
    /// names below it, with or without a leading dot; an IPv4 or IPv6 address; or a network such as `10.0.0.0/8`
    /// or `2001:db8::/32`. `*`, if it is the whole list, matches every host. Case does not matter.
    ///
    /// These entries match here but not in curl 7.88:
    ///
    /// * with a port, such as `example.com:8080` and `[::1]:8080`: only that port matches;
    /// * `*.example.com`: it is read as `.example.com`;
    /// * other spellings of an address: with brackets or without, `::1` or `0:0::1`, `192.0.2.1` or
    ///   `::ffff:192.0.2.1`; likewise of IPv6 networks; and `0.0.0.0/0`, which includes every IPv4 address;
    /// * `*` surrounded by whitespace and commas, and entries separated by line ends.
    ///
    /// Two match in curl but not here: a network whose prefix is not only digits, such as `10.0.0.0/8x`; and the
    /// short form of an address in a URI, such as `127.1`, which is treated as a name.
    ///
    /// ```
    /// use mpns_connect::{Proxy, transport::Route};
    ///
    /// let proxy = Proxy::from_vars(|name| match name {
    ///     "http_proxy" => Some("http://proxy.example:3128".to_owned()),
    ///     "no_proxy" => Some("localhost,.intranet.example".to_owned()),
    ///     _ => None,
    /// })?;
    /// assert_eq!(proxy.decide(&"http://localhost:8080/".parse().unwrap()), Route::Direct);
    /// # Ok::<(), mpns_connect::ProxyEnvError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a variable that applies names a proxy that cannot be used.
    pub fn from_vars(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ProxyEnvError> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                lookup(name).filter(|value| !value.is_empty()).map(|value| (*name, value))
            })
        };
        let server = |names| match first(names) {
            Some((variable, value)) => {
                value.parse().map(Some).map_err(|source| ProxyEnvError { variable, source })
            }
            None => Ok(None),
        };
        Ok(Self {
            http: server(&["http_proxy", "all_proxy", "ALL_PROXY"])?,
            https: server(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?,
            no_proxy: first(&["no_proxy", "NO_PROXY"])
                .map(|(_, list)| NoProxy::parse(&list))
                .unwrap_or_default(),
        })
    }

    /// How a request to this URI reaches its service: directly, if the URI has no [`Origin`].
    #[must_use]
    pub fn decide(&self, target: &Uri) -> Route<'_> {
        if self.http.is_none() && self.https.is_none() {
            return Route::Direct;
        }
        let Ok(origin) = Origin::of(target) else { return Route::Direct };
        let route = if origin.is_https() {
            self.https.as_ref().map(Route::Tunnel)
        } else {
            self.http.as_ref().map(Route::Forward)
        };
        route.filter(|_| !self.no_proxy.contains(&origin)).unwrap_or(Route::Direct)
    }
}

/// One proxy for every request, in the format of [`ProxyServer`].
impl FromStr for Proxy {
    type Err = ParseProxyError;

    fn from_str(text: &str) -> Result<Self, ParseProxyError> {
        text.parse().map(Self::via)
    }
}

#[cfg(test)]
mod tests;
