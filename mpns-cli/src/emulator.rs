//! `mpns emulator`.

mod config;
mod port_file;
mod script_options;
mod tls_options;
mod wait;

use std::future::ready;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;

use clap::Args;
use mpns_emulator::{BaseUri, Config, Emulator, Profile, UriShape};
use mpns_proto::{AllowedHost, AllowedHostError};

use self::port_file::PortFile;
use self::script_options::ScriptOptions;
use self::tls_options::TlsOptions;
use crate::failure::{Failure, chain, say};
use crate::interrupt;
use crate::output::print;
use crate::resolve::resolve;
use crate::transport::runtime;

#[derive(Args)]
pub(crate) struct Options {
    /// The host and port to listen on, 127.0.0.1:8080 by default; port 0 picks a free one
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// A TOML file with options, phones, channels, answers and faults to start with; options given here win
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Which service to behave like: mpns, or relivewp
    #[arg(long, value_name = "SERVICE", value_parser = config::profile)]
    profile: Option<Profile>,
    /// The shape of channel URIs, by default that of the profile: throttled, u1, or channel
    #[arg(long, value_name = "SHAPE", value_parser = config::uri_shape)]
    uri_shape: Option<UriShape>,
    /// Refuse odd notifications, such as an empty toast, with 400
    #[arg(long)]
    strict: bool,
    /// Answers the control API at this name too, such as that of a container, at any port; may be repeated
    #[arg(long, value_name = "NAME", value_parser = host)]
    allow_host: Vec<String>,
    /// Lets the web pages of this origin use the control API, such as http://localhost:3000; may be repeated
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<String>,
    /// Calls the callbacks on this host, or with `*.` on those below it, at port 80 unless one is given, besides those
    /// on this machine; may be repeated, or a list with commas
    #[arg(long, value_name = "HOSTS", value_delimiter = ',', value_parser = allowed_host)]
    callback_hosts: Vec<AllowedHost>,
    /// Shows the images on tiles that are on other servers: fetches them from this machine as a phone does
    #[arg(long)]
    images: bool,
    /// Fetches images from this host, too, or with `*.` from those below it, at port 80 unless one is given; may be
    /// repeated, or a list with commas
    #[arg(long, value_name = "HOSTS", value_delimiter = ',', value_parser = allowed_host, requires = "images")]
    image_hosts: Vec<AllowedHost>,
    /// The connections at a time, 1024 by default; when one more comes, one that waits for its client is closed
    #[arg(long, value_name = "NUMBER")]
    max_connections: Option<usize>,
    /// Keeps phones, channels and what they got in this file, so that channel URIs are valid after a restart; port 0 is
    /// the port of before then, and --config adds phones and channels only to a new file
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    tls: TlsOptions,
    #[command(flatten)]
    script: ScriptOptions,
}

impl Options {
    /// The configuration with these options in it.
    fn merged(&self) -> Result<Config, Failure> {
        let mut config = match &self.config {
            Some(file) => config::read(file)?,
            None => Config::default(),
        };
        config.listen = self.listen.clone().or(config.listen);
        config.profile = self.profile.unwrap_or(config.profile);
        config.uri_shape = self.uri_shape.or(config.uri_shape);
        config.strict |= self.strict;
        if !self.allow_host.is_empty() {
            config.allow_hosts.clone_from(&self.allow_host);
        }
        if !self.allow_origin.is_empty() {
            config.allow_origins.clone_from(&self.allow_origin);
        }
        if !self.callback_hosts.is_empty() {
            config.callback_hosts = self.callback_hosts.iter().cloned().collect();
        }
        config.images |= self.images;
        if !self.image_hosts.is_empty() {
            config.image_hosts = self.image_hosts.iter().cloned().collect();
        }
        config.state = self.state.clone().or(config.state);
        config.bounds.connections = self.max_connections.unwrap_or(config.bounds.connections);
        Ok(config)
    }
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    if let Some(wait) = options.script.wait() {
        return runtime()?.block_on(wait).map(|()| ExitCode::SUCCESS);
    }
    let config = options.merged()?;
    let listen = config.listen.as_deref().unwrap_or(ADDRESS);
    let addresses = resolve("--listen", listen, ADDRESS)?;
    let tls_options = options.tls.with(config.tls.as_ref());
    let tls = tls_options.read()?;
    runtime()?.block_on(async {
        let interrupt = interrupt::wait()?;
        let emulator = start(&addresses, &tls, &config).await?;
        if let Some(file) = &options.config {
            let seeded = emulator.seed(&config);
            seeded.map_err(|error| Failure::content(file.display(), &error))?;
        }
        tls_options.write(&emulator)?;
        let port_file = options.script.write_port(emulator.addr().port())?;
        if !emulator.addr().ip().is_loopback() {
            let warning =
                "is not only for this machine: whoever can reach it can see and change everything";
            say(format_args!("mpns: warning: {} {warning}", emulator.addr()));
        }
        let tls = emulator.tls_addr().map(|tls| format!("listening on {tls} with TLS\n"));
        let (tls, usage) = (tls.unwrap_or_default(), emulator.usage());
        print(format!("listening on {}\n{tls}\n{usage}", emulator.addr()).as_bytes())?;
        serve(emulator, interrupt, port_file).await
    })
}

/// Serves until the interrupt, or until the state cannot be written any more.
async fn serve(
    emulator: Emulator,
    interrupt: impl Future<Output = ()>,
    port_file: Option<PortFile>,
) -> Result<ExitCode, Failure> {
    let mut failure = pin!(emulator.state_failure());
    let mut failed = tokio::select! {
        error = &mut failure => Some(error),
        () = interrupt => None,
    };
    // Before the emulator stops, since a second interrupt ends that at once.
    drop(port_file);
    emulator.stop().await;
    if failed.is_none() {
        // The last changes are written when everything else has ended.
        failed = tokio::select! {
            biased;
            error = &mut failure => Some(error),
            () = ready(()) => None,
        };
    }
    match failed {
        Some(error) => Err(Failure::no_reply(error)),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Listens on the first addresses that can be listened on.
async fn start(
    addresses: &[SocketAddr],
    tls: &[Option<mpns_emulator::TlsOptions>],
    config: &Config,
) -> Result<Emulator, Failure> {
    let mut failure = None;
    for address in addresses {
        for tls in tls {
            let options = mpns_emulator::Options { tls: tls.clone(), ..config.options() };
            match Emulator::start_with(*address, options).await {
                Ok(emulator) => return Ok(emulator),
                Err(error) => failure = failure.or(Some(Failure::no_reply(chain(&error)))),
            }
        }
    }
    Err(failure.unwrap_or_else(|| Failure::no_reply("there is no address to listen on")))
}

/// A name without a port, which every port of it is then.
fn host(text: &str) -> Result<String, &'static str> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_name = !text.is_empty() && text.bytes().all(is_of_name);
    if is_name { Ok(text.to_owned()) } else { Err("a host is a name without a port") }
}

fn allowed_host(text: &str) -> Result<AllowedHost, String> {
    text.trim().parse().map_err(|error: AllowedHostError| error.to_string())
}

/// Scheme, host and port of web pages.
fn origin(text: &str) -> Result<String, String> {
    match text.parse::<BaseUri>() {
        Ok(origin) => Ok(origin.to_string()),
        Err(_) => {
            Err("an origin is just scheme, host and port, such as http://localhost:3000".to_owned())
        }
    }
}

const ADDRESS: &str = "127.0.0.1:8080";

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns emulator --listen 127.0.0.1:8080
  curl -X POST http://127.0.0.1:8080/channels    # opens a channel to send to

  mpns emulator --config emulator.toml    # starts with phones and channels

The control API has no authentication: whoever can reach the address can see
and change everything. Web pages cannot, unless they are allowed.

Channel URIs that are valid after a restart, as those of a phone are:
  mpns emulator --state emulator.state

For a script, with a free port:
  mpns emulator --listen 127.0.0.1:0 --port-file port.txt
  mpns emulator --wait http://127.0.0.1:8080 --timeout 30s

Authenticated channels with TLS and client certificates:
  mpns emulator --tls 127.0.0.1:8443 --tls-ca ca.pem \\
    --service-name push.example --client-cert cert.pem --client-key key.pem
  curl -X POST http://127.0.0.1:8080/channels \\
    -d '{\"authenticated\": true, \"serviceName\": \"push.example\"}'
  mpns send toast --text1 Goal! --channel https://127.0.0.1:8443/... \\
    --ca ca.pem --cert cert.pem --key key.pem";
