//! `mpns emulator`.

use std::fmt::Display;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;
use mpns_emulator::Emulator;
use tokio::net::lookup_host;

use crate::failure::{Failure, chain};
use crate::output::print;
use crate::transport::runtime;

#[derive(Args)]
pub(crate) struct Options {
    /// The host and port to listen on; port 0 picks a free one
    #[arg(long, value_name = "HOST:PORT", default_value = ADDRESS)]
    listen: String,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    runtime()?.block_on(async {
        let emulator = start(&resolve(&options.listen).await?).await?;
        print(format!("listening on {}\n\n{}", emulator.addr(), emulator.usage()).as_bytes())?;
        emulator.serve_until(interrupted()).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// The addresses of a host, in the order in which the system would use them.
async fn resolve(listen: &str) -> Result<Vec<SocketAddr>, Failure> {
    let refused = |why: &dyn Display| {
        let what = "the address is a host and a port, such as";
        Failure::usage(format_args!("--listen {listen:?}: {why}; {what} {ADDRESS}"))
    };
    // A URI may be a secret channel, and must not be sent to a name server.
    if listen.contains('/') {
        return Err(refused(&"it is more than an address"));
    }
    Ok(lookup_host(listen).await.map_err(|error| refused(&error))?.collect())
}

/// Listens on the first address that can be listened on.
async fn start(addresses: &[SocketAddr]) -> Result<Emulator, Failure> {
    let mut failure = None;
    for address in addresses {
        match Emulator::start(*address).await {
            Ok(emulator) => return Ok(emulator),
            Err(error) => failure = failure.or(Some(Failure::no_reply(chain(&error)))),
        }
    }
    Err(failure.unwrap_or_else(|| Failure::no_reply("there is no address to listen on")))
}

/// Completes when the user or the system asks the program to end.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    // An error means that an interrupt cannot be waited for: then it is safer to end.
    let _ = tokio::signal::ctrl_c().await;
}

const ADDRESS: &str = "127.0.0.1:8080";

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns emulator --listen 127.0.0.1:8080
  curl -X POST http://127.0.0.1:8080/channels    # opens a channel to send to

The control API has no authentication: whoever can reach the address can see
and change everything.";
