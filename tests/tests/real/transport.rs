use std::{error::Error, fmt, time::Duration};

use futures_util::{StreamExt as _, stream};
use mpns_connect::{Proxy, Tls, TlsFailure};
use mpns_proto::{ChannelUri, Notification, Reply, Toast};
use tokio::runtime::Runtime;

/// The transports, each of which is held to the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Hyper,
    Blocking,
}

/// What a client is made with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) tls: Option<Tls>,
    pub(crate) proxy: Proxy,
    pub(crate) require_identity: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_connections: Option<usize>,
}

pub(crate) enum Client {
    Hyper(Box<mpns_hyper::Client>, Runtime),
    Blocking(mpns_blocking::Client),
}

/// What an error of either transport tells.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// Its text and those of its causes, and its `Debug`.
    pub(crate) text: String,
    pub(crate) is_connect: bool,
    pub(crate) is_timeout: bool,
    pub(crate) is_proxy: bool,
    pub(crate) proxy_status: Option<u16>,
    pub(crate) tls: Option<TlsFailure>,
    pub(crate) is_identity_missing: bool,
    pub(crate) may_have_been_delivered: bool,
}

/// The errors of both transports have the same names, and no trait.
macro_rules! failure {
    ($error:expr) => {{
        let error = $error;
        Failure {
            text: format!("{} {error:?}", chain(&error)),
            is_connect: error.is_connect(),
            is_timeout: error.is_timeout(),
            is_proxy: error.is_proxy(),
            proxy_status: error.proxy_status().map(|status| status.as_u16()),
            tls: error.tls_failure().cloned(),
            is_identity_missing: error.is_identity_missing(),
            may_have_been_delivered: error.may_have_been_delivered(),
        }
    }};
}

/// So do their builders.
macro_rules! with {
    ($builder:expr, $settings:expr) => {{
        let Settings { tls, proxy, require_identity, timeout, max_connections } = $settings.clone();
        let mut builder = $builder.proxy(proxy).require_identity(require_identity);
        if let Some(tls) = tls {
            builder = builder.tls(tls);
        }
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(connections) = max_connections {
            builder = builder.max_connections(connections);
        }
        builder.build()
    }};
}

impl Transport {
    pub(crate) const ALL: [Self; 2] = [Self::Hyper, Self::Blocking];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::Blocking => "blocking",
        }
    }

    pub(crate) fn client(self, settings: &Settings) -> Client {
        match self {
            Self::Hyper => {
                let runtime = Runtime::new().expect("a runtime");
                let client = with!(mpns_hyper::Client::builder(), settings);
                Client::Hyper(Box::new(client), runtime)
            }
            Self::Blocking => Client::Blocking(with!(mpns_blocking::Client::builder(), settings)),
        }
    }
}

impl Client {
    pub(crate) fn send(&self, channel: &ChannelUri) -> Result<Reply, Failure> {
        match self {
            Self::Hyper(client, runtime) => {
                runtime.block_on(client.send(&toast(), channel)).map_err(|error| failure!(error))
            }
            Self::Blocking(client) => {
                client.send(&toast(), channel).map_err(|error| failure!(error))
            }
        }
    }

    /// Sends to each channel, at most so many at a time, and tells each one's index and result as it comes.
    pub(crate) fn send_all(
        &self,
        channels: Vec<ChannelUri>,
        at_most: usize,
        mut each: impl FnMut(usize, Result<Reply, Failure>),
    ) {
        let jobs = channels.into_iter().enumerate().map(|(key, channel)| (key, channel, toast()));
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut results = client.send_all(stream::iter(jobs), at_most);
                while let Some((key, result)) = results.next().await {
                    each(key, result.map_err(|error| failure!(error)));
                }
            }),
            Self::Blocking(client) => {
                for (key, result) in client.send_all(jobs, at_most) {
                    each(key, result.map_err(|error| failure!(error)));
                }
            }
        }
    }

    pub(crate) fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        match self {
            Self::Hyper(client, _) => client.explain(reply, channel),
            Self::Blocking(client) => client.explain(reply, channel),
        }
    }
}

/// A few words for a table.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self { is_proxy: true, .. } => "proxy",
            Self { is_timeout: true, .. } => "time-out",
            Self { is_connect: true, .. } => "no connection",
            _ => "no reply",
        };
        write!(f, "error: {kind}")?;
        if let Some(status) = self.proxy_status {
            write!(f, " {status}")?;
        }
        if let Some(tls) = &self.tls {
            match tls {
                TlsFailure::ClientCertificateRefused(alert) => {
                    write!(f, ", client certificate refused ({alert})")?;
                }
                other => write!(f, ", {other:?}")?,
            }
        }
        if self.is_identity_missing {
            f.write_str(", no identity")?;
        }
        if self.may_have_been_delivered {
            f.write_str(", may be delivered")?;
        }
        Ok(())
    }
}

pub(crate) fn toast() -> Notification {
    let toast =
        Toast { text1: Some("Goal!".into()), text2: Some("2:1".into()), ..Toast::default() };
    toast.build().expect("a toast")
}

/// An error and its causes.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text += &format!(": {error}");
        next = error.source();
    }
    text
}
