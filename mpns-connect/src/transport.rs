//! For authors of transports: what `mpns-hyper` and `mpns-blocking` are built of.

pub use rustls;

pub use crate::{
    connect::{Connect, Progress},
    dial_error::DialError,
    error::ErrorKind,
    outbound::Outbound,
    proxy::Route,
    proxy_error::ProxyError,
    server_name::server_name,
    tls_session::TlsSession,
};
