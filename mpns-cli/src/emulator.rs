//! `mpns emulator`.

use std::fmt::Display;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::process::ExitCode;

use clap::Args;
use mpns_emulator::Emulator;

use crate::failure::{Failure, chain};
use crate::output::print;
use crate::transport::runtime;

#[derive(Args)]
pub(crate) struct Options {
    /// The host and port to listen on; port 0 picks a free one
    #[arg(long, value_name = "HOST:PORT", default_value = ADDRESS)]
    listen: String,
    /// Refuse odd notifications, such as an empty toast, with 400
    #[arg(long)]
    strict: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let addresses = resolve(&options.listen)?;
    runtime()?.block_on(async {
        let interrupt = interrupt().map_err(|error| {
            Failure::no_reply(format_args!("cannot wait for an interrupt: {error}"))
        })?;
        let emulator = start(&addresses, options.strict).await?;
        print(format!("listening on {}\n\n{}", emulator.addr(), emulator.usage()).as_bytes())?;
        emulator.serve_until(interrupt).await;
        Ok(ExitCode::SUCCESS)
    })
}

/// The addresses of a host, in the order in which the system would use them. It needs no thread: nothing else runs yet.
fn resolve(listen: &str) -> Result<Vec<SocketAddr>, Failure> {
    let refused = |why: &dyn Display| {
        let what = "the address is a host and a port, such as";
        Failure::usage(format_args!("--listen {listen:?}: {why}; {what} {ADDRESS}"))
    };
    // A URI may be a secret channel, and must not be sent to a name server.
    if listen.contains('/') {
        return Err(refused(&"it is more than an address"));
    }
    Ok(listen.to_socket_addrs().map_err(|error| refused(&error))?.collect())
}

/// Listens on the first address that can be listened on.
async fn start(addresses: &[SocketAddr], strict: bool) -> Result<Emulator, Failure> {
    let mut failure = None;
    for address in addresses {
        let options = mpns_emulator::Options { strict, ..mpns_emulator::Options::default() };
        match Emulator::start_with(*address, options).await {
            Ok(emulator) => return Ok(emulator),
            Err(error) => failure = failure.or(Some(Failure::no_reply(chain(&error)))),
        }
    }
    Err(failure.unwrap_or_else(|| Failure::no_reply("there is no address to listen on")))
}

/// Completes when the user or the system asks the program to end.
///
/// Not with tokio's signals: if they are compiled in, every runtime has a driver for them, which panics if the system
/// has no descriptor left for it.
#[cfg(unix)]
fn interrupt() -> io::Result<impl Future<Output = ()>> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::os::unix::net::UnixStream;

    let (received, sender) = UnixStream::pair()?;
    received.set_nonblocking(true)?;
    for signal in [SIGINT, SIGTERM] {
        signal_hook::low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    let received = tokio::net::UnixStream::from_std(received)?;
    Ok(async move {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = received.readable().await;
    })
}

/// Completes when the user asks the program to end.
#[cfg(not(unix))]
fn interrupt() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = tokio::signal::ctrl_c().await;
    })
}

const ADDRESS: &str = "127.0.0.1:8080";

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns emulator --listen 127.0.0.1:8080
  curl -X POST http://127.0.0.1:8080/channels    # opens a channel to send to

The control API has no authentication: whoever can reach the address can see
and change everything.";
