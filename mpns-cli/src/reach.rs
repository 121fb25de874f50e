//! How the service is reached: identity, trust, proxy, transport.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use mpns_connect::{
    Ca, Ciphers, Identity, IdentityError, ParseCiphersError, Proxy, Tls, TlsBuilder,
};

use crate::failure::Failure;
use crate::input;

#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    /// The client certificate and its chain, in PEM
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    cert: Option<PathBuf>,

    /// The private key in PEM, where it is not in the file of the certificate
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    key: Option<PathBuf>,

    /// Client certificate and private key in PKCS#12
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    pfx: Option<PathBuf>,

    /// A file whose first line is the passphrase of the key; else the variable MPNS_PASSPHRASE is taken
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    passphrase_file: Option<PathBuf>,

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
        self.cert.is_some() || self.pfx.is_some()
    }

    fn tls_builder(&self) -> Result<TlsBuilder, Failure> {
        let mut tls = Tls::builder();
        if let Some(identity) = self.identity()? {
            tls = tls.identity(identity);
        }
        for file in &self.ca {
            let ca = Ca::from_pem(&input::read(file)?).map_err(|error| in_file(file, &error))?;
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

    // clap sees a contradiction only between options on the same side of the kind.
    fn identity(&self) -> Result<Option<Identity>, Failure> {
        match (&self.cert, &self.pfx) {
            (Some(_), Some(_)) => Err(Failure::usage("--cert cannot be used with --pfx")),
            (None, Some(_)) if self.key.is_some() => {
                Err(Failure::usage("--key cannot be used with --pfx, which holds the key"))
            }
            (None, Some(file)) => self.identity_from_pfx(file).map(Some),
            (Some(file), None) => self.identity_from_pem(file).map(Some),
            (None, None) if self.key.is_some() => Err(Failure::usage("--key needs --cert")),
            (None, None) if self.passphrase_file.is_some() => {
                Err(Failure::usage("--passphrase-file needs --pfx or --cert"))
            }
            (None, None) => Ok(None),
        }
    }

    fn identity_from_pfx(&self, file: &Path) -> Result<Identity, Failure> {
        let pfx = input::read(file)?;
        Identity::from_pfx(&pfx, &self.passphrase()?.unwrap_or_default())
            .map_err(|error| in_file(file, &error))
    }

    fn identity_from_pem(&self, file: &Path) -> Result<Identity, Failure> {
        let certificate = input::read(file)?;
        let key = match &self.key {
            Some(file) => input::read(file)?,
            None => certificate.clone(),
        };
        let identity = match self.passphrase()? {
            Some(phrase) => Identity::from_encrypted_pem(&certificate, &key, &phrase),
            None => Identity::from_pem(&certificate, &key),
        };
        identity.map_err(|error| {
            let of_key = self.key.as_deref().filter(|_| is_about_key(&error));
            in_file(of_key.unwrap_or(file), &error)
        })
    }

    fn passphrase(&self) -> Result<Option<String>, Failure> {
        let Some(file) = &self.passphrase_file else {
            return match std::env::var(PASSPHRASE) {
                Ok(phrase) => Ok(Some(phrase)),
                Err(std::env::VarError::NotPresent) => Ok(None),
                Err(std::env::VarError::NotUnicode(_)) => {
                    Err(Failure::usage(format_args!("{PASSPHRASE} is not UTF-8")))
                }
            };
        };
        let bytes = input::read(file)?;
        let text = input::text(&bytes).map_err(|what| {
            Failure::usage(format_args!("the passphrase in {} is {what}", file.display()))
        })?;
        Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
    }
}

/// Whether the file of the key is at fault, where certificate and key are in two.
fn is_about_key(error: &IdentityError) -> bool {
    !matches!(
        error,
        IdentityError::CertificatePem(_)
            | IdentityError::NoCertificate
            | IdentityError::Certificate(_)
            | IdentityError::Expired { .. }
            | IdentityError::NotYetValid { .. }
            | IdentityError::NotForClients { .. }
    )
}

fn in_file(file: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::content(file.display(), error)
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

const REACH: &str = "Reaching the service";
const PASSPHRASE: &str = "MPNS_PASSPHRASE";

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
