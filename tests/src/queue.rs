//! What one database carries: what the command `queue` runs and prints, for `docs/scale.md`.
//!
//! PostgreSQL is started for each run, with the settings of a server that survives a power failure. The service is an nginx
//! on loopback that accepts everything. Workers are processes, as on machines of their own.

mod cost;
mod jobs;
mod markdown;
mod mpns;
mod service;
pub mod soak;
pub mod throughput;
mod workers;

pub use cost::Cost;
pub use service::Service;
