//! How `mpns send` reaches the service: identity, trust, proxy, transport, time limit.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use mpns_connect::{Ca, Ciphers, ParseCiphersError, Proxy, Tls, TlsBuilder};

use crate::failure::Failure;
use crate::{identity, input};

#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    #[command(flatten)]
    identity: identity::Options,

    /// Certificates in PEM of authorities to trust besides the known ones
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    ca: Vec<PathBuf>,

    /// The cipher suites to offer, by their standard names or OpenSSL's, separated by colons
    #[arg(long, value_name = "LIST", global = true, value_parser = ciphers, help_heading = REACH)]
    ciphers: Option<Ciphers>,

    /// Does not verify the service: anyone on the way can read and change what is sent
    #[arg(long, global = true, help_heading = REACH)]
    insecure: bool,

    /// The proxy to go through, such as http://user:password@host:3128 [default: from the environment]
    #[arg(long, value_name = "URI", global = true, help_heading = REACH)]
    proxy: Option<String>,

    /// Goes through no proxy, whatever the environment says
    #[arg(long, global = true, help_heading = REACH)]
    no_proxy: bool,

    /// Which transport sends
    #[arg(long, value_name = "NAME", global = true, default_value = "hyper", help_heading = REACH)]
    pub(crate) transport: Kind,

    /// The time limit of the whole exchange [default: 15]
    #[arg(long, value_name = "SECONDS", global = true, value_parser = seconds, help_heading = REACH)]
    pub(crate) timeout: Option<Duration>,
}

/// A transport by its name.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    Hyper,
    Blocking,
}

impl Options {
    pub(crate) fn tls(&self) -> Result<Tls, Failure> {
        let tls = self.tls_builder()?;
        tls.build().map_err(|error| Failure::content("the TLS settings do not work", &error))
    }

    /// Whether there is a client certificate to show.
    pub(crate) fn has_identity(&self) -> bool {
        self.identity.is_given()
    }

    fn tls_builder(&self) -> Result<TlsBuilder, Failure> {
        let mut tls = Tls::builder();
        if let Some(identity) = self.identity.read()? {
            tls = tls.identity(identity);
        }
        for file in &self.ca {
            let ca = Ca::from_pem(&input::read(file)?)
                .map_err(|error| Failure::content(file.display(), &error))?;
            tls = tls.add_ca(ca);
        }
        if let Some(ciphers) = &self.ciphers {
            tls = tls.ciphers(ciphers.clone());
        }
        if self.insecure {
            tls = tls.danger_accept_invalid_certs();
        }
        Ok(tls)
    }

    pub(crate) fn proxy(&self) -> Result<Proxy, Failure> {
        match &self.proxy {
            Some(_) if self.no_proxy => {
                Err(Failure::usage("--proxy cannot be used with --no-proxy"))
            }
            Some(uri) => uri.parse::<Proxy>().map_err(|error| Failure::content("--proxy", &error)),
            None if self.no_proxy => Ok(Proxy::none()),
            None => Proxy::from_env()
                .map_err(|error| Failure::content("the proxy of the environment", &error)),
        }
    }
}

/// The error of the names shows one of them, and the path of a URI would be taken for one.
fn ciphers(text: &str) -> Result<Ciphers, String> {
    if text.contains("://") {
        return Err("a URI is no cipher suite".to_owned());
    }
    text.parse().map_err(|error: ParseCiphersError| error.to_string())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "not a positive number of seconds".to_owned())
}

pub(crate) const REACH: &str = "Reaching the service";

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches};

    use super::*;

    /// No authority that everyone knows signs for a test, so it is read from the settings.
    #[test]
    fn ca_is_trusted_besides_the_known_ones_and_may_be_given_again() {
        let ca = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/identity.pem");
        for (args, expected) in [
            (&[][..], "trust: Webpki, additional: []"),
            (&["--ca", ca], "trust: Webpki, additional: [Ca { certificates: 1, .. }]"),
            (
                &["--ca", ca, "--ca", ca],
                "trust: Webpki, additional: [Ca { certificates: 1, .. }, Ca { certificates: 1, .. }]",
            ),
            (&["--ca", ca, "--insecure"], "trust: Everyone"),
        ] {
            let matches = Options::augment_args(Command::new("")).no_binary_name(true);
            let options = Options::from_arg_matches(&matches.get_matches_from(args));
            let tls = options.ok().and_then(|options| options.tls_builder().ok());
            let shown = format!("{tls:?}");
            assert!(shown.contains(expected), "{args:?}: {shown}");
        }
    }
}
