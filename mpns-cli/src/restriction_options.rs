//! Which hosts and addresses `mpns send` may connect to.

use clap::Args;
use mpns_connect::ClientBuilder;
use mpns_connect::transport::Settings;
use mpns_proto::AllowedHost;

use crate::help::CONNECTION_HEADING;

#[derive(Args)]
#[group(skip)]
pub(crate) struct RestrictionOptions {
    /// Sends only to this host, or with `*.` to those below it, at the scheme's port unless one is given; may be repeated
    #[arg(long, value_name = "HOST", global = true, value_parser = host, help_heading = CONNECTION_HEADING)]
    allow_host: Vec<AllowedHost>,

    /// Sends only to public addresses: not to this machine, its network, or the metadata of a cloud
    #[arg(long, global = true, help_heading = CONNECTION_HEADING)]
    public_addresses_only: bool,
}

impl RestrictionOptions {
    pub(crate) fn restrict<C: From<Settings>>(&self, client: ClientBuilder<C>) -> ClientBuilder<C> {
        let client = client.public_addresses_only(self.public_addresses_only);
        if self.allow_host.is_empty() {
            return client;
        }
        client.allowed_hosts(self.allow_host.iter().cloned().collect())
    }
}

fn host(text: &str) -> Result<AllowedHost, String> {
    text.parse().map_err(|error: mpns_proto::AllowedHostError| error.to_string())
}
