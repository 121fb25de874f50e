//! The two transports behind one call.

use http::{Request, Response};
use mpns_connect::Error;
use mpns_proto::{ChannelUri, Reply};
use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;
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

    /// Sends a request; the response has its [`mpns_connect::Connection`] among its extensions.
    pub(crate) fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        match self {
            Self::Hyper { client, runtime } => runtime.block_on(client.request(request)),
            Self::Blocking(client) => client.request(request),
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
