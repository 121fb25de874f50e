//! The delivery of many notifications until each has ended: what a transport's `Client::deliver` takes and yields.
//!
//! The rules are those of the [outbox](mpns_outbox#the-rules).

mod counts;
pub(crate) mod courier;
mod event;
mod handle;
mod parcel;
pub(crate) mod random;
pub(crate) mod step;

pub use counts::Counts;
pub use event::{Ended, Event, Held, Tried};
pub use handle::Handle;
pub use parcel::{Parcel, SendResult};
