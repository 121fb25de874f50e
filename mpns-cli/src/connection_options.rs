//! How `mpns send` reaches the service: identity, trust, proxy, transport, time limit.

use std::time::Duration;

use clap::{Args, ValueEnum};
use mpns_connect::transport::DEFAULT_TIMEOUT;
use mpns_connect::{Ciphers, ParseCiphersError, Proxy, Tls, TlsBuilder};

use crate::failure::Failure;
use crate::help::CONNECTION_HEADING;
use crate::identity_options::IdentityOptions;
use crate::proxy_options::ProxyOptions;
use crate::restriction_options::RestrictionOptions;
use crate::trust_options::TrustOptions;

#[derive(Args)]
#[group(skip)]
pub(crate) struct ConnectionOptions {
    #[command(flatten)]
    identity: IdentityOptions,

    #[command(flatten)]
    trust: TrustOptions,

    /// The cipher suites to offer, by their standard or OpenSSL names, separated by colons
    #[arg(long, value_name = "LIST", global = true, value_parser = ciphers, help_heading = CONNECTION_HEADING)]
    ciphers: Option<Ciphers>,

    #[command(flatten)]
    proxy: ProxyOptions,

    #[command(flatten)]
    pub(crate) restrictions: RestrictionOptions,

    /// The transport that sends
    #[arg(long, value_name = "NAME", global = true, default_value = "hyper", help_heading = CONNECTION_HEADING)]
    pub(crate) transport: TransportName,

    #[arg(long, value_name = "SECONDS", global = true, value_parser = seconds, help_heading = CONNECTION_HEADING)]
    #[arg(help = timeout_help())]
    pub(crate) timeout: Option<Duration>,
}

/// The values of `--transport`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TransportName {
    Hyper,
    Blocking,
}

impl ConnectionOptions {
    pub(crate) fn tls(&self) -> Result<Tls, Failure> {
        let tls = self.tls_builder()?;
        tls.build().map_err(|error| Failure::content("the TLS settings do not work", &error))
    }

    /// Whether a client certificate is configured.
    pub(crate) fn has_identity(&self) -> bool {
        self.identity.is_given()
    }

    fn tls_builder(&self) -> Result<TlsBuilder, Failure> {
        let mut tls = Tls::builder();
        if let Some(identity) = self.identity.read()? {
            tls = tls.identity(identity);
        }
        if let Some(ciphers) = &self.ciphers {
            tls = tls.ciphers(ciphers.clone());
        }
        self.trust.add_to(tls)
    }

    pub(crate) fn proxy(&self) -> Result<Proxy, Failure> {
        self.proxy.read()
    }
}

/// Refuses a URI first, because the error for an unknown suite quotes the name: here a part of the URI.
fn ciphers(text: &str) -> Result<Ciphers, String> {
    if text.contains("://") {
        return Err("a URI is not a cipher suite".to_owned());
    }
    text.parse().map_err(|error: ParseCiphersError| error.to_string())
}

fn timeout_help() -> String {
    format!("The time limit for the whole exchange [default: {}]", DEFAULT_TIMEOUT.as_secs())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "not a positive number of seconds".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches};

    use super::*;

    /// No authority on Mozilla's list signs certificates for a test, so the settings are checked instead.
    #[test]
    fn ca_is_trusted_besides_mozillas_list_and_may_be_repeated() {
        let ca = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/identity.pem");
        for (args, expected) in [
            (&[][..], "roots: Mozilla, additional: []"),
            (&["--ca", ca], "roots: Mozilla, additional: [Ca { certificates: 1, .. }]"),
            (
                &["--ca", ca, "--ca", ca],
                "roots: Mozilla, additional: [Ca { certificates: 1, .. }, Ca { certificates: 1, .. }]",
            ),
            (&["--ca", ca, "--insecure"], "roots: Unverified"),
        ] {
            let matches = ConnectionOptions::augment_args(Command::new("")).no_binary_name(true);
            let options = ConnectionOptions::from_arg_matches(&matches.get_matches_from(args));
            let tls = options.ok().and_then(|options| options.tls_builder().ok());
            let shown = format!("{tls:?}");
            assert!(shown.contains(expected), "{args:?}: {shown}");
        }
    }
}
