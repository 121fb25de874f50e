//! For authors of transports: what `mpns-hyper` and `mpns-blocking` are built from.
//!
//! ```
//! use mpns_connect::{Proxy, transport::Route};
//!
//! let proxy: Proxy = "http://user:password@proxy.example:3128".parse()?;
//! match proxy.decide(&"https://sn1.notify.live.net/unthrottledthirdparty/01.00/AAE".parse()?) {
//!     Route::Direct => { /* connect to the service */ }
//!     Route::Forward(server) => { /* connect to the server, send in absolute form */ }
//!     Route::Tunnel(server) => { /* connect to the server, open a tunnel, speak TLS in it */ }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The constants are figures that all transports share, so that changing the transport changes none of
//! them. [`rustls`] is the version whose types [`client_config`], [`Handshake`], [`TlsSession`] and [`server_name`] show.

pub use rustls;

pub use crate::delivery::courier::Courier;
pub use crate::delivery::random::{random_jitter, random_seed};
pub use crate::delivery::step::Step;
pub use crate::exchange::{
    Attempt, Cause, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS,
    DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL, DEFAULT_TIMEOUT, DialError, Failure, HeadTooLong, HostKey,
    LONGEST_TIMEOUT, MAX_BODY, MAX_BODY_WAIT, MAX_HEAD, MAX_HEADERS, MAX_IDLE, Outgoing, Pool,
    Pooled, Settings, Verdict, is_close_delimited, server_name,
};
pub use crate::lookup::{
    FAILURE_KEPT, Lookup, LookupError, LookupSystem, MAX_LOOKUPS, NAME_KEPT, OperatingSystem,
    ReservedThread, Resolver,
};
pub use crate::proxy::{Progress, ProxyError, Route, Tunnel};
pub use crate::restriction::{Restrictions, special_address};
pub use crate::tls::{Handshake, TlsSession, client_config};
