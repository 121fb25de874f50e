use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mpns_connect::transport::LookupSystem;
use mpns_connect::{Proxy, Tls};
use mpns_proto::AllowedHosts;
use tokio::runtime::Runtime;

use super::Client;

macro_rules! options {
    ($($name:ident: $type:ty,)*) => {$(
        #[doc = concat!("Sets `", stringify!($name), "` of the transport's builder.")]
        #[must_use]
        pub fn $name(self, $name: $type) -> Self {
            match self {
                Self::Hyper(builder, runtime) => Self::Hyper(builder.$name($name), runtime),
                Self::Blocking(builder) => Self::Blocking(builder.$name($name)),
            }
        }
    )*};
}

/// The builders of the transports, whose methods have the same names.
#[derive(Clone)]
pub enum Builder {
    /// With the runtime of its client.
    Hyper(mpns_hyper::ClientBuilder, Arc<Runtime>),
    /// Needs no runtime.
    Blocking(mpns_blocking::ClientBuilder),
}

impl Builder {
    options! {
        timeout: Duration,
        connect_timeout: Duration,
        tls: Tls,
        proxy: Proxy,
        require_identity: bool,
        max_idle_connections: usize,
        max_idle_connections_in_all: usize,
        lookup_system: Arc<dyn LookupSystem>,
        allowed_hosts: AllowedHosts,
        public_addresses_only: bool,
    }

    /// The client with these options.
    pub fn build(self) -> Client {
        match self {
            Self::Hyper(builder, runtime) => Client::Hyper(Box::new(builder.build()), runtime),
            Self::Blocking(builder) => Client::Blocking(builder.build()),
        }
    }
}

/// As the transport's builder.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hyper(builder, _) => builder.fmt(f),
            Self::Blocking(builder) => builder.fmt(f),
        }
    }
}
