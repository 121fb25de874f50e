use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use mpns_connect::{Error, Proxy, Tls, TlsFailure};
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
    pub(crate) max_idle_connections: Option<usize>,
}

pub(crate) enum Client {
    Hyper(Box<mpns_hyper::Client>, Runtime),
    Blocking(mpns_blocking::Client),
}

/// The builders of both transports have the same names, and no trait.
macro_rules! with {
    ($builder:expr, $settings:expr) => {{
        let Settings { tls, proxy, require_identity, timeout, max_idle_connections } =
            $settings.clone();
        let mut builder = $builder.proxy(proxy).require_identity(require_identity);
        if let Some(tls) = tls {
            builder = builder.tls(tls);
        }
        if let Some(timeout) = timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(connections) = max_idle_connections {
            builder = builder.max_idle_connections(connections);
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
    pub(crate) fn send(&self, channel: &ChannelUri) -> Result<Reply, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.send(&toast(), channel)),
            Self::Blocking(client) => client.send(&toast(), channel),
        }
    }

    /// Sends to each channel, at most so many at a time, and tells each one's index and result as it comes.
    pub(crate) fn send_all(
        &self,
        channels: Vec<ChannelUri>,
        at_most: usize,
        mut each: impl FnMut(usize, Result<Reply, Error>),
    ) {
        let jobs = channels.into_iter().enumerate().map(|(key, channel)| (key, channel, toast()));
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut results = client.send_all(stream::iter(jobs), at_most);
                while let Some((key, result)) = results.next().await {
                    each(key, result);
                }
            }),
            Self::Blocking(client) => {
                for (key, result) in client.send_all(jobs, at_most) {
                    each(key, result);
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

/// An error in a few words, for a table.
pub(crate) fn brief(error: &Error) -> String {
    let mut text = String::from(match error {
        error if error.is_proxy() => "error: proxy",
        error if error.is_timeout() => "error: time-out",
        error if error.is_connect() => "error: no connection",
        _ => "error: no reply",
    });
    if let Some(status) = error.proxy_status() {
        text += &format!(" {}", status.as_u16());
    }
    match error.tls_failure() {
        None => {}
        Some(TlsFailure::ClientCertificateRefused(alert)) => {
            text += &format!(", client certificate refused ({alert})");
        }
        Some(other) => text += &format!(", {other:?}"),
    }
    if error.is_identity_missing() {
        text += ", no identity";
    }
    if error.may_have_been_delivered() {
        text += ", may be delivered";
    }
    text
}

pub(crate) fn toast() -> Notification {
    let toast =
        Toast { text1: Some("Goal!".into()), text2: Some("2:1".into()), ..Toast::default() };
    toast.build().expect("a toast")
}

/// An error and its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text += &format!(": {error}");
        next = error.source();
    }
    text
}
