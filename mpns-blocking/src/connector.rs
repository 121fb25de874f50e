use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{self, ConnectionDetails, NextTimeout};

use crate::in_use::InUse;
use crate::observed::Observed;

/// Gives ureq the one connection that its agent is for.
#[derive(Debug)]
pub(crate) struct Connector(pub(crate) Observed);

impl transport::Connector for Connector {
    type Out = InUse;

    fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<InUse>, Error> {
        let wire = self.0.with(|report| report.unused.take());
        Ok(wire.map(|wire| InUse::new(wire, self.0.clone())))
    }
}

/// Finds no address. ureq resolves before it asks for the connection, which is there already.
#[derive(Debug)]
pub(crate) struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}
