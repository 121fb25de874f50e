//! The proxy of a command, and its password.

use std::path::PathBuf;

use clap::Args;
use mpns_connect::Proxy;

use crate::failure::Failure;
use crate::help::CONNECTION_HEADING;
use crate::secret;

#[derive(Args)]
#[group(skip)]
pub(crate) struct ProxyOptions {
    /// The proxy to use, such as http://user@host:3128 [default: from the environment]. A password in it is a secret;
    /// on the command line other users of this machine can see it
    #[arg(long, value_name = "URI", global = true, help_heading = CONNECTION_HEADING)]
    proxy: Option<String>,

    /// A file with the password for the proxy's user in its first line [default: $MPNS_PROXY_PASSWORD]
    #[arg(long, value_name = "FILE", global = true, help_heading = CONNECTION_HEADING)]
    proxy_password_file: Option<PathBuf>,

    /// Uses no proxy, even if the environment names one
    #[arg(long, global = true, help_heading = CONNECTION_HEADING)]
    no_proxy: bool,
}

impl ProxyOptions {
    pub(crate) fn read(&self) -> Result<Proxy, Failure> {
        let proxy = match &self.proxy {
            Some(_) if self.no_proxy => {
                return Err(Failure::usage("--proxy cannot be used with --no-proxy"));
            }
            Some(uri) => {
                uri.parse::<Proxy>().map_err(|error| Failure::content("--proxy", &error))?
            }
            None if self.no_proxy => Proxy::none(),
            None => Proxy::from_env()
                .map_err(|error| Failure::content("the proxy of the environment", &error))?,
        };
        if !proxy.lacks_password() {
            return match self.proxy_password_file {
                Some(_) => Err(Failure::usage(NO_USER)),
                None => Ok(proxy),
            };
        }
        let file = self.proxy_password_file.as_deref();
        let password = secret::read("the proxy's password", file, PASSWORD)?;
        Ok(match password {
            Some(password) => proxy.with_password(&password),
            None => proxy,
        })
    }
}

/// The environment variable.
const PASSWORD: &str = "MPNS_PROXY_PASSWORD";
const NO_USER: &str = "--proxy-password-file needs a proxy with a user and without a password: \
                       --proxy USER@HOST:PORT";
