//! An exchange with a service, without I/O: the settings, what is sent and kept, and why there is no reply.

mod attempt;
mod bounds;
mod client_builder;
mod client_check;
mod close_delimited;
mod connection;
pub(crate) mod dial_error;
mod error;
mod error_kind;
mod failure;
mod host_key;
mod no_reply;
mod outbox_failure;
mod outgoing;
mod pool;
mod progress;
mod response_head;
mod retry;
mod server_name;
mod settings;
mod verdict;

pub use attempt::Attempt;
pub use bounds::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL,
    DEFAULT_TIMEOUT, LONGEST_TIMEOUT, MAX_BODY, MAX_BODY_WAIT, MAX_HEAD, MAX_HEADERS, MAX_IDLE,
};
pub use client_builder::ClientBuilder;
pub use close_delimited::is_close_delimited;
pub use connection::Connection;
pub use dial_error::DialError;
pub use error::Error;
pub use error_kind::ErrorKind;
pub use failure::{Cause, Failure};
pub use host_key::HostKey;
pub use outgoing::Outgoing;
pub use pool::{Pool, Pooled};
pub use response_head::HeadTooLong;
pub use retry::Retry;
pub use server_name::server_name;
pub use settings::Settings;
pub use verdict::Verdict;
