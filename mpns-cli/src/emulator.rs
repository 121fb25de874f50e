//! `mpns emulator`.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;
use mpns_emulator::Emulator;

use crate::failure::{Failure, chain, print};
use crate::transport::runtime;

#[derive(Args)]
pub(crate) struct Options {
    /// The address and port to listen on; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    runtime()?.block_on(async {
        let emulator = Emulator::start(options.listen)
            .await
            .map_err(|error| Failure::no_reply(chain(&error)))?;
        print(format!("listening on {}\n\n{}", emulator.addr(), emulator.usage()).as_bytes())?;
        emulator.serve_until(interrupted()).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Ready once the user or the system asks the program to end.
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
    // An error says that there is no way to be interrupted, and then ending is the safe side.
    let _ = tokio::signal::ctrl_c().await;
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns emulator --listen 127.0.0.1:8080
  curl -X POST http://127.0.0.1:8080/channels

The control API has no authentication: whoever reaches the address sees and
changes everything.";
