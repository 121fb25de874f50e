//! Which request uses which proxy, the request that opens a tunnel and its response, and which responses are
//! the proxy's.

mod env_error;
pub(crate) mod error;
mod no_proxy;
pub(crate) mod proxy;
pub(crate) mod response;
pub(crate) mod route;
pub(crate) mod server;
mod tunnel;

pub use env_error::ProxyEnvError;
pub use error::ProxyError;
pub use proxy::Proxy;
pub use route::Route;
pub use server::{ParseProxyError, ProxyServer};
pub use tunnel::{Progress, Tunnel};
