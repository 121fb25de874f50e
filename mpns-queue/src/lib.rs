//! A queue of notifications of the Microsoft Push Notification Service (MPNS) in PostgreSQL, and workers that deliver it:
//! for senders that are more than one process.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use mpns_queue::mpns_hyper::{Client, mpns_connect::Tls};
//! use mpns_queue::mpns_proto::Toast;
//! use mpns_queue::{Database, NewJob, Worker, WorkerSettings, enqueue, migrate};
//!
//! let database = Database::new("postgresql://db.example/push", &Tls::default(), 4)?;
//! let mut connection = database.connect().await?;
//! migrate(&mut connection).await?;
//!
//! // In your program, with what the notification is about: both are stored, or neither.
//! let transaction = connection.transaction().await?;
//! let channel = "https://push.relivewp.net/channel/0123456789abcdef".parse()?;
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
//! enqueue(&transaction, &[NewJob::new(channel, toast.into())]).await?;
//! transaction.commit().await?;
//!
//! // On any number of machines.
//! Worker::new(database, Client::new(), WorkerSettings::default()).run().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`FanOut`] enqueues one content for all channels of a condition; [`Place`] makes it safe to go on; [`cancel_channel`],
//! [`cancel_content`], [`Cancellation`] and [`expire_channel`] take back; [`Results`] are the ends of jobs as they come; [`delete_old`] forgets; [`status()`] and
//! [`lag`] say how much there is to do. All but the worker take any client or transaction of [`tokio_postgres`].
//!
//! # The tables
//!
//! They are in the schema `mpns`, of PostgreSQL 15 or later. [`migrate`] creates and changes it, while workers of the version
//! before go on.
//!
//! | table | a row is | |
//! | --- | --- | --- |
//! | `channel` | one app on one phone | what is ready, held, or leased to a worker; the number of its jobs |
//! | `job` | a content for a channel | in order within its channel; deadline, attempts |
//! | `content` | a notification as JSON | once for many jobs |
//! | `result` | the end of a job | exactly one for each |
//! | `host` | where channels are | until when it is down |
//! | `place` | how far a program is that enqueues in steps | by the name of what it does |
//!
//! # How it works
//!
//! 1. A worker **claims** channels that are due: not held, not leased, with a job. `FOR UPDATE SKIP LOCKED` on the row of the
//!    channel lets workers pass each other. Hosts take turns, and a worker claims from a host only what it may send
//!    to it. A claim is a lease: it has an owner and an end, and both are in every later `WHERE`. In the same
//!    transaction the job at the head of the channel is taken, and **the attempt is counted before anything is sent**.
//! 2. It sends, and an [`Outbox`](mpns_outbox::Outbox) in its memory decides what a reply or a failure means. **The rules
//!    are in that crate, and none is in SQL.** A channel is in the outbox with one job, from the claim to the settlement, with
//!    what is left of its deadline and attempts and with its back-offs restored; a hold goes from there to the database.
//!    Breakers and limits of hosts are the worker's own. When a breaker opens, the row of the host says so to all, and
//!    later lets one request at a time find out.
//! 3. One statement **settles** a batch: the results, the jobs that are over, the holds, the counters, the releases. It can be
//!    repeated if the connection was lost, since a settled channel has no lease. A channel that someone has
//!    locked is left for the next batch.
//!
//! Only the clock of the database counts: leases, holds and deadlines are compared there, and go over the wire as lengths of
//! time. A hold is never longer than [`longest_hold`](WorkerSettings::longest_hold) from now, whatever the clock was before.
//!
//! # What may happen
//!
//! | what | then |
//! | --- | --- |
//! | a worker ends without a word, or its network does | its channels are free when their leases end; what it had locked, after the [time limit](Database::with_statement_timeout). A job that it had taken may have been delivered: it is sent again only if [it may show twice](Terms::may_show_twice), with the back-off of a failure, and ends as `may-have-been-delivered` otherwise |
//! | a worker stands still for longer than its lease | it looks before it sends, gives up requests that take longer, and cannot write what another worker has taken over; between the look and the send is a moment that no lease can cover |
//! | the server restarts, hangs, or the connection is lost | the worker keeps what is to be written, and tries again, less and less often. A claim of which it does not know whether it was made is given back. A statement that takes longer than the [time limit](Database::with_statement_timeout), 30 seconds, has failed, and the server gives it up too |
//! | a table is locked for long, by a migration of yours or `VACUUM FULL` | the same |
//! | a standby takes over | the same: a server that takes no changes counts as one that is away. Name both servers in the URL, with `target_session_attrs=read-write`; a reader of results begins again after its last cursor. Without synchronous replication, what the old server had not passed on is lost with it: jobs may be sent again, and a cursor may be ahead of the results. With it, name two standbys, since without any nothing is committed |
//! | there are no connections, no memory or no disk left; a deadlock | the same |
//! | the server does not let a worker's role in any more | the same, until it does or the worker is ended. A role that it does not let in from the beginning is an error |
//! | a role loses a privilege, or the schema is dropped | the worker claims no more, settles what is in flight if it can, and ends with an error |
//! | a server is not the one that the certificate names, or has no TLS under `sslmode=require` | as with a role that it does not let in. The error has the cause |
//! | someone has a transaction open for long | the channels for which it enqueued wait until it is over, others do not. Any long transaction keeps vacuum from cleaning up, so that claims get slower, and one that writes delays the reading of results |
//! | the queue was long, and is short again | its tables keep their space for the next time, until you run `VACUUM FULL`. Small ones would be read from end to end, and sessions would go on doing so while they grow |
//! | clocks of workers differ | nothing. The times in results are the database's |
//! | the clock of the database jumps ahead | holds, leases and deadlines are over by as much sooner. What is in flight is as after the end of a worker |
//! | it jumps back | what is held, is leased or was served lately waits by as much longer; after a jump by more than `longest_hold`, only what is held, and no longer than that. A host that is down waits twice the breaker's longest time at most. What ended later than now is kept for longer by as much, with the results after it |
//! | a worker is [drained](WorkerHandle::drain) | it claims no more, and ends when what was in flight has been settled |
//!
//! A channel has one request in flight at a time. So one with many jobs needs a round trip of the database for each; the
//! queue is fast because there are many channels.
//!
//! # Roles and secrets
//!
//! [`migrate`] creates three roles without a login. Grant them to yours:
//!
//! | role | may | may not |
//! | --- | --- | --- |
//! | `mpns_enqueue` | add channels, contents and jobs; cancel; expire a channel; read results | lift a hold, take a lease, read contents; delete a job that a worker took, or say that it was not cancelled; say of a job anything but that it was cancelled |
//! | `mpns_work` | claim, settle, note hosts, delete what is old | add a channel or a job, change what is sent and where; delete a channel that is not expired or has jobs |
//! | `mpns_read` | read results, and the state of channels, jobs and hosts | see channel URIs, contents or message IDs |
//!
//! Grants say so of columns, and policies of rows, so a role that is in none of the three sees no rows. The owner of the
//! schema and superusers are above the policies. Restrictive ones of yours can leave a role some of the channels:
//! `docs/queue.md` has an example, which the tests run.
//!
//! They are a guard against mistakes, and against a program of which a stranger took possession. What they cannot keep
//! such a one from: as `mpns_enqueue`, to enqueue without end, to miscount the jobs of a channel, so that they wait, and
//! to have any content, by its number, sent to a phone of its own; as `mpns_work`, anything with what is queued, since it
//! may lease every channel, and to push to all of them.
//!
//! `channel.uri` is a bearer secret: whoever has it can push. `content.body` is what your users read. Neither is in an
//! [`Error`], and this crate does not log. The server may log statements with their parameters: leave
//! `log_parameter_max_length` at 0 and `log_statement` at `none` or `ddl`, if its log is not as safe as the tables.
//! Backups have both.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod cancel;
mod channels;
mod database;
mod enqueue;
mod error;
mod fan_out;
mod listing;
mod migrate;
mod new_job;
mod place;
mod results;
mod retention;
mod status;
mod stored_uri;
mod worker;

pub use cancel::{Cancellation, cancel_channel, cancel_channels, cancel_content};
pub use channels::{NewChannel, add_channels, expire_channel, expire_channels};
pub use database::{Connection, Database};
pub use enqueue::{JobId, enqueue};
pub use error::{Error, ErrorKind};
pub use fan_out::{ContentId, FanOut};
pub use listing::{ListedChannel, list_channels};
pub use migrate::{check_schema, migrate};
pub use mpns_hyper;
pub use mpns_outbox;
pub use mpns_proto;
pub use new_job::{NewJob, Terms};
pub use place::Place;
pub use results::{Cursor, JobResult, ParseCursorError, Results, results_after};
pub use retention::{Retention, delete_old};
pub use status::{HostDown, Status, count_channels, lag, status};
pub use tokio_postgres;
pub use worker::{Worker, WorkerCounts, WorkerHandle, WorkerSettings};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
