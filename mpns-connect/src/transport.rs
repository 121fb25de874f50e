//! For authors of transports: what `mpns-hyper` and `mpns-blocking` are built of.

pub use rustls;

pub use crate::{
    connect::{Connect, Progress},
    dial_error::DialError,
    error::ErrorKind,
    host::{default_port, port},
    limits::{
        DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, LONGEST_TIMEOUT,
        MAX_BODY, MAX_BODY_WAIT, MAX_HEAD, MAX_HEADERS, MAX_IDLE,
    },
    outbound::Outbound,
    proxy::Route,
    proxy_error::ProxyError,
    server_name::server_name,
    tls_session::TlsSession,
};
