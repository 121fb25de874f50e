//! Connections that are made, and names that are looked up, only where none is at hand.

use std::net::{IpAddr, SocketAddr};

use http::Uri;
use ureq::{
    Error,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector as _, NextTimeout, TcpConnector, Transport},
    },
};

use crate::deadline::Deadline;

/// Finds nothing. ureq resolves before it looks into its pool: this leaves that to the connector, which runs after.
#[derive(Debug)]
pub(crate) struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(
        &self,
        _: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}

/// Connects to the host and port of a URI: to one of its addresses after the other, each with its share of the time.
pub(crate) fn connect(
    details: &ConnectionDetails<'_>,
    resolver: &dyn Resolver,
    uri: &Uri,
    deadline: Deadline,
) -> Result<(Box<dyn Transport>, SocketAddr), Error> {
    let addresses = addresses(details, resolver, uri, deadline)?;
    let mut failure = Error::HostNotFound;
    let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for address in addresses.iter() {
        let mut only = resolver.empty();
        only.push(*address);
        let details = ConnectionDetails {
            uri: details.uri,
            addrs: only,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: (details.current_time)(),
            timeout: deadline.share(left)?,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        match TcpConnector::default().connect(&details, None::<()>) {
            Ok(Some(transport)) => return Ok((Box::new(transport), *address)),
            Ok(None) => {}
            Err(error) => failure = error,
        }
        left = left.saturating_sub(1);
    }
    Err(failure)
}

fn addresses(
    details: &ConnectionDetails<'_>,
    resolver: &dyn Resolver,
    uri: &Uri,
    deadline: Deadline,
) -> Result<ResolvedSocketAddrs, Error> {
    let host = uri.host().ok_or(Error::HostNotFound)?;
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    if let Ok(ip) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        let mut only = resolver.empty();
        only.push(SocketAddr::new(ip, port));
        return Ok(only);
    }
    let left = deadline.left()?;
    resolver.resolve(uri, details.config, left)
}
