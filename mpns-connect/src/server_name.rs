use http::Uri;
use rustls_pki_types::{InvalidDnsNameError, ServerName};

use crate::transport::DialError;

/// The name for which the certificate of a URI's host has to be.
///
/// # Errors
///
/// [`DialError::Name`] where the host is neither an address nor a name of DNS.
///
/// ```
/// use mpns_connect::transport::server_name;
///
/// assert_eq!(server_name(&"https://[::1]:8443/".parse()?)?.to_str(), "::1");
/// assert!(server_name(&"https://-/".parse()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn server_name(target: &Uri) -> Result<ServerName<'static>, DialError> {
    let host = target.host().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.to_owned().try_into().map_err(|error: InvalidDnsNameError| DialError::Name(error.into()))
}
