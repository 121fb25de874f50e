//! The two transports behind one call.

use http::{Request, Response};
use mpns_proto::{ChannelUri, Reply};
use tokio::runtime::{Builder, Runtime};

use crate::failure::{Failure, chain};
use crate::reach::{Kind, Options};

pub(crate) enum Transport {
    Hyper { client: Box<mpns_hyper::Client>, runtime: Runtime },
    Blocking(mpns_blocking::Client),
}

impl Transport {
    pub(crate) fn new(options: &Options) -> Result<Self, Failure> {
        let (tls, proxy) = (options.tls()?, options.proxy()?);
        Ok(match options.transport {
            Kind::Hyper => {
                let mut client = mpns_hyper::Client::builder().tls(tls).proxy(proxy);
                if let Some(timeout) = options.timeout {
                    client = client.timeout(timeout).connect_timeout(timeout);
                }
                let runtime = runtime()?;
                let client = Box::new(runtime.block_on(async { client.build() }));
                Self::Hyper { client, runtime }
            }
            Kind::Blocking => {
                let mut client = mpns_blocking::Client::builder().tls(tls).proxy(proxy);
                if let Some(timeout) = options.timeout {
                    client = client.timeout(timeout).connect_timeout(timeout);
                }
                Self::Blocking(client.build())
            }
        })
    }

    /// Sends a request; with the response comes what a log says of the connection.
    pub(crate) fn request(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<(Response<()>, Option<String>), Failure> {
        match self {
            Self::Hyper { client, runtime } => {
                let response =
                    runtime.block_on(client.request(request)).map_err(|error| no_reply(&error))?;
                let connection = response.extensions().get::<mpns_hyper::Connection>();
                let connection = connection.map(ToString::to_string);
                Ok((response, connection))
            }
            Self::Blocking(client) => {
                let response = client.request(request).map_err(|error| no_reply(&error))?;
                let connection = response.extensions().get::<mpns_blocking::Connection>();
                let connection = connection.map(ToString::to_string);
                Ok((response, connection))
            }
        }
    }

    /// What a refusal may have come from that the reply does not tell.
    pub(crate) fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        match self {
            Self::Hyper { client, .. } => client.explain(reply, channel),
            Self::Blocking(client) => client.explain(reply, channel),
        }
    }
}

/// A runtime for one thing at a time.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::no_reply(format_args!("cannot start the runtime: {error}")))
}

fn no_reply(error: &dyn std::error::Error) -> Failure {
    Failure::no_reply(chain(error))
}
