//! What the outbox keeps, in tables of entries that refer to each other by ids of 32 bits.

mod breaker;
mod channels;
mod hosts;
mod id;
mod in_flight;
mod jobs;
mod lane;
mod list;
#[expect(clippy::module_inception, reason = "the file is named for its term")]
mod table;
mod tick;
mod timers;

pub(crate) use breaker::Breaker;
pub(crate) use channels::{ChannelEntry, Channels, InPlace, Place};
pub(crate) use hosts::{ByProbe, Hosts};
pub(crate) use id::Id;
pub(crate) use in_flight::{InFlight, Sent};
pub(crate) use jobs::{ByDeadline, InChannel, JobEntry, JobFacts};
pub(crate) use lane::Lane;
pub(crate) use list::List;
pub(crate) use table::Table;
pub(crate) use tick::{Clock, Tick};
pub(crate) use timers::Timers;
