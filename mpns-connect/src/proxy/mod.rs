//! The choice of a proxy, the tunnel that it opens, and the responses that it makes itself.

pub(crate) mod error;
mod no_proxy;
pub(crate) mod proxy;
pub(crate) mod response;
pub(crate) mod server;
mod tunnel;

pub use error::ProxyError;
pub use proxy::{Proxy, ProxyEnvError, Route};
pub use server::{ParseProxyError, ProxyServer};
pub use tunnel::{Progress, Tunnel};
