use http::Uri;
use mpns_proto::Origin;
use rustls_pki_types::ServerName;

use super::dial_error::DialError;

/// The name that the certificate of a URI's host must be for.
///
/// # Errors
///
/// [`DialError::Name`] if the host is neither an IP address nor a DNS name.
///
/// ```
/// use mpns_connect::transport::server_name;
///
/// assert_eq!(server_name(&"https://[::1]:8443/".parse()?)?.to_str(), "::1");
/// assert!(server_name(&"https://-/".parse()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn server_name(target: &Uri) -> Result<ServerName<'static>, DialError> {
    let origin = Origin::of(target).map_err(|error| DialError::Name(error.into()))?;
    match origin.ip() {
        Some(address) => Ok(address.into()),
        None => ServerName::try_from(origin.host().to_owned())
            .map_err(|error| DialError::Name(error.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_address_or_a_dns_name() {
        #[rustfmt::skip]
        let cases = [
            ("https://origin.example/1", Some(("origin.example", false))),
            ("https://origin.example:8443/1", Some(("origin.example", false))),
            ("https://192.0.2.1/1", Some(("192.0.2.1", true))),
            ("https://[::1]/", Some(("::1", true))),
            ("https://[2001:db8::1]:8443/", Some(("2001:db8::1", true))),
            ("https://-/", None),
            ("/path", None),
        ];
        for (target, expected) in cases {
            let name = server_name(&target.parse().unwrap()).ok();
            let actual = name
                .as_ref()
                .map(|name| (name.to_str().into_owned(), matches!(name, ServerName::IpAddress(_))));
            let expected = expected.map(|(name, is_address)| (name.to_owned(), is_address));
            assert_eq!(actual, expected, "{target}");
        }
    }
}
