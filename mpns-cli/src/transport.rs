//! The two transports behind one call.

use http::{Request, Response};
use mpns_connect::transport::Settings;
use mpns_connect::{ClientBuilder, Connection};
use mpns_proto::{ChannelUri, NoReply, Reply};
use tokio::runtime::{Builder, Runtime};

use crate::connection_options::{ConnectionOptions, TransportName};
use crate::failure::Failure;

pub(crate) enum Transport {
    Hyper(Box<mpns_hyper::Client>),
    Blocking(mpns_blocking::Client),
}

impl Transport {
    pub(crate) fn new(options: &ConnectionOptions) -> Result<Self, Failure> {
        Self::with_connections(options, None)
    }

    /// A transport that keeps this many unused connections to a host.
    pub(crate) fn with_connections(
        options: &ConnectionOptions,
        connections: Option<usize>,
    ) -> Result<Self, Failure> {
        Ok(match options.transport {
            TransportName::Hyper => Self::Hyper(Box::new(client(options, connections)?)),
            TransportName::Blocking => Self::Blocking(client(options, connections)?),
        })
    }

    /// Sends a request; the response has its [`mpns_connect::Connection`] among its extensions.
    pub(crate) fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, NoReply> {
        let response = match self {
            Self::Hyper(client) => new_runtime()
                .map_err(|error| NoReply::new("runtime", error))?
                .block_on(client.request(request)),
            Self::Blocking(client) => client.request(request),
        };
        response.map_err(NoReply::from)
    }

    /// A likely reason for a refusal that the reply does not state.
    pub(crate) fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        match self {
            Self::Hyper(client) => client.explain(reply, channel),
            Self::Blocking(client) => client.explain(reply, channel),
        }
    }

    /// Why the client certificate was not used, if there is one.
    pub(crate) fn explain_connection(&self, connection: &Connection) -> Option<&'static str> {
        match self {
            Self::Hyper(client) => client.explain_connection(connection),
            Self::Blocking(client) => client.explain_connection(connection),
        }
    }
}

fn client<C: From<Settings>>(
    options: &ConnectionOptions,
    connections: Option<usize>,
) -> Result<C, Failure> {
    let client = ClientBuilder::default().tls(options.tls()?).proxy(options.proxy()?);
    let client = options.restrictions.restrict(client);
    let client = match connections {
        Some(connections) => client.max_idle_connections(connections),
        None => client,
    };
    Ok(match options.timeout {
        Some(timeout) => client.timeout(timeout).connect_timeout(timeout).build(),
        None => client.build(),
    })
}

/// A runtime on the current thread.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    new_runtime().map_err(Failure::no_reply)
}

fn new_runtime() -> Result<Runtime, String> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;

    /// Otherwise a long limit would end at the default five seconds for connecting.
    #[test]
    fn the_time_limit_also_applies_to_connecting() {
        for name in ["hyper", "blocking"] {
            for (more, expected) in [
                (&[][..], " timeout: 15s, connect_timeout: 5s,"),
                (&["--timeout", "60"], " timeout: 60s, connect_timeout: 60s,"),
                (&["--timeout", "0.5"], " timeout: 500ms, connect_timeout: 500ms,"),
            ] {
                let command =
                    ConnectionOptions::augment_args(Command::new("")).no_binary_name(true);
                let args = [&["--transport", name, "--no-proxy"], more].concat();
                let options = ConnectionOptions::from_arg_matches(&command.get_matches_from(args));
                let transport = options.ok().and_then(|options| Transport::new(&options).ok());
                let shown = match transport.expect("a transport") {
                    Transport::Hyper(client) => format!("{client:?}"),
                    Transport::Blocking(client) => format!("{client:?}"),
                };
                assert!(shown.contains(expected), "{name} {more:?}: {shown}");
            }
        }
    }
}
