//! TLS of `mpns emulator`: its address, its certificates, and those of clients.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use mpns_emulator::{Emulator, TlsConfig, TlsIdentity};

use crate::failure::Failure;
use crate::input;
use crate::resolve::resolve;

#[derive(Args, Clone)]
#[group(skip)]
pub(super) struct TlsOptions {
    /// The host and port to listen on with TLS, for authenticated channels; its certificate is generated at each start
    #[arg(long, value_name = "HOST:PORT")]
    tls: Option<String>,
    /// Writes the authority of the generated certificates to a file, for the option --ca of a sender
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_ca: Option<PathBuf>,
    /// The certificate of the service and its chain in PEM, in place of a generated one
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_cert: Option<PathBuf>,
    /// The private key in PEM, if it is not in the certificate's file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Authorities of client certificates in PEM, besides the emulator's own
    #[arg(long, value_name = "FILE", requires = "tls")]
    client_ca: Option<PathBuf>,
    /// Generates a client certificate with this common name, which is the name of an authenticated service
    #[arg(long, value_name = "NAME", requires_all = ["tls", "client_cert", "client_key"])]
    service_name: Option<String>,
    /// The file for the client certificate
    #[arg(long, value_name = "FILE", requires = "service_name")]
    client_cert: Option<PathBuf>,
    /// The file for the private key of the client certificate
    #[arg(long, value_name = "FILE", requires = "service_name")]
    client_key: Option<PathBuf>,
}

impl TlsOptions {
    /// These, or what a configuration has in place of those that are not given.
    pub(super) fn with(&self, config: Option<&TlsConfig>) -> Self {
        let mut merged = self.clone();
        let Some(config) = config else { return merged };
        let or = |option: &mut Option<PathBuf>, file: &Option<PathBuf>| {
            if option.is_none() {
                option.clone_from(file);
            }
        };
        // A key belongs to its certificate.
        if merged.tls_cert.is_none() {
            or(&mut merged.tls_key, &config.key);
        }
        or(&mut merged.tls_cert, &config.cert);
        or(&mut merged.tls_ca, &config.ca);
        or(&mut merged.client_ca, &config.client_ca);
        merged.tls.get_or_insert_with(|| config.listen.clone());
        merged
    }

    /// The options of the emulator for each address of the host, or `None` alone without TLS.
    pub(super) fn read(&self) -> Result<Vec<Option<mpns_emulator::TlsOptions>>, Failure> {
        let Some(listen) = &self.tls else { return Ok(vec![None]) };
        let addresses = resolve("--tls", listen, ADDRESS)?;
        let identity = match &self.tls_cert {
            None => TlsIdentity::Generated,
            Some(file) => {
                let certificates = input::read(file)?;
                let key = match &self.tls_key {
                    Some(file) => input::read(file)?,
                    None => certificates.clone(),
                };
                TlsIdentity::Pem { certificates, key }
            }
        };
        let client_ca = self.client_ca.as_deref().map(input::read).transpose()?;
        let client_ca = client_ca.unwrap_or_default();
        let of_address = |address| mpns_emulator::TlsOptions {
            address,
            identity: identity.clone(),
            client_ca: client_ca.clone(),
        };
        Ok(addresses.into_iter().map(|address| Some(of_address(address))).collect())
    }

    /// Writes the files that senders need.
    pub(super) fn write(&self, emulator: &Emulator) -> Result<(), Failure> {
        if let (Some(file), Some(ca)) = (&self.tls_ca, emulator.ca_pem()) {
            write(file, &ca, |file| File::create(file))?;
        }
        if let (Some(name), Some(certificate), Some(key)) =
            (&self.service_name, &self.client_cert, &self.client_key)
        {
            let identity = emulator.client_identity(name);
            let identity = identity.map_err(|error| Failure::content("--service-name", &error))?;
            write(certificate, &identity.certificate_pem, |file| File::create(file))?;
            write(key, &identity.key_pem, create_secret)?;
        }
        Ok(())
    }
}

fn write(
    file: &Path,
    text: &str,
    create: impl FnOnce(&Path) -> io::Result<File>,
) -> Result<(), Failure> {
    let written = create(file).and_then(|mut file| file.write_all(text.as_bytes()));
    let shown = file.display();
    written.map_err(|error| Failure::usage(format_args!("cannot write {shown}: {error}")))
}

/// Creates a file that only its owner can read, unless it is there already.
fn create_secret(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

const ADDRESS: &str = "127.0.0.1:8443";
