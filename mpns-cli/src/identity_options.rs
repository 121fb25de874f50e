//! The client certificate of `mpns send`, and its private key.

use std::path::{Path, PathBuf};

use clap::Args;
use mpns_connect::{FileFormat, Identity, IdentityError, IdentityFacts};

use crate::failure::{Failure, chain};
use crate::help::CONNECTION_HEADING;
use crate::{input, secret};

#[derive(Args)]
#[group(skip)]
pub(crate) struct IdentityOptions {
    /// The client certificate and its chain, in PEM
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    cert: Option<PathBuf>,

    /// The private key in PEM, if it is not in the certificate's file
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    key: Option<PathBuf>,

    /// The client certificate and its private key, in PKCS#12
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    pfx: Option<PathBuf>,

    /// A file with the key's passphrase in its first line [default: $MPNS_PASSPHRASE]
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    passphrase_file: Option<PathBuf>,
}

impl IdentityOptions {
    /// Whether a client certificate is configured.
    pub(crate) fn is_given(&self) -> bool {
        self.cert.is_some() || self.pfx.is_some()
    }

    /// Reads the files. Contradictions are detected here, because clap sees only those between options on
    /// the same side of the kind.
    pub(crate) fn read(&self) -> Result<Option<Identity>, Failure> {
        match (&self.cert, &self.pfx) {
            (Some(_), Some(_)) => Err(Failure::usage("--cert cannot be used with --pfx")),
            (None, Some(_)) if self.key.is_some() => Err(Failure::usage(KEY_WITH_PFX)),
            (None, Some(file)) => self.read_pfx(file).map(Some),
            (Some(file), None) => self.read_pem(file).map(Some),
            (None, None) if self.key.is_some() => Err(Failure::usage("--key needs --cert")),
            (None, None) if self.passphrase_file.is_some() => {
                Err(Failure::usage("--passphrase-file needs --pfx or --cert"))
            }
            (None, None) => Ok(None),
        }
    }

    /// What the files are, usable or not. `file` takes the place of `--cert` and `--pfx`: its content says which it is.
    pub(crate) fn facts(&self, file: Option<&Path>) -> Result<Option<IdentityFacts>, Failure> {
        let Some(file) = file else {
            return match (&self.cert, &self.pfx) {
                (Some(_), Some(_)) | (None, None) => self.read().map(|_| None),
                (None, Some(pfx)) => self.pfx_facts(pfx, &input::read(pfx)?).map(Some),
                (Some(cert), None) => self.pem_facts(cert, &input::read(cert)?).map(Some),
            };
        };
        let bytes = input::read(file)?;
        if FileFormat::of(&bytes).is_some_and(|format| format.is_pfx()) && self.key.is_none() {
            self.pfx_facts(file, &bytes).map(Some)
        } else {
            self.pem_facts(file, &bytes).map(Some)
        }
    }

    fn pfx_facts(&self, file: &Path, pfx: &[u8]) -> Result<IdentityFacts, Failure> {
        if self.key.is_some() {
            return Err(Failure::usage(KEY_WITH_PFX));
        }
        IdentityFacts::from_pfx(pfx, &self.passphrase()?.unwrap_or_default())
            .map_err(|error| in_file(file, &error))
    }

    fn pem_facts(&self, file: &Path, certificate: &[u8]) -> Result<IdentityFacts, Failure> {
        let key = self.key.as_deref().map_or_else(|| Ok(certificate.to_vec()), input::read)?;
        IdentityFacts::from_pem(certificate, &key, self.passphrase()?.as_deref())
            .map_err(|error| in_file(file, &error))
    }

    fn read_pfx(&self, file: &Path) -> Result<Identity, Failure> {
        let pfx = input::read(file)?;
        Identity::from_pfx(&pfx, &self.passphrase()?.unwrap_or_default())
            .map_err(|error| in_file(file, &error))
    }

    fn read_pem(&self, file: &Path) -> Result<Identity, Failure> {
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
        secret::read("the passphrase", self.passphrase_file.as_deref(), PASSPHRASE)
    }
}

/// Whether the error is in the file of the key, if that is not the certificate's too.
fn is_about_key(error: &IdentityError) -> bool {
    !matches!(
        error,
        IdentityError::CertificatePem(_)
            | IdentityError::CertificateFormat(_)
            | IdentityError::NoCertificate
            | IdentityError::Certificate(_)
            | IdentityError::Expired { .. }
            | IdentityError::NotYetValid { .. }
            | IdentityError::NotForClients { .. }
    )
}

fn in_file(file: &Path, error: &IdentityError) -> Failure {
    let text = chain(error);
    let option = match error {
        IdentityError::CertificateFormat(format) if format.is_pfx() => "; --pfx is for it",
        IdentityError::PfxFormat(format) if format.is_pem() => "; --cert is for it",
        _ => "",
    };
    Failure::usage(format_args!("{}: {text}{option}", file.display()))
}

const KEY_WITH_PFX: &str = "--key cannot be used with --pfx, which holds the key";
const PASSPHRASE: &str = "MPNS_PASSPHRASE";
