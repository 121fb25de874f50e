//! Delivery of many notifications of the Microsoft Push Notification Service (MPNS), without I/O: what to send next,
//! what to hold back until when, and what has ended.
//!
//! [`mpns_proto::Retry`] says when *one* notification may be sent again. An [`Outbox`] decides for many, and keeps the
//! rules between them. Like `mpns-proto`, it has no socket, clock, thread or randomness: those are arguments, and a loop
//! of yours joins it with a transport.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use mpns_outbox::{Event, Job, Now, Outbox, Output, Settings};
//! use mpns_proto::{Jitter, Notification, Reply, Toast};
//!
//! # fn send(_: &Notification, _: &mpns_proto::ChannelUri) -> Result<Reply, mpns_proto::NoReply> {
//! #     Ok(Reply::new(mpns_proto::http::StatusCode::OK))
//! # }
//! # fn sleep(_: Duration) {}
//! # fn random<N: Default>() -> N { N::default() }
//! # let start = std::time::Instant::now();
//! let now = || Now { monotonic: start.elapsed(), wall: SystemTime::now() };
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
//! let mut outbox = Outbox::new(Settings::default(), random());
//! for number in 1..=3 {
//!     let channel = format!("http://sn1.notify.live.net/throttledthirdparty/01.00/{number}").parse()?;
//!     outbox.push(Job::new(channel, (number, toast.clone())), now())?;
//! }
//! loop {
//!     match outbox.poll(now()) {
//!         Output::Transmit(transmit) => {
//!             let (ticket, channel) = (transmit.ticket, transmit.channel.uri()?);
//!             match send(&transmit.payload.1, &channel) {
//!                 Ok(reply) => outbox.handle_reply(ticket, &reply, now(), Jitter::new(random())),
//!                 Err(error) => outbox.handle_error(ticket, &error, now(), Jitter::new(random())),
//!             }
//!         }
//!         Output::Event(Event::Ended(ended)) => println!("{}: {}", ended.payload.0, ended.end),
//!         Output::Event(event) => println!("{event:?}"),
//!         Output::Wait(wait) => sleep(wait),
//!         Output::Full | Output::Idle => break,
//!     }
//! }
//! # assert_eq!(outbox.jobs(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It sends one at a time, and pushes all before. `examples/deliver.rs` of the repository is the loop for any function that
//! sends, several at a time, from a lazy source. `mpns-hyper` and `mpns-blocking` have it as `Client::deliver`.
//!
//! # The rules
//!
//! What waits, is held or is in flight is the **channel**, not the job. Its jobs keep their order, and at most one of
//! them is in flight.
//!
//! | what | then |
//! | --- | --- |
//! | 412: the phone is out of reach | the channel is held for 61 minutes |
//! | 406, 429: too many notifications | the channel is held for an hour |
//! | the queue is full; 500, 502, 503, 504 | the channel is held for 4, 8, 16, 32 minutes and up to a quarter longer |
//! | no reply | the same; if it may have been delivered, the job ends unless it [may show twice](Job::may_show_twice) |
//! | [5](Settings::breaker_failures) requests to a host in a row got no reply, or 5xx | its breaker opens: nothing is sent to the host for [a minute](Settings::breaker_first), twice as long each time that one request, the probe, fails |
//! | `Retry-After` | no hold is shorter |
//! | the channel is expired | [one event](Event::ChannelExpired) says so, and all its jobs end |
//! | any other reply, or an error that is permanent | it is final |
//!
//! * Hosts take turns, so that a slow one uses up only [its own limit](Settings::in_flight_per_host). Channels with an
//!   [immediate](mpns_proto::BatchingInterval::Immediate) notification go before the others.
//! * A job ends at its [deadline](Job::deadline), or at once if its next attempt would come after it, as far as the hold
//!   of its channel says.
//! * A hold is kept for its whole length, also if the channel has no job left.
//! * Everything is bounded, by the [`Settings`]: a full outbox [takes no more](PushRefusal).
//! * Time is counted in seconds. No hold ends sooner than its rule allows, and no job is sent after its deadline. A
//!   calendar that jumps changes nothing: see [`Now`].
//!
//! Sources of the waits: [`ff941100`](mpns_proto::protocol#ff941100), and [`Outcome::retry`](mpns_proto::Outcome::retry).
//!
//! # State
//!
//! With the feature `serde`, [`Outbox::save`] gives the whole state as a value that can be written down, and
//! [`Outbox::restore`] goes on from it. Without it, keep what ended and what was [`Held`], and restore that by
//! [`Outbox::restore_hold`] and [`Outbox::restore_backoffs`].
//!
//! # Memory
//!
//! A job takes about 120 bytes beside its payload and the path of its channel, of which there is one copy. A
//! [`Notification`](mpns_proto::Notification) as the payload is shared by all jobs that have a clone of it.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod channel;
mod end;
mod event;
mod failure;
mod hold;
mod job;
mod now;
mod outbox;
mod output;
mod push_error;
#[cfg(feature = "serde")]
mod saved;
mod settings;
mod table;
mod ticket;

pub use channel::Channel;
pub use end::End;
pub use event::{Ended, Event, Held, HoldReason};
pub use failure::Failure;
pub use hold::Hold;
pub use job::Job;
pub use now::Now;
pub use outbox::Outbox;
pub use output::{Output, Transmit};
pub use push_error::{PushError, PushRefusal};
#[cfg(feature = "serde")]
pub use saved::Saved;
pub use settings::Settings;
pub use ticket::Ticket;

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
