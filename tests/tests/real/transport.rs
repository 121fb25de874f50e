use std::time::Duration;

use mpns_connect::{Error, Proxy, Tls, TlsFailure};
pub(crate) use mpns_tests::transport::{Client, Transport, jobs};

/// What a client is made with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) tls: Option<Tls>,
    pub(crate) proxy: Proxy,
    pub(crate) require_identity: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_idle_connections: Option<usize>,
}

impl Settings {
    pub(crate) fn client(self, transport: Transport) -> Client {
        let builder = transport.builder().proxy(self.proxy);
        let mut builder = builder.require_identity(self.require_identity);
        if let Some(tls) = self.tls {
            builder = builder.tls(tls);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(connections) = self.max_idle_connections {
            builder = builder.max_idle_connections(connections);
        }
        builder.build()
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
        Some(TlsFailure::ServerCertificate(reason)) => text += &format!(", it {reason}"),
        Some(other) => {
            let debug = format!("{other:?}");
            text += &format!(", {}", debug.split(' ').next().unwrap_or_default());
        }
    }
    if error.is_identity_missing() {
        text += ", no identity";
    }
    if error.may_have_been_delivered() {
        text += ", may be delivered";
    }
    text
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
