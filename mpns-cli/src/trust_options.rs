//! Which servers a command trusts.

use std::path::PathBuf;

use clap::Args;
use mpns_connect::{Ca, TlsBuilder};

use crate::failure::Failure;
use crate::help::CONNECTION_HEADING;
use crate::input;

#[derive(Args)]
#[group(skip)]
pub(crate) struct TrustOptions {
    /// Trusts the certificate authorities in this PEM file too, besides Mozilla's list; may be repeated
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    ca: Vec<PathBuf>,

    /// Does not verify the server: anyone on the path can read and change what is sent
    #[arg(long, global = true, help_heading = CONNECTION_HEADING)]
    insecure: bool,
}

impl TrustOptions {
    /// The settings, with this trust.
    pub(crate) fn add_to(&self, mut tls: TlsBuilder) -> Result<TlsBuilder, Failure> {
        for file in &self.ca {
            let ca = Ca::from_pem(&input::read(file)?)
                .map_err(|error| Failure::content(file.display(), &error))?;
            tls = tls.add_ca(ca);
        }
        Ok(if self.insecure { tls.danger_accept_invalid_certs() } else { tls })
    }
}
