//! An exchange with a service, without I/O: what is sent, the limits, and why there is no reply.

mod close_delimited;
mod connection;
mod dial_error;
mod error;
mod limits;
mod outbound;
mod server_name;

pub use close_delimited::is_close_delimited;
pub use connection::Connection;
pub use dial_error::DialError;
pub use error::{Error, ErrorKind};
pub use limits::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, LONGEST_TIMEOUT,
    MAX_BODY, MAX_BODY_WAIT, MAX_HEAD, MAX_HEADERS, MAX_IDLE,
};
pub use outbound::Outbound;
pub use server_name::server_name;
