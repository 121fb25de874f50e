//! How the service is reached: identity, trust, proxy, transport.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use mpns_connect::{Ca, Ciphers, Identity, IdentityError, ParseCiphersError, Proxy, Tls};

use crate::failure::Failure;
use crate::input;

#[derive(Args)]
#[group(skip)]
pub(crate) struct Options {
    /// The client certificate and its chain, in PEM
    #[arg(long, value_name = "FILE", global = true, help_heading = REACH)]
    cert: Option<PathBuf>,

    /// The private key in PEM, where it is not in the file of the certificate
    #[arg(long, value_name = "FILE", global = true, requires = "cert", help_heading = REACH)]
    key: Option<PathBuf>,

    /// Client certificate and private key in PKCS#12
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "cert", help_heading = REACH)]
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
    #[arg(long, global = true, conflicts_with = "proxy", help_heading = REACH)]
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
        tls.build().map_err(|error| Failure::content("the TLS settings do not work", &error))
    }

    pub(crate) fn proxy(&self) -> Result<Proxy, Failure> {
        match &self.proxy {
            Some(uri) => uri.parse::<Proxy>().map_err(|error| Failure::content("--proxy", &error)),
            None if self.no_proxy => Ok(Proxy::none()),
            None => Proxy::from_env()
                .map_err(|error| Failure::content("the proxy of the environment", &error)),
        }
    }

    fn identity(&self) -> Result<Option<Identity>, Failure> {
        let (file, read) = if let Some(file) = &self.pfx {
            let pfx = input::read(file)?;
            (file, Identity::from_pfx(&pfx, &self.passphrase()?.unwrap_or_default()))
        } else if let Some(file) = &self.cert {
            let certificate = input::read(file)?;
            let key = match &self.key {
                Some(file) => input::read(file)?,
                None => certificate.clone(),
            };
            let read = match self.passphrase()? {
                Some(phrase) => Identity::from_encrypted_pem(&certificate, &key, &phrase),
                None => Identity::from_pem(&certificate, &key),
            };
            let is_key = matches!(&read, Err(error) if is_about_key(error));
            (self.key.as_ref().filter(|_| is_key).unwrap_or(file), read)
        } else if self.passphrase_file.is_some() {
            return Err(Failure::usage("--passphrase-file needs --pfx or --cert"));
        } else {
            return Ok(None);
        };
        read.map(Some).map_err(|error| in_file(file, &error))
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
        let text = String::from_utf8(input::read(file)?).map_err(|_| {
            Failure::usage(format_args!("the passphrase in {} is not UTF-8", file.display()))
        })?;
        Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
    }
}

/// Whether the file of the key is at fault, where certificate and key are in two.
fn is_about_key(error: &IdentityError) -> bool {
    !matches!(
        error,
        IdentityError::NoCertificate
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
